// attack: memory that counts against no limit: memfd, memfd_secret, large pipes, vmsplice, huge pages
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    for (unsigned flags = 0; flags < 16; flags++) {
        int fd = (int)syscall(SYS_memfd_create, "x", flags);
        if (fd >= 0) escaped("memfd_create(flags %u)", flags), close(fd);
    }
    REFUSED(syscall(447 /* memfd_secret */, 0));
    int ends[2];
    if (pipe(ends) != 0) return verdict();
    REFUSED(fcntl(ends[0], F_SETPIPE_SZ, 1 << 20));
    // The kernel reads the command as 32 bits.
    REFUSED(syscall(SYS_fcntl, ends[0], 1UL << 32 | F_SETPIPE_SZ, 1 << 20));
    char page[4096] = {0};
    struct { void *base; size_t length; } part = {page, sizeof page};
    REFUSED(syscall(SYS_vmsplice, ends[1], &part, 1, 1 /* SPLICE_F_GIFT */));
    if (mmap(0, 64 * MiB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0) != MAP_FAILED)
        escaped("huge pages");
    return verdict();
}
