// attack: system calls of the x32 ABI, which filters by plain number do not see
// arch: x64
// variant: run processes
// expect: runtime_error
// signal: SIGSYS
#include "../attack.h"

int main(void) {
    long pid = syscall(0x40000000L | SYS_getpid);
    if (pid > 0) escaped("x32 getpid gave %ld", pid);
    else escaped("x32 call was answered (errno %d), not killed", errno);
    return 0;
}
