// attack: use up the inodes of the work directory
// variant: run processes
// case: args=0 expect=ok
// case@reduced: args=1 expect=output_limit
// note: without mounts the quota is looked at every 100 ms
// box: --work-inodes 1024
#include "../attack.h"

static int make(const char *name, int kind) {
    if (kind == 0) return mkdir(name, 0700);
    if (kind == 1) return symlink("x", name);
    int fd = open(name, O_CREAT | O_WRONLY, 0600);
    return fd < 0 ? -1 : close(fd);
}

int main(int count, char **arguments) {
    int isWatched = count > 1 && atoi(arguments[1]);
    char name[64];
    int made = 0;
    for (; made < 20000; made++) {
        snprintf(name, sizeof name, "%d", made);
        if (make(name, made % 3) != 0) break;
    }
    if (isWatched) usleep(1500000); // the walk must find them
    if (made > 1100) escaped("%d files with 1024 inodes", made);
    return verdict();
}
