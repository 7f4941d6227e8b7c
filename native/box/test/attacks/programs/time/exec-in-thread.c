// attack: a thread that is not the first executes, which changes ids under the watcher
// variant: run
// expect: cpu_limit
// limits: cpu=300 wall=5000
#include "../attack.h"
#include <pthread.h>

static void *again(void *unused) {
    (void)unused;
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/attack", setting("ATTACK_FILES"));
    execl(path, path, "second", (char *)0);
    escaped("exec: %s", strerror(errno));
    _exit(0);
}

int main(int count, char **arguments) {
    (void)arguments;
    if (count > 1)
        for (volatile unsigned i = 0;; i++) continue;
    pthread_t thread;
    pthread_create(&thread, 0, again, 0);
    for (;;) pause();
}
