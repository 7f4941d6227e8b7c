// attack: learn of the host: its disks and mounts, memory, load, what others do
// variant: run processes
// expect: ok
#include "../attack.h"
#include <sys/statfs.h>
#include <sys/sysinfo.h>

int main(void) {
    static const char *silent[] = {"/proc/self/mountinfo", "/proc/self/mounts", "/proc/self/mountstats", "/proc/meminfo", "/proc/loadavg",
                                   "/proc/stat", "/proc/uptime", "/proc/version", "/proc/cpuinfo", "/proc/locks", "/proc/diskstats",
                                   "/proc/partitions", "/proc/self/net/unix", "/proc/sys/fs/file-nr", "/proc/sys/kernel/ns_last_pid"};
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        char text[512];
        int fd = open(silent[i], O_RDONLY);
        ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof text);
        if (length > 0 && !strstr(silent[i], "net/unix")) escaped("%s says %.*s", silent[i], (int)length, text);
        if (length > 0 && memchr(text, '/', (size_t)length)) escaped("%s names a socket of the host", silent[i]);
        if (fd >= 0) close(fd);
    }
    struct sysinfo host;
    struct statfs disk;
    int fd = open("/usr/bin/env", O_RDONLY);
    REFUSED(sysinfo(&host));
    REFUSED(statfs("/usr", &disk));
    REFUSED(fstatfs(fd, &disk));
    return verdict();
}
