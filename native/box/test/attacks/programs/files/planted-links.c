// attack: links, pipes, devices and sparse files where the host may look for outputs
// variant: run processes
// expect: ok
// collect: honest.txt sparse
// keep: yes
#include "../attack.h"
#include <sys/sysmacros.h>

int main(void) {
    static const char *targets[] = {"/etc/shadow", "/etc/passwd", "/proc/1/environ", "/proc/self/mem", "/dev/zero", "/", "/root", "..", "out"};
    char name[64];
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        snprintf(name, sizeof name, "link%zu", i);
        if (symlink(targets[i], name) != 0) return 1;
    }
    if (symlink("/etc/shadow", "out") != 0) return 1;
    // Hard links to what is not ours.
    char program[PATH_MAX];
    snprintf(program, sizeof program, "%s/attack", setting("ATTACK_FILES"));
    REFUSED(link(program, "linked-program"));
    REFUSED(link("/etc/passwd", "linked-passwd"));
    REFUSED(link("/usr/bin/env", "linked-env"));
    REFUSED(linkat(AT_FDCWD, "/proc/self/exe", AT_FDCWD, "linked-exe", AT_SYMLINK_FOLLOW));
    mknod("pipe", S_IFIFO | 0666, 0);
    mknod("socket", S_IFSOCK | 0666, 0);
    REFUSED(mknod("null", S_IFCHR | 0666, makedev(1, 3)));
    REFUSED(mknod("mem", S_IFCHR | 0666, makedev(1, 1)));
    REFUSED(mknod("disk", S_IFBLK | 0666, makedev(254, 0)));
    REFUSED(mknod("disk8", S_IFBLK | 0666, makedev(8, 0)));
    // The overlay's whiteout device is the one node an unprivileged user may make (5.8); it leads nowhere.
    mknod("whiteout", S_IFCHR | 0666, makedev(0, 0));
    int sparse = open("sparse", O_CREAT | O_WRONLY, 0600);
    if (ftruncate(sparse, 1000000) != 0) escaped("sparse file");
    int honest = open("honest.txt", O_CREAT | O_WRONLY, 0600);
    if (write(honest, "honest\n", 7) != 7) return 1;
    return verdict();
}
