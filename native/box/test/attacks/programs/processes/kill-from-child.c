// attack: a child kills the run from outside and lives on
// variant: processes
// expect: runtime_error
// signal: SIGKILL
// leftovers: allowed
#include "../attack.h"

int main(void) {
    pid_t mother = getpid();
    if (fork() == 0) {
        setsid();
        kill(mother, SIGKILL);
        for (int i = 0; i < 500; i++) usleep(10000);
        _exit(0);
    }
    for (;;) pause();
}
