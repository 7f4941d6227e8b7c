// attack: burn CPU in children whose SIGCHLD is ignored, so that no rusage sees them
// variant: processes
// expect: cpu_limit
// limits: cpu=500 wall=30000
// leftovers: allowed
#include "../attack.h"

static void burn(double limit) {
    double start = seconds(CLOCK_PROCESS_CPUTIME_ID);
    while (seconds(CLOCK_PROCESS_CPUTIME_ID) - start < limit) continue;
}

int main(void) {
    signal(SIGCHLD, SIG_IGN);
    for (int i = 0; i < 12; i++) { // one after the other, each below the limit
        pid_t pid = fork();
        if (pid == 0) {
            burn(0.2);
            _exit(0);
        }
        waitpid(pid, 0, 0);
    }
    escaped("2.4 s of CPU with a limit of 0.5 s");
    return 0;
}
