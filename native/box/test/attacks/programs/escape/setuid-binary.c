// attack: gain rights by executing a set-user-ID copy of itself and the host's set-user-ID programs
// variant: run processes
// expect: ok
// limits: large-files output=16MiB
#include "../attack.h"
#include <sys/auxv.h>

int main(int count, char **arguments) {
    if (count > 1) {
        if (getauxval(AT_SECURE)) escaped("AT_SECURE: the set-user-ID bit counted");
        if (getuid() != geteuid() || getgid() != getegid()) escaped("euid %d egid %d", geteuid(), getegid());
        return verdict();
    }
    static const char *programs[] = {"/usr/bin/su", "/usr/bin/sudo", "/usr/bin/passwd", "/usr/bin/mount", "/usr/bin/newgrp", 0};
    for (int i = 0; programs[i]; i++) {
        struct stat status;
        if (stat(programs[i], &status) == 0 && faccessat(AT_FDCWD, programs[i], W_OK, 0) == 0) escaped("may write %s", programs[i]);
    }
    char block[65536];
    int in = open("/proc/self/exe", O_RDONLY), out = open("copy", O_CREAT | O_WRONLY, 0755);
    if (in < 0) in = open(arguments[0], O_RDONLY);
    for (ssize_t n; (n = read(in, block, sizeof block)) > 0;)
        if (write(out, block, (size_t)n) != n) return verdict();
    fchmod(out, 06755);
    if (fchown(out, 0, 0) == 0) escaped("chown to root");
    if (fchown(out, 0, -1) == 0) escaped("chown to root");
    close(out);
    close(in);
    execl("./copy", "copy", "second", (char *)0);
    return verdict(); // a /work that does not execute is fine as well
}
