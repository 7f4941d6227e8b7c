// attack: files that claim to be enormous
// variant: run processes
// expect: ok
// limits: output=1MiB
// collect-bytes: 4MiB
// keep: yes
#include "../attack.h"

int main(void) {
    signal(SIGXFSZ, SIG_IGN);
    char name[32];
    for (int i = 0; i < 64; i++) {
        snprintf(name, sizeof name, "sparse%d", i);
        int fd = open(name, O_CREAT | O_RDWR, 0600);
        if (fd < 0) break;
        REFUSED(ftruncate(fd, 1L << 40));
        REFUSED(posix_fallocate(fd, 0, 1L << 40) == 0 ? 0 : -1);
        REFUSED(pwrite(fd, "x", 1, 1L << 41));
        if (ftruncate(fd, 1000000) != 0) escaped("may not make 1 MB");
        close(fd);
    }
    return verdict();
}
