// attack: write to stdout without end
// variant: run processes
// expect: output_limit
// limits: output=1MiB
// stdout: any
#include "../attack.h"

int main(void) {
    static char block[65536];
    memset(block, 'x', sizeof block);
    for (unsigned long total = 0; total < 4 * GiB; total += sizeof block)
        if (write(1, block, sizeof block) <= 0) return 0;
    return 0;
}
