// attack: the host's page cache as a channel to other boxes: drop pages, ask which are there, make the device write
// variant: run processes
// expect: ok
#include "../attack.h"
#include <sys/uio.h>

// Bad arguments: only a pretended call, which does nothing, succeeds.
#define PRETENDED(call)                                            \
    do {                                                           \
        if ((long)(call) != 0) escaped("%s is really done", #call); \
    } while (0)

int main(void) {
    int fd = open("/usr/bin/env", O_RDONLY);
    char byte, *page = mmap(0, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
    struct iovec part = {&byte, 1};
    struct { uint64_t from, length; } range = {0, 4096};
    struct { uint64_t counts[5]; } counts;
    struct { uint64_t flags, mode, resolve; } how = {O_RDONLY, 0, 0x20 /* RESOLVE_CACHED */};
    if (fd < 0 || page == MAP_FAILED) return 1;
    REFUSED(preadv2(fd, &part, 1, 0, RWF_NOWAIT));
    REFUSED(preadv2(fd, &part, 1, 0, RWF_HIPRI));
    REFUSED(mincore(page, 4096, (unsigned char *)&byte));
    REFUSED(syscall(451 /* cachestat */, fd, &range, &counts, 0));
    REFUSED(syscall(437 /* openat2 */, AT_FDCWD, "/usr/bin/env", &how, sizeof how));
    REFUSED(syscall(SYS_sync_file_range, fd, 0L, 0L, 7));
    REFUSED(syscall(SYS_syncfs, fd));
    REFUSED(madvise(page, 4096, 20 /* MADV_COLD */));
    REFUSED(madvise(page, 4096, 21 /* MADV_PAGEOUT */));
    PRETENDED(syscall(SYS_fadvise64, -1, 0L, 0L, 4));
    PRETENDED(syscall(SYS_readahead, -1, 0L, 4096L));
    PRETENDED(syscall(SYS_fsync, -1));
    PRETENDED(syscall(SYS_fdatasync, -1));
    PRETENDED(syscall(SYS_msync, 4096L, 4096L, MS_SYNC));
    PRETENDED(syscall(SYS_madvise, 4096L, 4096L, MADV_WILLNEED));
    return verdict();
}
