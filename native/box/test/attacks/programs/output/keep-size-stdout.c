// attack: memory behind stdout that its size does not show (FALLOC_FL_KEEP_SIZE stays below the file limit unseen)
// variant: run
// expect: ok
// limits: output=1MiB memory=64MiB
// stdout: any
#include "../attack.h"

int main(void) {
    signal(SIGXFSZ, SIG_IGN);
    unsigned long total = 0;
    // Each reservation is below the limit by itself, at ever higher offsets.
    for (unsigned long at = 0; at < 512 * MiB; at += 512 * KiB)
        if (fallocate(1, FALLOC_FL_KEEP_SIZE, (off_t)at, 512 * KiB) == 0) total += 512 * KiB;
    struct stat status;
    if (fstat(1, &status) == 0 && (unsigned long)status.st_blocks * 512 > 16 * MiB)
        escaped("stdout holds %lu MiB with a limit of 1", (unsigned long)status.st_blocks * 512 / MiB);
    (void)total;
    return verdict();
}
