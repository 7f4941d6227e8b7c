// attack: reopen stdout with O_TRUNC again and again to write more than the limit
// variant: run processes
// expect: ok
// limits: output=1MiB cpu=2000
// stdout: any
#include "../attack.h"

int main(void) {
    static char block[65536];
    memset(block, 'x', sizeof block);
    static const char *names[] = {"/dev/stdout", "/proc/self/fd/1", "/dev/fd/1", "/proc/thread-self/fd/1"};
    for (int i = 0; i < 400; i++) {
        int fd = open(names[i % 4], O_WRONLY | O_TRUNC | (i % 8 < 4 ? O_APPEND : 0));
        if (fd < 0) continue;
        for (int n = 0; n < 15; n++)
            if (write(fd, block, sizeof block) <= 0) break;
        close(fd);
    }
    if (ftruncate(1, 0) != 0) return 1;
    lseek(1, 0, SEEK_SET);
    return verdict();
}
