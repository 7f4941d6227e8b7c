// attack: write, create, rename and delete outside the work directory
// variant: run processes
// expect: ok
#include "../attack.h"

// Where a run shares its uid with the host's user, chmod is answered without being done (linkers insist on it): what counts
// is the mode.
static void change_mode(const char *path) {
    struct stat before, after;
    if (stat(path, &before) != 0) return;
    mode_t other = (before.st_mode & 07777) ^ 0022;
    chmod(path, other);
    fchmodat(AT_FDCWD, path, other, 0);
    syscall(452 /* fchmodat2 */, AT_FDCWD, path, other, 0);
    int fd = open(path, O_RDONLY | O_NONBLOCK);
    if (fd >= 0) {
        fchmod(fd, other);
        close(fd);
    }
    if (stat(path, &after) == 0 && after.st_mode != before.st_mode) {
        escaped("changed the mode of %s", path);
        chmod(path, before.st_mode & 07777);
    }
}

static void change_times(const char *path) {
    struct timespec marks[2] = {{1234567, 0}, {7654321, 0}};
    if (utimensat(AT_FDCWD, path, marks, 0) == 0 || utimensat(AT_FDCWD, path, 0, 0) == 0) escaped("touched %s", path);
    int fd = open(path, O_RDONLY | O_NONBLOCK);
    if (fd < 0) return;
    if (futimens(fd, 0) == 0) escaped("touched %s through a descriptor", path);
    close(fd);
}

int main(void) {
    static const char *directories[] = {"/", "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/bin", "/lib", "/lib64", "/etc",
                                        "/dev", "/proc", "/proc/sys", "/sys", "/home", "/root", "/var", "/var/tmp", "/run", "/opt"};
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof directories / sizeof *directories; i++) {
        snprintf(path, sizeof path, "%s/cpast-attack", directories[i]);
        if (open(path, O_CREAT | O_WRONLY | O_EXCL, 0600) >= 0) escaped("created %s", path), unlink(path);
        if (mkdir(path, 0700) == 0) escaped("made directory %s", path), rmdir(path);
        if (symlink("/etc/shadow", path) == 0) escaped("made link %s", path), unlink(path);
        if (mknod(path, S_IFIFO | 0600, 0) == 0) escaped("made fifo %s", path), unlink(path);
        change_mode(directories[i]);
        change_times(directories[i]);
    }
    const char *files = setting("ATTACK_FILES");
    snprintf(path, sizeof path, "%s/new", files);
    REFUSED(open(path, O_CREAT | O_WRONLY, 0600));
    snprintf(path, sizeof path, "%s/../new", files);
    REFUSED(open(path, O_CREAT | O_WRONLY, 0600));
    REFUSED(mkdir(path, 0700));
    snprintf(path, sizeof path, "%s/attack", files);
    REFUSED(open(path, O_WRONLY | O_TRUNC));
    REFUSED(open(path, O_RDWR));
    REFUSED(truncate(path, 0));
    REFUSED(unlink(path));
    change_mode(path);
    REFUSED(rename(path, "stolen"));
    change_times(path);
    change_mode(setting("ATTACK_HOST_SECRET"));
    change_times(setting("ATTACK_HOST_SECRET"));
    REFUSED(unlink("/usr/bin/env"));
    REFUSED(open("/usr/bin/env", O_WRONLY));
    REFUSED(open("/etc/passwd", O_WRONLY));
    REFUSED(open("/etc/hosts", O_WRONLY | O_TRUNC));
    REFUSED(unlink("/etc/passwd"));
    REFUSED(unlink("/dev/null"));
    REFUSED(rename("/dev/null", "/dev/nothing"));
    change_mode(setting("ATTACK_HOST_SECRET_TMP"));
    change_times(setting("ATTACK_HOST_SECRET_TMP"));
    change_mode("/dev/null");
    change_mode("/usr/bin/env");
    change_times("/usr/bin/env");
    return verdict();
}
