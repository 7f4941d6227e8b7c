// attack: ignore every signal and run on, raising its own CPU limit as far as it may
// variant: run processes
// expect: cpu_limit
// limits: cpu=300 wall=5000
#include "../attack.h"

int main(void) {
    for (int number = 1; number <= 64; number++) sigaction(number, &(struct sigaction){.sa_handler = SIG_IGN}, 0);
    struct rlimit limit;
    getrlimit(RLIMIT_CPU, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_CPU, &limit);
    for (volatile unsigned i = 0;; i++) continue;
}
