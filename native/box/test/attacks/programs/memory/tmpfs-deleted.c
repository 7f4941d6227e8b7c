// attack: fill the work directory with files that are deleted but still open
// variant: run
// expect: ok
// known@reduced: files that are deleted but open are in no directory and not seen by the walk, only when the file system is nearly full
// box: --work-bytes 16777216
// limits: output=64MiB
#include "../attack.h"

int main(void) {
    static char block[65536];
    unsigned long total = 0;
    for (int i = 0; i < 100 && total < 256 * MiB; i++) {
        int fd = open("hidden", O_CREAT | O_EXCL | O_WRONLY, 0600);
        if (fd < 0) break;
        unlink("hidden");
        for (ssize_t n; (n = write(fd, block, sizeof block)) > 0 && lseek(fd, 0, SEEK_CUR) < (off_t)(4 * MiB);) total += (unsigned long)n;
    }
    if (total > 20 * MiB) escaped("%lu MiB with a work directory of 16", total / MiB);
    return verdict();
}
