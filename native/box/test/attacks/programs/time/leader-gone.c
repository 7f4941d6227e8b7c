// attack: the first thread ends, the others run on: the process looks like a zombie
// variant: run
// expect: cpu_limit
// limits: cpu=400 wall=5000
#include "../attack.h"
#include <pthread.h>

static void *spin(void *unused) {
    (void)unused;
    for (volatile unsigned i = 0;; i++) continue;
    return 0;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, 0, spin, 0);
    pthread_exit(0);
}
