// attack: 4 GiB in a single call, between two looks of the watchdog
// variant: run
// expect: memory_limit|ok
// note: as large a piece is refused where the box can be asked (notify.c)
// limits: memory=64MiB
// peak-memory: 512MiB
#include "../attack.h"

int main(void) {
    char *block = mmap(0, 4 * GiB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (block == MAP_FAILED) return verdict();
    escaped("4 GiB at once");
    return 0;
}
