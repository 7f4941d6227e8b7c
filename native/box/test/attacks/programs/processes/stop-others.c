// attack: stop PID 1, the parent and its own children, and wait for them
// variant: processes
// expect: wall_limit
// limits: wall=600
// leftovers: allowed
#include "../attack.h"

int main(void) {
    pid_t child = fork();
    if (child == 0)
        for (;;) pause();
    kill(1 == getppid() ? 1 : getppid(), SIGSTOP);
    kill(child, SIGSTOP);
    kill(0, SIGTSTP);
    waitpid(child, 0, 0);
    escaped("the stopped child ended");
    return 0;
}
