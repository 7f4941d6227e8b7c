// attack: guess or find the secret by which the box itself may fork and make memory files
// variant: run
// expect: ok
// limits: cpu=5000 wall=60000
#include "../attack.h"
#include <sys/auxv.h>

static uint64_t state = 88172645463325252ULL;
static uint64_t next_random(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static void try_secret(uint64_t guess) {
    long pid = syscall(SYS_clone, SIGCHLD, 0, 0, guess, guess);
    if (pid == 0) _exit(0);
    if (pid > 0) escaped("clone with secret %lx", guess);
    if (syscall(SYS_memfd_create, "x", 0, guess, guess, guess, guess) >= 0) escaped("memfd_create with secret %lx", guess);
}

int main(void) {
    uint64_t stack[512];
    static const uint64_t likely[] = {0, 1, ~0ULL, 0xdeadbeef, 0xdeadbeefdeadbeef, 0xcafebabe, 0x4111, 0x1234567890abcdef};
    for (size_t i = 0; i < sizeof likely / sizeof *likely; i++) try_secret(likely[i]);
    // What the kernel or the parent may have left behind: the random bytes, and everything on our stack.
    const uint64_t *random = (const uint64_t *)getauxval(AT_RANDOM);
    if (random) try_secret(random[0]), try_secret(random[1]);
    volatile uint64_t *below = stack;
    for (int i = 0; i < 512; i++) try_secret(below[i]);
    for (char **entry = environ; entry && *entry; entry++) try_secret((uint64_t)*entry);
    for (int i = 0; i < 50000; i++) try_secret(next_random());
    return verdict();
}
