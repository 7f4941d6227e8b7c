// attack: leave something for the next run wherever it could be kept
// variant: run processes
// expect: ok
#include "../attack.h"
#include <sys/socket.h>
#include <sys/xattr.h>

// The driver's next program (victim.c) looks for it.
int main(void) {
    char name[PATH_MAX];
    const char *places[] = {setting("ATTACK_WORK"), setting("ATTACK_TMP"), "/dev/shm", "/var/tmp", "/dev/mqueue", "/run", "/run/lock", setting("ATTACK_FILES"), "/dev", "/"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        static const char *names[] = {"secret", ".secret", "a/b/secret"};
        for (int n = 0; n < 3; n++) {
            snprintf(name, sizeof name, "%s/a", places[i]);
            if (n == 2) mkdir(name, 0700);
            snprintf(name, sizeof name, "%s/a/b", places[i]);
            if (n == 2) mkdir(name, 0700);
            snprintf(name, sizeof name, "%s/%s", places[i], names[n]);
            int fd = open(name, O_CREAT | O_WRONLY, 0666);
            if (fd >= 0 && write(fd, "secret", 6) != 6) return 1;
        }
    }
    // Marks on the directories themselves outlive their contents.
    setxattr(setting("ATTACK_WORK"), "user.secret", "secret", 6, 0);
    setxattr(setting("ATTACK_TMP"), "user.secret", "secret", 6, 0);
    struct timespec marks[2] = {{1234567, 0}, {7654321, 0}};
    utimensat(AT_FDCWD, setting("ATTACK_WORK"), marks, 0);
    chmod(setting("ATTACK_WORK"), 01770);
    int result = verdict();
    umask(0777);
    signal(SIGPIPE, SIG_IGN);
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_NOFILE, &none);
    setrlimit(RLIMIT_FSIZE, &none);
    syscall(SYS_add_key, "user", "cpast-secret", "secret", 6, -4);
    return result;
}
