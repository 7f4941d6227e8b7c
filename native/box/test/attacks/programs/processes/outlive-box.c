// attack: outlive the box: no parent death signal, a session of its own, every signal ignored, children everywhere
// variant: run processes
// expect: wall_limit
// limits: wall=20000 cpu=20000
// kill-box: outer
// kill-when: 1
// kill-when@processes: 4
#include "../attack.h"
#include <sys/prctl.h>

int main(void) {
    prctl(PR_SET_PDEATHSIG, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    for (int i = 0; i < 3; i++)
        if (fork() == 0) {
            setsid();
            prctl(PR_SET_PDEATHSIG, 0);
            if (fork() != 0 && i != 1) _exit(0);
        }
    for (int number = 1; number <= 64; number++) sigaction(number, &(struct sigaction){.sa_handler = SIG_IGN}, 0);
    for (int i = 0; i < 2000; i++) usleep(10000); // 20 s, should the box be broken
    return 0;
}
