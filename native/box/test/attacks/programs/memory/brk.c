// attack: grow the heap with brk where only data is limited
// variant: run
// expect: memory_limit
// limits: memory=64MiB space=data
// peak-memory: 512MiB
#include "../attack.h"

int main(void) {
    unsigned long total = 0;
    for (char *block; total < 2 * GiB && (block = sbrk((intptr_t)MiB)) != (void *)-1; total += MiB) memset(block, 1, MiB);
    if (total > 80 * MiB) escaped("%lu MiB of heap", total / MiB);
    return verdict();
}
