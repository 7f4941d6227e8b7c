// attack: an endless loop in several threads, the first one asleep
// variant: run
// expect: cpu_limit
// limits: cpu=400 wall=5000 processes=16
#include "../attack.h"
#include <pthread.h>

static void *spin(void *unused) {
    (void)unused;
    for (volatile unsigned i = 0;; i++) continue;
    return 0;
}

int main(void) {
    pthread_t thread;
    for (int i = 0; i < 6; i++) pthread_create(&thread, 0, spin, 0);
    for (;;) pause();
}
