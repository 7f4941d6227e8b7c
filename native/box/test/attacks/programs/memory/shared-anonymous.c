// attack: shared anonymous memory, which RLIMIT_DATA does not count
// variant: run processes
// expect: ok
// limits: memory=64MiB space=data
// peak-memory: 512MiB
#include "../attack.h"

int main(void) {
    for (unsigned long total = 0; total < 2 * GiB; total += MiB) {
        char *block = mmap(0, MiB, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (block == MAP_FAILED) return verdict();
        memset(block, 1, MiB);
    }
    escaped("2 GiB of shared memory");
    return 0;
}
