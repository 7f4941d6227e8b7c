// attack: kernel objects without a limit of their own: timers, queued signals, file locks, watches, mappings
// variant: run
// expect: ok
// limits: cpu=4000 wall=8000
#include "../attack.h"
#include <sys/inotify.h>

int main(void) {
    int timers = 0, queued = 0, watches = 0, locks = 0;
    struct sigevent none = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
    for (timer_t timer; timers < 100000 && timer_create(CLOCK_MONOTONIC, &none, &timer) == 0;) timers++;
    if (timers > 5000) escaped("%d timers", timers);
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, 0);
    for (union sigval value = {0}; queued < 100000 && sigqueue(getpid(), SIGRTMIN + 1, value) == 0;) queued++;
    if (queued > 5000) escaped("%d queued signals", queued);
    int watcher = inotify_init();
    char name[32];
    for (int i = 0; i < 3000 && watcher >= 0; i++) {
        snprintf(name, sizeof name, "w%d", i);
        close(open(name, O_CREAT | O_WRONLY, 0600));
        if (inotify_add_watch(watcher, name, IN_ALL_EVENTS) < 0) break;
        watches++;
    }
    int file = open("locks", O_CREAT | O_RDWR, 0600);
    for (int i = 0; i < 3000; i++) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = i * 2, .l_len = 1};
        if (fcntl(file, F_SETLK, &lock) != 0) break;
        locks++;
    }
    (void)watches;
    return verdict();
}
