// attack: clone and clone3 with each namespace flag
// variant: run processes
// expect: ok
#include "../attack.h"
#include <linux/sched.h>

int main(void) {
    static const unsigned long flags[] = {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC,
                                          CLONE_NEWUTS, CLONE_NEWCGROUP, CLONE_NEWUSER | CLONE_NEWNS,
                                          CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        for (int high = 0; high < 2; high++) {
            long pid = syscall(SYS_clone, flags[i] | SIGCHLD | (high ? 1UL << 32 : 0), 0, 0, 0, 0);
            if (pid == 0) _exit(0);
            if (pid > 0) escaped("clone(0x%lx) high %d", flags[i], high);
        }
        struct clone_args arguments = {.flags = flags[i], .exit_signal = SIGCHLD};
        long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
        if (pid == 0) _exit(0);
        if (pid > 0) escaped("clone3(0x%lx)", flags[i]);
    }
    struct clone_args time_namespace = {.flags = 0x80, .exit_signal = SIGCHLD};
    long pid = syscall(SYS_clone3, &time_namespace, sizeof time_namespace);
    if (pid == 0) _exit(0);
    if (pid > 0) escaped("clone3(CLONE_NEWTIME)");
    return verdict();
}
