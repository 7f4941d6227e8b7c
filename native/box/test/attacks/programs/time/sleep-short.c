// attack: many short sleeps, each too short for a tick to count
// variant: run
// expect: wall_limit
// limits: wall=600 cpu=2000
#include "../attack.h"

int main(void) {
    for (;;) {
        struct timespec moment = {0, 50000};
        nanosleep(&moment, 0);
    }
}
