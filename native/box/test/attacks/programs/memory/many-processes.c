// attack: many processes, each below the limit, together far above it
// variant: processes
// expect: memory_limit
// limits: memory=64MiB processes=32 wall=4000
// leftovers: allowed
// peak-memory: 512MiB
#include "../attack.h"

int main(void) {
    int made = 0;
    for (; made < 20; made++) {
        pid_t pid = fork();
        if (pid < 0) break;
        if (pid == 0) {
            size_t size = 40 * MiB;
            char *block = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            if (block != MAP_FAILED) memset(block, 1, size);
            usleep(800000);
            _exit(0);
        }
    }
    while (wait(0) > 0) continue;
    escaped("%d processes of 40 MiB with a limit of 64 MiB", made);
    return 0;
}
