// attack: fill as many pipes as descriptors allow
// variant: run processes
// expect: ok
// limits: memory=64MiB
#include "../attack.h"

int main(void) {
    static char page[65536];
    unsigned long total = 0;
    int ends[2];
    for (int i = 0; i < 4096 && pipe2(ends, O_NONBLOCK) == 0; i++)
        for (ssize_t n; (n = write(ends[1], page, sizeof page)) > 0;) total += (unsigned long)n;
    if (total > 64 * MiB) escaped("%lu MiB in pipes", total / MiB);
    return verdict();
}
