// attack: steal descriptors of PID 1 with pidfd_getfd and kill it with pidfd_send_signal
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    pid_t targets[] = {1, getppid()};
    for (int t = 0; t < 2; t++) {
        int pidfd = (int)syscall(SYS_pidfd_open, targets[t], 0);
        if (pidfd < 0) continue;
        for (int fd = 0; fd < 32; fd++) REFUSED(syscall(SYS_pidfd_getfd, pidfd, fd, 0));
        // May answer 0 (a namespace's PID 1 ignores it); that the box lives on is the driver's check.
        for (int number = 1; number <= 64; number++) syscall(SYS_pidfd_send_signal, pidfd, number, 0, 0);
        // PIDFD_GET_*_NAMESPACE ioctls (6.11) hand out namespaces without /proc.
        for (int command = 1; command <= 10; command++) REFUSED(syscall(SYS_ioctl, pidfd, 0xFF00 | command, 0));
    }
    return verdict();
}
