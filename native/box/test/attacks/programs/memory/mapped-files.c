// attack: files that stay open because they are mapped, as many as one process may map, in as many processes as there may be
// variant: run processes
// expect: memory_limit
// limits: memory=32MiB processes=16 cpu=20000 wall=20000 space=none
// leftovers: allowed
#include "../attack.h"

static void fill(void) {
    for (int i = 0; i < 65000; i++) {
        int fd = open("/usr/bin/env", O_RDONLY);
        if (fd < 0 || mmap(0, 4096, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED) break;
        close(fd);
    }
}

int main(void) {
    for (int i = 0; i < 8; i++)
        if (fork() == 0) break;
    fill();
    sleep(5);
    escaped("65000 mapped files with a limit of 32 MiB");
    return verdict();
}
