// attack: two reasons to fail at once: the verdict is always the first of memory, time, output, failure
// variant: run processes
// case: args=memory,time expect=memory_limit
// case: args=memory,output expect=memory_limit
// case: args=memory,crash expect=memory_limit
// case: args=time,output expect=cpu_limit signal=SIGXCPU
// case: args=output,words expect=output_limit exit=1
// case: args=output,crash expect=output_limit signal=SIGSEGV
// case: args=words,crash expect=runtime_error signal=SIGSEGV
// limits: memory=64MiB output=1MiB
#include "../attack.h"

static void fill_output(void) {
    static char block[65536];
    signal(SIGXFSZ, SIG_IGN);
    while (write(1, block, sizeof block) > 0) continue;
}

// So quickly that only the maximum tells.
static void take_memory(void) {
    char *block[2]; // either of which is allowed alone
    for (int i = 0; i < 2; i++) block[i] = mmap(0, 45 * MiB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    for (int i = 0; i < 2; i++)
        if (block[i] != MAP_FAILED) munmap(block[i], 45 * MiB);
}

int main(int count, char **arguments) {
    const char *causes = count > 1 ? arguments[1] : "";
    if (strstr(causes, "output")) fill_output();
    if (strstr(causes, "words")) dprintf(2, "MemoryError\n");
    if (strstr(causes, "memory")) take_memory();
    if (strstr(causes, "time")) raise(SIGXCPU);
    if (strstr(causes, "crash")) raise(SIGSEGV);
    return 1;
}
