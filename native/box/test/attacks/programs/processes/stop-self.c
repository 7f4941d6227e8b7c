// attack: stop itself for ever
// variant: run processes
// expect: wall_limit
// limits: wall=400
#include "../attack.h"

int main(void) {
    for (;;) kill(getpid(), SIGSTOP);
}
