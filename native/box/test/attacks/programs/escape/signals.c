// attack: every signal to PID 1, to the parent, to every process
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    pid_t targets[] = {1, getppid()};
    union sigval value = {0};
    int isAlone = setting("ATTACK_ALONE")[0] == '1'; // no other process has the uid, or this is a PID namespace
    for (int number = 1; number <= 64; number++) {
        for (int t = 0; t < 2; t++) {
            if (targets[t] == 0 || (targets[t] == 1 && getppid() != 1 && !isAlone)) continue;
            kill(targets[t], number);
            syscall(SYS_tkill, targets[t], number);
            syscall(SYS_tgkill, targets[t], targets[t], number);
            sigqueue(targets[t], number, value);
        }
        if (isAlone) kill(-1, number); // spares the caller
    }
    if (isAlone && getppid() != 1) kill(-getppid(), SIGKILL);
    return verdict();
}
