// attack: a chain of vfork children, each holding its parent in the kernel
// variant: processes
// expect: wall_limit
// limits: wall=600 processes=16
// leftovers: allowed
#include "../attack.h"

int main(void) {
    for (int i = 0; i < 8; i++) {
        if (vfork() < 0) break;
    }
    for (;;) pause();
}
