// attack: seal stdout, so that the host cannot cut or reuse it
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    for (int fd = 1; fd < 3; fd++)
        for (int seal = 1; seal < 64; seal <<= 1) {
            // Refused or not: the result must arrive and the next run must write.
            fcntl(fd, F_ADD_SEALS, seal == F_SEAL_WRITE || seal == F_SEAL_GROW ? 0 : seal);
            fcntl(fd, F_SETLEASE, F_WRLCK);
        }
    say("contained\n");
    for (int fd = 1; fd < 3; fd++) fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
    return 0;
}
