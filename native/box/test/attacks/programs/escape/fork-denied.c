// attack: start a process in a box that allows only threads, by every way there is
// variant: run
// expect: ok
#include "../attack.h"
#include <linux/sched.h>
#include <spawn.h>

static void child_or_not(const char *way, long pid) {
    if (pid == 0) _exit(0);
    if (pid > 0) escaped("%s started process %ld", way, pid);
}

int main(int count, char **arguments) {
    (void)count;
#ifdef SYS_fork // not on arm64, whose libc makes processes by clone alone
    child_or_not("fork", syscall(SYS_fork));
#endif
    child_or_not("libc fork", fork());
    child_or_not("vfork", vfork());
    child_or_not("clone", syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
    child_or_not("clone without signal", syscall(SYS_clone, 0, 0, 0, 0, 0));
    child_or_not("clone parent", syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0));
    child_or_not("clone high bits", syscall(SYS_clone, (unsigned long)CLONE_THREAD << 32 | SIGCHLD, 0, 0, 0, 0));
    child_or_not("clone vm", syscall(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0, 0, 0, 0));
    struct clone_args plain = {.exit_signal = SIGCHLD};
    child_or_not("clone3", syscall(SYS_clone3, &plain, sizeof plain));
    char *next[] = {arguments[0], 0};
    pid_t pid = 0;
    if (posix_spawn(&pid, arguments[0], 0, 0, next, environ) == 0) escaped("posix_spawn started %d", (int)pid);
    return verdict();
}
