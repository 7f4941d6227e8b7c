// attack: shared anonymous memory dropped from the page table: the pages stay, no resident size shows them
// variant: run processes
// expect: ok
// limits: memory=64MiB space=data
#include "../attack.h"

static void drop(const char *way, int flags, int fd) {
    size_t size = GiB;
    char *block = mmap(0, size, PROT_READ | PROT_WRITE, flags, fd, 0);
    if (block == MAP_FAILED) return;
    for (size_t at = 0; at < 512 * MiB; at += MiB) {
        memset(block + at, 1, MiB);
        madvise(block + at, MiB, MADV_DONTNEED);
    }
    size_t kept = 0;
    for (size_t at = 0; at < 512 * MiB; at += MiB) {
        kept += block[at] == 1;
        madvise(block + at, MiB, MADV_DONTNEED);
    }
    if (kept > 128) escaped("%s hides %zu MiB with a limit of 64", way, kept);
    munmap(block, size);
}

int main(void) {
    drop("shared anonymous memory", MAP_SHARED | MAP_ANONYMOUS, -1);
    int zero = open("/dev/zero", O_RDWR);
    if (zero >= 0) drop("/dev/zero mapped shared", MAP_SHARED, zero);
    return verdict();
}
