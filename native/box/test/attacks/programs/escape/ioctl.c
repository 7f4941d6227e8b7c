// attack: ioctl: input into terminals, freezing file systems, namespaces, file flags, signals to others
// variant: run processes
// expect: ok
#include "../attack.h"
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <termios.h>

int main(void) {
    char key = 'x';
    int work = open(".", O_RDONLY), file = open("file", O_CREAT | O_RDWR, 0600), ends[2];
    if (pipe(ends) != 0) return 1;
    int descriptors[] = {0, 1, 2, work, file, ends[0]};
    for (size_t d = 0; d < sizeof descriptors / sizeof *descriptors; d++) {
        int fd = descriptors[d], owner = 1, on = 1;
        long immutable = FS_IMMUTABLE_FL, append = FS_APPEND_FL;
        REFUSED(ioctl(fd, TIOCSTI, &key));
        REFUSED(ioctl(fd, TIOCSCTTY, 1));
        REFUSED(ioctl(fd, TIOCCONS));
        REFUSED(ioctl(fd, 0x541C /* TIOCLINUX */, &key));
        REFUSED(ioctl(fd, FIFREEZE, 0));
        REFUSED(ioctl(fd, FITHAW, 0));
        REFUSED(ioctl(fd, FS_IOC_SETFLAGS, &immutable));
        REFUSED(ioctl(fd, FS_IOC_SETFLAGS, &append));
        REFUSED(ioctl(fd, 0x8901 /* FIOSETOWN */, &owner));
        REFUSED(ioctl(fd, 0x8902 /* SIOCSPGRP */, &owner));
        REFUSED(ioctl(fd, FIOASYNC, &on));
        REFUSED(ioctl(fd, BLKGETSIZE64, &immutable));
        // A filter that compares 64 bits misses what the kernel cuts to 32.
        REFUSED(syscall(SYS_ioctl, (unsigned long)fd, 1UL << 32 | TIOCSTI, &key));
    }
    static const char *names[] = {"user", "mnt", "pid", "net"};
    for (int i = 0; i < 4; i++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/self/ns/%s", names[i]);
        int fd = open(path, O_RDONLY);
        if (fd < 0) continue;
        REFUSED(ioctl(fd, 0xb701 /* NS_GET_USERNS */));
        REFUSED(ioctl(fd, 0xb702 /* NS_GET_PARENT */));
    }
    return verdict();
}
