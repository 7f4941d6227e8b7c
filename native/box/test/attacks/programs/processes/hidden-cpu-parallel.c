// attack: burn CPU in many children at once, each below the limit, while the first process sleeps
// variant: processes
// expect: cpu_limit
// limits: cpu=500 wall=30000
// leftovers: allowed
#include "../attack.h"

int main(void) {
    for (int i = 0; i < 8; i++)
        if (fork() == 0) {
            while (seconds(CLOCK_PROCESS_CPUTIME_ID) < 0.4) continue;
            _exit(0);
        }
    while (wait(0) > 0) continue;
    escaped("3.2 s of CPU with a limit of 0.5 s");
    return 0;
}
