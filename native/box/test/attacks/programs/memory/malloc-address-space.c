// attack: allocate without end where the address space is limited: malloc must say no
// variant: run processes
// expect: memory_limit
// limits: memory=64MiB space=as
// peak-memory: 160MiB
#include "../attack.h"

int main(void) {
    unsigned long total = 0;
    for (char *block; total < 4 * GiB && (block = malloc(MiB)); total += MiB) memset(block, 1, MiB);
    if (total > 160 * MiB) escaped("%lu MiB with a limit of 64", total / MiB);
    return verdict();
}
