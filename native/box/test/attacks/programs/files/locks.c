// attack: locks and leases on the program's own files, which would make the host wait
// variant: run processes
// expect: ok
// reput: yes
#include "../attack.h"
#include <sys/file.h>

int main(void) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/attack", setting("ATTACK_FILES"));
    int program = open(path, O_RDONLY);
    flock(program, LOCK_EX);
    fcntl(program, F_SETLEASE, F_WRLCK);
    fcntl(program, F_SETLEASE, F_RDLCK);
    for (int fd = 0; fd < 3; fd++) {
        flock(fd, LOCK_EX);
        fcntl(fd, F_SETLEASE, F_WRLCK);
        struct flock lock = {.l_type = F_WRLCK};
        fcntl(fd, F_OFD_SETLK, &lock);
    }
    return verdict();
}
