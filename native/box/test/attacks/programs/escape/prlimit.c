// attack: change the limits of PID 1, the parent and others; raise its own
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    pid_t targets[] = {1, getppid(), 2};
    struct rlimit small = {1, 1}, old;
    for (int t = 0; t < 3; t++) {
        if (targets[t] == 0 || targets[t] == getpid()) continue;
        for (int resource = 0; resource < 16; resource++) {
            if (prlimit(targets[t], resource, 0, &old) == 0) escaped("read limit %d of %d", resource, (int)targets[t]);
            if (prlimit(targets[t], resource, &small, 0) == 0) escaped("set limit %d of %d", resource, (int)targets[t]);
        }
    }
    for (int resource = 0; resource < 16; resource++) {
        struct rlimit mine;
        if (getrlimit(resource, &mine) != 0 || mine.rlim_max == RLIM_INFINITY) continue;
        struct rlimit more = {mine.rlim_max + 1, mine.rlim_max + 1}, endless = {RLIM_INFINITY, RLIM_INFINITY};
        if (setrlimit(resource, &more) == 0) escaped("raised limit %d", resource);
        if (prlimit(0, resource, &endless, 0) == 0) escaped("lifted limit %d", resource);
        if (prlimit(getpid(), resource, &endless, 0) == 0) escaped("lifted limit %d by pid", resource);
    }
    // Those which keep the machine whole must be set at all.
    static const int needed[] = {RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_CORE, RLIMIT_NOFILE, RLIMIT_NPROC,
                                 RLIMIT_MEMLOCK, RLIMIT_SIGPENDING, RLIMIT_MSGQUEUE};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        struct rlimit mine;
        if (getrlimit(needed[i], &mine) == 0 && mine.rlim_max == RLIM_INFINITY) escaped("limit %d is not set", needed[i]);
    }
    struct rlimit core;
    // 1 is the better choice: it also keeps a core_pattern that is a pipe from running its program.
    if (getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max > 1) escaped("core dumps are allowed");
    // ... unless the program itself could set it to 0.
    struct rlimit zero = {0, 0};
    if (core.rlim_max == 1) {
        REFUSED(setrlimit(RLIMIT_CORE, &zero));
        REFUSED(syscall(SYS_prlimit64, 0, RLIMIT_CORE, &zero, 0));
        REFUSED(syscall(SYS_setrlimit, RLIMIT_CORE, &zero));
        REFUSED(syscall(SYS_setrlimit, 1UL << 32 | RLIMIT_CORE, &zero));
    }
    return verdict();
}
