// attack: use too much memory for so short a time that only the maximum tells
// variant: run
// expect: memory_limit
// limits: memory=64MiB
#include "../attack.h"

int main(void) {
    size_t size = 60 * MiB;
    char *block = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    char *more = mmap(0, size / 2, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (block != MAP_FAILED) munmap(block, size);
    if (more != MAP_FAILED) munmap(more, size / 2);
    say("done\n"); // must not count as success
    return 0;
}
