// attack: stdout as a sparse file of 1 TB: ftruncate, fallocate, lseek and write
// variant: run processes
// expect: ok
// limits: output=1MiB
// stdout: any
// peak-memory: 64MiB
#include "../attack.h"

int main(void) {
    signal(SIGXFSZ, SIG_IGN);
    REFUSED(ftruncate(1, 1L << 40));
    REFUSED(fallocate(1, 0, 0, 1L << 40));
    REFUSED(fallocate(1, FALLOC_FL_KEEP_SIZE, 0, 1L << 40));
    REFUSED(pwrite(1, "x", 1, 1L << 40));
    lseek(1, 1L << 40, SEEK_SET);
    REFUSED(write(1, "x", 1));
    lseek(1, 0, SEEK_SET);
    REFUSED(ftruncate(2, 1L << 40));
    return verdict();
}
