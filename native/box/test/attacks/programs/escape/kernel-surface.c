// attack: large kernel interfaces a program needs never: bpf, perf, io_uring, userfaultfd, fanotify, landlock, aio ...
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    char block[256] = {0};
    for (int command = 0; command < 20; command++) REFUSED(syscall(SYS_bpf, command, block, sizeof block));
    for (unsigned type = 0; type < 3; type++) {
        uint32_t attributes[32] = {type, sizeof attributes};
        REFUSED(syscall(SYS_perf_event_open, attributes, 0, -1, -1, 0));
    }
    REFUSED(syscall(425 /* io_uring_setup */, 8, block));
    REFUSED(syscall(426 /* io_uring_enter */, 3, 1, 0, 0, 0, 0));
    REFUSED(syscall(427 /* io_uring_register */, 3, 0, 0, 0));
    REFUSED(syscall(SYS_userfaultfd, 0));
    REFUSED(syscall(SYS_userfaultfd, 1 /* UFFD_USER_MODE_ONLY */));
    REFUSED(open("/dev/userfaultfd", O_RDWR));
    REFUSED(syscall(SYS_fanotify_init, 0, 0));
    REFUSED(syscall(SYS_kcmp, 1, getpid(), 0, 0, 0));
    REFUSED(syscall(SYS_lookup_dcookie, 1, block, sizeof block));
    REFUSED(syscall(SYS_io_setup, 1000, block));
    REFUSED(syscall(SYS_remap_file_pages, 0, 0, 0, 0, 0));
    REFUSED(syscall(SYS_migrate_pages, 1, 0, 0, 0));
    REFUSED(syscall(SYS_move_pages, 1, 0, 0, 0, 0, 0));
    REFUSED(syscall(SYS_mbind, 0, 0, 0, 0, 0, 0));
    REFUSED(syscall(SYS_get_mempolicy, 0, 0, 0, 0, 0));
    REFUSED(syscall(SYS_vhangup));
#ifdef __x86_64__ // older than arm64
    REFUSED(syscall(SYS_uselib, "/usr/lib/x86_64-linux-gnu/libc.so.6"));
    REFUSED(syscall(SYS_sysfs, 3));
    REFUSED(syscall(SYS_ustat, 0, block));
    REFUSED(syscall(SYS_vserver));
    REFUSED(syscall(SYS_tuxcall));
#endif
    return verdict();
}
