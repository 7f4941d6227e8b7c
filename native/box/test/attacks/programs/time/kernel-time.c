// attack: long calls into the kernel, which a signal cannot interrupt at once
// variant: run
// expect: cpu_limit
// limits: cpu=300 wall=5000
#include "../attack.h"

int main(void) {
    int zero = open("/dev/zero", O_RDONLY), random = open("/dev/urandom", O_RDONLY);
    static char block[32 << 20];
    for (;;) {
        if (read(zero, block, sizeof block) < 0 && read(random, block, sizeof block) < 0) pause();
        if (syscall(SYS_getrandom, block, sizeof block, 0) < 0) pause();
    }
}
