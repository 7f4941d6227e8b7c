// attack: use descriptors that the box left open
// variant: run processes
// expect: ok
#include "../attack.h"
#include <dirent.h>

int main(void) {
    for (int fd = 3; fd < 4096; fd++)
        if (fcntl(fd, F_GETFD) != -1) escaped("descriptor %d is open", fd);
    for (int fd = 0; fd < 3; fd++) {
        struct stat status;
        if (fstat(fd, &status) != 0) { escaped("descriptor %d is closed", fd); continue; }
        if (!S_ISREG(status.st_mode)) escaped("descriptor %d is no plain memory file (mode %o)", fd, status.st_mode);
        if (isatty(fd)) escaped("descriptor %d is a terminal", fd);
        // A directory or a socket would be a door.
        REFUSED(openat(fd, "..", O_RDONLY));
    }
    DIR *list = opendir("/proc/self/fd");
    for (struct dirent *entry; list && (entry = readdir(list));)
        if (atoi(entry->d_name) > 2 && atoi(entry->d_name) != dirfd(list)) escaped("/proc/self/fd has %s", entry->d_name);
    return verdict();
}
