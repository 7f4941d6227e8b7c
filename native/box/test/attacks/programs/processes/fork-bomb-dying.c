// attack: fork bomb whose parents die at once, so that no process lives long enough to be caught by its id
// variant: processes
// expect: ok
// limits: wall=2000 cpu=1000 processes=16
// leftovers: allowed
// peak-processes: 21
// peak-processes@reduced-user: 100
#include "../attack.h"

int main(void) {
    say("contained\n");
    for (int i = 0; i < 10000; i++) {
        pid_t pid = fork();
        if (pid > 0) _exit(0);
        if (pid < 0) usleep(1000);
        setsid();
    }
    return 0;
}
