// attack: join other namespaces through /proc/*/ns and pidfds
// variant: run processes
// expect: ok
#include "../attack.h"
#include <sched.h>

int main(void) {
    static const char *names[] = {"user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time", "pid_for_children"};
    static const char *owners[] = {"1", "self", "thread-self", "2"};
    char path[128];
    for (size_t o = 0; o < 4; o++)
        for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
            snprintf(path, sizeof path, "/proc/%s/ns/%s", owners[o], names[n]);
            int fd = open(path, O_RDONLY | O_CLOEXEC);
            if (fd < 0) continue;
            REFUSED(setns(fd, 0));
            close(fd);
        }
    int pidfd = (int)syscall(SYS_pidfd_open, 1, 0);
    REFUSED(setns(pidfd, CLONE_NEWNS | CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWPID));
    return verdict();
}
