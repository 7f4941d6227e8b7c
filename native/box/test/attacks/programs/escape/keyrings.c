// attack: kernel keyrings, which are shared by uid and live longer than the process
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    REFUSED(syscall(SYS_add_key, "user", "cpast-attack", "secret", 6, -4 /* user keyring */));
    REFUSED(syscall(SYS_add_key, "user", "cpast-attack", "secret", 6, -3 /* session keyring */));
    REFUSED(syscall(SYS_request_key, "user", "cpast-attack", 0, -4));
    for (int command = 0; command <= 32; command++) REFUSED(syscall(SYS_keyctl, command, -4, 1, 0, 0));
    return verdict();
}
