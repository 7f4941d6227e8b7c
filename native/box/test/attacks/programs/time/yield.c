// attack: a storm of yields and wake-ups between threads
// variant: run
// expect: cpu_limit
// limits: cpu=300 wall=5000
#include "../attack.h"
#include <pthread.h>
#include <sched.h>

static void *storm(void *unused) {
    (void)unused;
    for (;;) sched_yield();
    return 0;
}

int main(void) {
    pthread_t thread;
    for (int i = 0; i < 4; i++) pthread_create(&thread, 0, storm, 0);
    storm(0);
}
