// attack: a static array far beyond the limit: exec itself fails half way, which is the program's fault and not the box's
// variant: run processes
// expect: memory_limit
// limits: memory=64MiB
// stdout: any
#include "../attack.h"

static volatile char array[1L << 30];

int main(void) {
    for (size_t at = 0; at < sizeof array; at += 4096) array[at] = 1;
    escaped("1 GiB in a static array");
    return 0;
}
