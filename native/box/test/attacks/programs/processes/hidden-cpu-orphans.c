// attack: burn CPU in orphans, which belong to PID 1, while the run itself sleeps
// variant: processes
// expect: cpu_limit
// limits: cpu=500 wall=30000
// leftovers: allowed
#include "../attack.h"

int main(void) {
    for (int i = 0; i < 8; i++) {
        if (fork() == 0) {
            if (fork() == 0) {
                setsid();
                while (seconds(CLOCK_PROCESS_CPUTIME_ID) < 0.4) continue;
            }
            _exit(0);
        }
        wait(0);
    }
    usleep(20000000);
    escaped("3.2 s of CPU with a limit of 0.5 s");
    return 0;
}
