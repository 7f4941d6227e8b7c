// attack: flood both outputs with SIGXFSZ ignored, then pretend that all is well
// variant: run processes
// expect: output_limit
// limits: output=1MiB
// stdout: any
#include "../attack.h"

int main(void) {
    static char block[65536];
    signal(SIGXFSZ, SIG_IGN);
    memset(block, 'x', sizeof block);
    for (int i = 0; i < 2000; i++) {
        ssize_t out = write(1, block, sizeof block), err = write(2, block, sizeof block);
        if (out < 0 && err < 0 && i > 1000) break;
    }
    return 0;
}
