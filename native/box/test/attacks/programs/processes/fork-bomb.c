// attack: fork bomb: every process forks on, and those that cannot wait
// variant: run processes
// expect: ok
// limits: wall=20000 cpu=1000 processes=16
// leftovers: allowed
// peak-processes: 21
// peak-processes@reduced-user: 100
#include "../attack.h"

/* The peak: 16, two that were let in at the same moment (README.md), and three processes of the box itself in a container. */

int main(void) {
    volatile int *tries = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    volatile int local = 0;
    if (tries == MAP_FAILED) tries = &local; // shared memory may be denied: then each counts for itself
    pid_t first = getpid();
    int made = 0;
    while (__atomic_add_fetch(tries, 1, __ATOMIC_RELAXED) < 10000 && made < 200) {
        pid_t pid = fork();
        if (pid > 0) made++;
        if (pid == 0) made = 0;
        if (pid < 0) break;
    }
    if (made >= 200) escaped("200 children of one process");
    if (getpid() == first) verdict();
    usleep(200000);
    _exit(0);
}
