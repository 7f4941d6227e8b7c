// attack: sleep for ever
// variant: run processes
// expect: wall_limit
// limits: wall=300
#include "../attack.h"

int main(void) {
    for (;;) pause();
}
