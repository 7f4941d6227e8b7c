// attack: a recursion without end
// variant: run processes
// expect: memory_limit
// limits: memory=64MiB
// peak-memory: 512MiB
#include "../attack.h"

__attribute__((noinline)) static int deeper(volatile int depth) {
    volatile char frame[4096];
    frame[depth % 4096] = (char)depth;
    if (depth > 1000000) return depth; // 4 GiB
    return deeper(depth + 1) + frame[depth % 4096];
}

int main(void) {
    if (deeper(1)) escaped("a stack of 4 GiB");
    return 0;
}
