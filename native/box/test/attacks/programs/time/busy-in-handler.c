// attack: an endless loop inside a signal handler, entered again by timers
// variant: run
// expect: cpu_limit
// limits: cpu=300 wall=5000
#include "../attack.h"
#include <sys/time.h>

static void spin(int number) {
    (void)number;
    for (volatile unsigned i = 0;; i++) continue;
}

int main(void) {
    for (int number = 1; number <= 64; number++) sigaction(number, &(struct sigaction){.sa_handler = spin, .sa_flags = SA_NODEFER}, 0);
    struct itimerval often = {{0, 1000}, {0, 1000}};
    setitimer(ITIMER_REAL, &often, 0);
    for (;;) pause();
}
