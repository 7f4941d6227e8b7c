// attack: learn more of /sys than how large a huge page is, or change that
// variant: run processes
// expect: ok
#include "../attack.h"

static const char *path[] = {"/sys", "/sys/kernel", "/sys/kernel/mm", "/sys/kernel/mm/transparent_hugepage",
                             "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size"};
enum { LAST = sizeof path / sizeof *path - 1 };

static void list(const char *directory) {
    REFUSED(open(directory, O_RDONLY | O_DIRECTORY));
    int fd = open(directory, O_PATH | O_DIRECTORY);
    REFUSED(openat(fd, ".", O_RDONLY | O_DIRECTORY));
    REFUSED(openat(fd, "new", O_CREAT | O_WRONLY, 0600));
    REFUSED(mkdirat(fd, "new", 0700));
    close(fd);
}

static void only_a_number(int fd) {
    char text[64], again[64];
    ssize_t length = read(fd, text, sizeof text);
    if (length < 2 || text[length - 1] != '\n') escaped("it says %.*s", (int)(length > 0 ? length : 0), text);
    for (ssize_t i = 0; i + 1 < length; i++)
        if (text[i] < '0' || text[i] > '9') escaped("it says more than a number: %.*s", (int)length, text);
    if (pread(fd, again, sizeof again, 0) != length || memcmp(text, again, (size_t)length) != 0) escaped("it says something else each time");
}

int main(void) {
    for (size_t level = 0; level < LAST; level++) list(path[level]);
    int fd = open(path[LAST], O_RDONLY);
    if (fd >= 0) only_a_number(fd);
    for (int flags = 0; flags < 4; flags++) {
        static const int ways[] = {O_WRONLY, O_RDWR, O_WRONLY | O_TRUNC, O_RDWR | O_APPEND};
        REFUSED(open(path[LAST], ways[flags]));
    }
    REFUSED(truncate(path[LAST], 0));
    REFUSED(unlink(path[LAST]));
    REFUSED(rename(path[LAST], "taken"));
    REFUSED(link(path[LAST], "linked"));
    REFUSED(utimensat(AT_FDCWD, path[LAST], 0, 0));
    if (fd >= 0) {
        char name[64];
        snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
        REFUSED(open(name, O_RDWR));
        REFUSED(futimens(fd, 0));
        REFUSED((long)mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
    }
    static const char *closed[] = {"/sys/kernel/mm/transparent_hugepage/enabled", "/sys/kernel/mm/transparent_hugepage/khugepaged/pages_collapsed",
                                   "/sys/kernel/notes", "/sys/kernel/vmcoreinfo", "/sys/kernel/uevent_seqnum", "/sys/devices/system/cpu/online",
                                   "/sys/devices/system/node/node0/meminfo", "/sys/class/net/lo/statistics/rx_bytes", "/sys/class/dmi/id/sys_vendor",
                                   "/sys/block", "/sys/fs/cgroup/cgroup.procs", "/sys/power/state"};
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if (open(closed[i], O_RDONLY) >= 0) escaped("opened %s", closed[i]);
    return verdict();
}
