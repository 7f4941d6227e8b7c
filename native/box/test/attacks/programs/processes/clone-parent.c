// attack: children that are brothers: CLONE_PARENT makes PID 1 their parent, exit signal 0 hides them from a plain wait
// variant: processes
// expect: ok
// leftovers: allowed
#include "../attack.h"
#include <sched.h>

int main(void) {
    static const int signals[] = {SIGCHLD, 0, SIGUSR1, SIGKILL};
    for (int i = 0; i < 4; i++) {
        long pid = syscall(SYS_clone, CLONE_PARENT | signals[i], 0, 0, 0, 0);
        if (pid == 0) {
            for (int n = 0; n < 500; n++) {
                close(open("daemon-was-here", O_CREAT | O_WRONLY, 0600));
                usleep(10000);
            }
            _exit(0);
        }
        pid = syscall(SYS_clone, CLONE_PARENT | signals[i], 0, 0, 0, 0);
        if (pid == 0) _exit(77); // ends before the run does: must not be taken for the run itself
    }
    usleep(30000);
    return verdict();
}
