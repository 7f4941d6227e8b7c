// attack: read and write PID 1 and the parent through /proc
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    static const char *files[] = {"mem", "environ", "maps", "smaps", "numa_maps", "exe", "syscall", "stack", "auxv",
                                  "pagemap", "personality", "io", "wchan", "map_files", "fd", "fdinfo", "cwd/.", "root/.",
                                  "root/etc/shadow", "ns/mnt", "ns/user", "clear_refs", "mountinfo", "timers",
                                  "task/1/mem", "task/1/environ", "patch_state", "setgroups", "coredump_filter"};
    pid_t targets[] = {1, getppid()};
    for (int t = 0; t < 2; t++)
        for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
            char path[128], text[512];
            if (targets[t] == 0) continue;
            snprintf(path, sizeof path, "/proc/%d/%s", (int)targets[t], files[i]);
            int fd = open(path, O_RDONLY | O_NONBLOCK);
            if (fd >= 0) {
                ssize_t size = read(fd, text, sizeof text - 1);
                // wchan says "0" to everyone, personality and mountinfo nothing of worth; a directory that opens is too much.
                if (size > 0 || (size < 0 && errno == EISDIR)) escaped("read %s", path);
                close(fd);
            }
            fd = open(path, O_WRONLY | O_NONBLOCK);
            if (fd >= 0) escaped("opened %s for writing", path), close(fd);
            ssize_t size = readlink(path, text, sizeof text);
            if (size > 0) escaped("readlink %s", path);
        }
    static const char *written[] = {"oom_score_adj", "oom_adj", "uid_map", "gid_map", "setgroups", "timerslack_ns",
                                    "loginuid", "attr/current", "attr/exec", "autogroup", "comm", "sched"};
    for (int t = 0; t < 2; t++)
        for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
            char path[128];
            if (targets[t] == 0) continue;
            snprintf(path, sizeof path, "/proc/%d/%s", (int)targets[t], written[i]);
            int fd = open(path, O_WRONLY);
            if (fd < 0) continue;
            if (write(fd, "0", 1) == 1) escaped("wrote %s", path);
            close(fd);
        }
    return verdict();
}
