// attack: write its own /proc files: uid_map, oom_score_adj, mem of its read-only text, ptrace-like tricks
// variant: run processes
// expect: ok
#include "../attack.h"

int main(void) {
    static const struct { const char *file, *text; } tries[] = {{"uid_map", "0 0 1"}, {"gid_map", "0 0 1"},
        {"setgroups", "allow"}, {"oom_score_adj", "-1000"}, {"oom_adj", "-17"}};
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/self/%s", tries[i].file);
        int fd = open(path, O_WRONLY);
        if (fd < 0) continue;
        if (write(fd, tries[i].text, strlen(tries[i].text)) > 0) escaped("wrote %s to %s", tries[i].text, path);
        close(fd);
    }
    int fd = open("/proc/self/oom_score_adj", O_RDONLY);
    char text[32] = {0};
    if (fd >= 0 && read(fd, text, sizeof text - 1) > 0 && atoi(text) < 1000) escaped("oom_score_adj is %d, not 1000", atoi(text));
    // The links of /proc/self lead nowhere that path names do not.
    REFUSED(open("/proc/self/root/../../etc/shadow", O_RDONLY));
    REFUSED(open("/proc/self/cwd/../../../root", O_RDONLY | O_DIRECTORY));
    return verdict();
}
