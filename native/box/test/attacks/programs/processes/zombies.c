// attack: leave children without waiting for them, in sessions of their own
// variant: processes
// expect: ok
// limits: processes=32
// leftovers: allowed
#include "../attack.h"

int main(void) {
    for (int i = 0; i < 20; i++)
        if (fork() == 0) {
            setsid();
            if (i % 2) pause();
            _exit(3);
        }
    usleep(20000);
    return verdict();
}
