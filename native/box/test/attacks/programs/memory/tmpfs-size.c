// attack: fill the work directory with data
// variant: run processes
// case: args=0 expect=ok
// case@reduced: args=1 expect=output_limit
// note: without mounts the quota is looked at every 100 ms; what is written in between is over it for that long
// box: --work-bytes 16777216
// limits: output=64MiB
#include "../attack.h"

int main(int count, char **arguments) {
    int isWatched = count > 1 && atoi(arguments[1]);
    static char block[65536];
    memset(block, 'x', sizeof block);
    unsigned long total = 0;
    char name[64];
    for (int i = 0; i < 64; i++) {
        snprintf(name, sizeof name, "%s/f%d", setting(i % 2 ? "ATTACK_TMP" : "ATTACK_WORK"), i);
        int fd = open(name, O_CREAT | O_WRONLY, 0600);
        if (fd < 0) break;
        for (ssize_t n; total < 256 * MiB && (n = write(fd, block, sizeof block)) > 0 && lseek(fd, 0, SEEK_CUR) < (off_t)(4 * MiB);)
            total += (unsigned long)n;
        close(fd);
    }
    if (isWatched) {
        usleep(1500000); // the walk must find it
        escaped("%lu MiB for 1.5 s with a work directory of 16", total / MiB);
    } else if (total > 20 * MiB) escaped("%lu MiB with a work directory of 16", total / MiB);
    return verdict();
}
