// attack: widen the filter by laying one that allows everything on top, or by a listener of its own
// variant: run processes
// expect: ok
#include "../attack.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>

int main(void) {
    struct sock_filter allow[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    struct sock_fprog program = {1, allow};
    // A program may narrow itself, never widen: what was refused before must be refused after.
    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
    REFUSED(unshare(CLONE_NEWUSER));
    REFUSED(socket(AF_INET, SOCK_STREAM, 0));
    REFUSED(syscall(SYS_memfd_create, "x", 0));
    REFUSED(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program));
    REFUSED(syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &program));
    if (prctl(PR_GET_SECCOMP) != 2) escaped("no filter is active");
    return verdict();
}
