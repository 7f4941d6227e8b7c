// attack: the same where data is limited
// variant: run
// expect: memory_limit
// signal: SIGSEGV
// limits: memory=64MiB space=data
// stdout: any
#include "../attack.h"

static volatile char array[1L << 30];

int main(void) {
    for (size_t at = 0; at < sizeof array; at += 4096) array[at] = 1;
    escaped("1 GiB in a static array");
    return 0;
}
