// attack: unshare into each kind of namespace
// variant: run processes
// expect: ok
#include "../attack.h"
#include <sched.h>

int main(void) {
    static const int flags[] = {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS,
                                CLONE_NEWCGROUP, 0x80 /* CLONE_NEWTIME */, CLONE_NEWUSER | CLONE_NEWNS,
                                CLONE_FILES, CLONE_FS, CLONE_SYSVSEM};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        errno = 0;
        if (unshare(flags[i]) != -1) escaped("unshare(0x%x)", flags[i]);
        // The upper half of the argument is where a filter that compares 32 bits looks away.
        if (syscall(SYS_unshare, (unsigned long)flags[i] | 1UL << 32) != -1) escaped("unshare(1<<32|0x%x)", flags[i]);
    }
    return verdict();
}
