// attack: enlarge stdout within the limit and write to it as memory, from threads that never stop
// variant: run
// expect: ok
// limits: output=1MiB cpu=8000 wall=20000
// stdout: any
#include "../attack.h"
#include <pthread.h>

static char *map;

static void *scribble(void *unused) {
    (void)unused;
    for (unsigned i = 0;; i++) map[i % MiB] = 'x';
    return 0;
}

int main(void) {
    if (ftruncate(1, (off_t)MiB - 1) != 0) return verdict();
    map = mmap(0, MiB, PROT_READ | PROT_WRITE, MAP_SHARED, 1, 0);
    if (map == MAP_FAILED) return verdict();
    pthread_t thread;
    for (int i = 0; i < 4; i++) pthread_create(&thread, 0, scribble, 0);
    usleep(100000);
    return 0;
}
