// attack: read the host's files and its secrets
// variant: run processes
// expect: ok
#include "../attack.h"

static void closed(const char *path) {
    char byte;
    int fd = open(path, O_RDONLY | O_NONBLOCK);
    if (fd < 0) return;
    if (read(fd, &byte, 1) >= 0) escaped("read %s", path);
    else if (errno == EISDIR) escaped("opened directory %s", path);
    close(fd);
}

int main(void) {
    static const char *paths[] = {"/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/ssh/ssh_host_rsa_key", "/etc/ssl/private",
        "/etc/machine-id", "/etc/hostname", "/etc/fstab", "/etc/environment", "/etc/docker/daemon.json", "/etc/kubernetes",
        "/root", "/root/.ssh/id_rsa", "/root/.bash_history", "/home", "/var", "/var/lib", "/var/log", "/var/run", "/run",
        "/run/docker.sock", "/run/secrets", "/var/run/secrets/kubernetes.io/serviceaccount/token", "/srv", "/opt", "/mnt",
        "/media", "/boot", "/sys", "/sys/kernel", "/sys/fs/cgroup", "/sys/class/net", "/proc/kcore", "/proc/kallsyms",
        "/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/proc/config.gz", "/proc/kmsg", "/proc/keys",
        "/proc/key-users", "/proc/sched_debug", "/proc/timer_list", "/proc/slabinfo", "/proc/vmallocinfo", "/proc/iomem",
        "/proc/kpagecount", "/proc/cmdline", "/proc/mounts/../../1/environ", "/.dockerenv", "/lost+found", "/app", "/work/../root",
        "/data", "/etc/passwd-", "/etc/shadow-"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) closed(paths[i]);
    // Files of the host which everyone there may read; the driver made them.
    closed(setting("ATTACK_HOST_SECRET"));
    closed(setting("ATTACK_HOST_SECRET_TMP"));
    closed(setting("ATTACK_SOURCE"));
    // The second belongs to the user who runs the box, where that is an ordinary one.
    const char *own = setting("ATTACK_HOST_SECRET_TMP");
    REFUSED(open(own, O_WRONLY));
    REFUSED(truncate(own, 0));
    REFUSED(unlink(own));
    REFUSED(rename(own, "stolen"));
    REFUSED(link(own, "linked"));
    REFUSED(symlink("/", own));
    int handle = open(own, O_PATH);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", handle);
    REFUSED(open(path, O_RDONLY));
    REFUSED(linkat(AT_FDCWD, path, AT_FDCWD, "linked", AT_SYMLINK_FOLLOW));
    REFUSED(linkat(handle, "", AT_FDCWD, "linked", AT_EMPTY_PATH));
    if (symlink(own, "through") == 0) {
        REFUSED(open("through", O_RDONLY));
        REFUSED(open("through", O_WRONLY | O_CREAT, 0600));
    }
    static const char *writable[] = {"/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/proc/sys/vm/drop_caches",
                                     "/proc/sys/kernel/hostname", "/proc/sys/kernel/modprobe", "/sys/kernel/uevent_helper",
                                     "/sys/fs/cgroup/cgroup.procs", "/sys/power/state", "/proc/irq/0/smp_affinity"};
    for (size_t i = 0; i < sizeof writable / sizeof *writable; i++) REFUSED(open(writable[i], O_WRONLY));
    return verdict();
}
