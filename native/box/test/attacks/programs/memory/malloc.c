// attack: allocate and touch memory without end
// variant: run processes
// expect: memory_limit
// limits: memory=64MiB
// peak-memory: 512MiB
#include "../attack.h"

int main(void) {
    for (unsigned long total = 0; total < 4 * GiB; total += MiB) {
        char *block = malloc(MiB);
        if (!block) return verdict();
        memset(block, 1, MiB);
    }
    escaped("4 GiB of memory");
    return 0;
}
