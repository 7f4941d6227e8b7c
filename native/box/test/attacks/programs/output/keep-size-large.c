// attack: memory behind the outputs that their size does not show, where files may be large (compilers)
// variant: processes
// expect: ok
// limits: output=1MiB memory=64MiB large-files
// stdout: any
#include "../attack.h"

int main(void) {
    signal(SIGXFSZ, SIG_IGN);
    for (int fd = 1; fd < 3; fd++)
        for (unsigned long at = 0; at < 512 * MiB; at += 32 * MiB) {
            fallocate(fd, FALLOC_FL_KEEP_SIZE, (off_t)at, 32 * MiB);
            usleep(10000); // the watchdog may look
        }
    struct stat out, err;
    fstat(1, &out);
    fstat(2, &err);
    unsigned long held = (unsigned long)(out.st_blocks + err.st_blocks) * 512;
    if (held > 128 * MiB) escaped("the outputs hold %lu MiB with limits of 1 and 64", held / MiB);
    return verdict();
}
