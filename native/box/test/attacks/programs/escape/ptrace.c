// attack: ptrace of PID 1 and the parent, and making the parent its own tracer
// variant: run processes
// expect: ok
#include "../attack.h"
#include <sys/ptrace.h>

int main(void) {
    pid_t targets[] = {1, getppid()};
    for (int i = 0; i < 2; i++) {
        if (targets[i] == 0) continue;
        REFUSED(ptrace(PTRACE_ATTACH, targets[i], 0, 0));
        REFUSED(ptrace(PTRACE_SEIZE, targets[i], 0, 0));
    }
    REFUSED(ptrace(PTRACE_TRACEME, 0, 0, 0));
    return verdict();
}
