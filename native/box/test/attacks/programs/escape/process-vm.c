// attack: read and write the memory of PID 1 and the parent (process_vm_*, process_madvise, process_mrelease)
// variant: run processes
// expect: ok
#include "../attack.h"
#include <sys/uio.h>

int main(void) {
    char buffer[64];
    pid_t targets[] = {1, getppid()};
    // A static program that is not PIE sits at 0x400000; a static PIE one and the stack are found by /proc, tried elsewhere.
    void *addresses[] = {(void *)0x400000, (void *)0x401000, (void *)&main};
    for (int t = 0; t < 2; t++) {
        for (int a = 0; a < 3; a++) {
            struct iovec local = {buffer, sizeof buffer}, remote = {addresses[a], sizeof buffer};
            REFUSED(syscall(SYS_process_vm_readv, targets[t], &local, 1, &remote, 1, 0));
            REFUSED(syscall(SYS_process_vm_writev, targets[t], &local, 1, &remote, 1, 0));
        }
        int pidfd = (int)syscall(SYS_pidfd_open, targets[t], 0);
        struct iovec whole = {(void *)0x400000, 4096};
        REFUSED(syscall(440 /* process_madvise */, pidfd, &whole, 1, MADV_COLD, 0));
        REFUSED(syscall(448 /* process_mrelease */, pidfd, 0));
    }
    return verdict();
}
