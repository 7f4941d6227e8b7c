// attack: find and touch any process that is not its own: signals by guessing ids, /proc of the host
// variant: run processes
// expect: ok
// neighbour: yes
#include "../attack.h"
#include <dirent.h>

int main(void) {
    DIR *list = opendir("/proc");
    for (struct dirent *entry; list && (entry = readdir(list));) {
        int pid = atoi(entry->d_name);
        if (pid <= 0 || pid == getpid()) continue;
        static const char *files[] = {"environ", "mem", "maps", "auxv", "syscall", "exe", "cwd/.", "root/."};
        for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
            char path[300], byte;
            snprintf(path, sizeof path, "/proc/%s/%s", entry->d_name, files[i]);
            int fd = open(path, O_RDONLY);
            if (fd < 0) continue;
            if (read(fd, &byte, 1) == 1 || errno == EISDIR) escaped("read %s", path);
            close(fd);
        }
    }
    // The neighbour (another box, running now) has a process the driver told us of.
    int neighbour = atoi(setting("ATTACK_NEIGHBOUR_PID"));
    if (neighbour > 1) {
        for (int number = 1; number <= 64; number++) kill(neighbour, number);
        REFUSED(syscall(SYS_prlimit64, neighbour, RLIMIT_CPU, &(struct rlimit){1, 1}, 0));
    }
    if (setting("ATTACK_ALONE")[0] == '1')
        for (int pid = 2; pid < 40000; pid++)
            if (pid != getpid() && getppid() == 1) kill(pid, SIGKILL);
    const char *secret = setting("ATTACK_NEIGHBOUR_FILE");
    if (*secret) {
        int fd = open(secret, O_RDONLY);
        if (fd >= 0) escaped("read the neighbour's %s", secret);
    }
    return verdict();
}
