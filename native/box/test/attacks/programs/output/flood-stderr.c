// attack: write to stderr without end
// variant: run processes
// expect: output_limit
// limits: output=1MiB
#include "../attack.h"

int main(void) {
    static char block[65536];
    memset(block, 'x', sizeof block);
    for (unsigned long total = 0; total < 4 * GiB; total += sizeof block)
        if (write(2, block, sizeof block) <= 0) return 0;
    return 0;
}
