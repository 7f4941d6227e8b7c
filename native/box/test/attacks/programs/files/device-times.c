// attack: notes for others in the inodes of devices and folders of the host: times, modes, owners
// variant: run processes
// expect: ok
#include "../attack.h"
#include <sys/time.h>

int main(void) {
    static const char *paths[] = {"/dev/null", "/dev/full", "/dev/zero", "/dev/random", "/dev/urandom", "/usr", "/usr/bin/env", "/dev"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (access(paths[i], F_OK) != 0) continue;
        REFUSED(utimensat(AT_FDCWD, paths[i], 0, 0));
        REFUSED(utimensat(AT_FDCWD, paths[i], (struct timespec[2]){{1, 1}, {1, 1}}, 0));
        REFUSED(chown(paths[i], getuid(), getgid()));
        int fd = open(paths[i], O_RDONLY);
        if (fd >= 0) REFUSED(futimens(fd, 0));
        if (fd >= 0) close(fd);
    }
    int null = open("/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (null < 0 || write(null, "x", 1) != 1) escaped("/dev/null cannot be written: %s", strerror(errno));
    return verdict();
}
