// attack: one file larger than the output limit
// variant: run processes
// expect: output_limit
// limits: output=1MiB
#include "../attack.h"

int main(void) {
    static char block[65536];
    int fd = open("large", O_CREAT | O_WRONLY, 0600);
    for (unsigned long total = 0; total < 64 * MiB; total += sizeof block)
        if (write(fd, block, sizeof block) <= 0) return verdict();
    escaped("a file of 64 MiB with a limit of 1");
    return 0;
}
