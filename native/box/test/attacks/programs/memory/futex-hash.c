// attack: memory of the kernel's by prctl: hash tables of futexes, filters, names of mappings, merged pages
// variant: run processes
// expect: ok
// limits: memory=64MiB
#include "../attack.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

int main(void) {
    struct sock_filter allow[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    struct sock_fprog program = {1, allow};
    REFUSED(prctl(78 /* PR_FUTEX_HASH */, 1, 1UL << 24, 0, 0));
    REFUSED(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0));
    REFUSED(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
    REFUSED(prctl(0x53564d41 /* PR_SET_VMA */, 0, &program, sizeof program, "name"));
    REFUSED(prctl(67 /* PR_SET_MEMORY_MERGE */, 1, 0, 0, 0));
    REFUSED(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
    REFUSED(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
    REFUSED(madvise((void *)((uintptr_t)&program & ~4095UL), 4096, 12 /* MADV_MERGEABLE */));
    return verdict();
}
