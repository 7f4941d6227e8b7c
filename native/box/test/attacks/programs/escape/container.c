// attack: what leads out of containers: the engine's socket, the listener, cgroup release agents, core helpers, vsock, device nodes
// variant: run processes
// expect: ok
#include "../attack.h"
#include <sys/mount.h>
#include <sys/socket.h>
#include <linux/vm_sockets.h> // does not include what it needs
#include <sys/sysmacros.h>
#include <sys/un.h>

static void knock(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat status;
    if (stat(path, &status) == 0) escaped("sees %s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0) return;
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0) escaped("connected to %s", path);
    close(fd);
}

static void write_to(const char *path) {
    int fd = open(path, O_WRONLY | O_NONBLOCK);
    if (fd < 0) return;
    escaped("opened %s for writing", path);
    close(fd);
}

int main(void) {
    static const char *sockets[] = {"/run/cpast/box", "/var/run/docker.sock", "/run/containerd/containerd.sock", "/run/podman/podman.sock",
                                    "/proc/1/root/run/cpast/box", "/proc/1/cwd/run/cpast/box"};
    static const char *switches[] = {"/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/kernel/hotplug", "/proc/sysrq-trigger",
                                     "/proc/sys/vm/panic_on_oom", "/sys/kernel/uevent_helper", "/proc/sys/fs/binfmt_misc/register", 
                                     "/sys/fs/cgroup/release_agent", "/sys/fs/cgroup/memory/release_agent", "/sys/fs/cgroup/rdma/release_agent",
                                     "/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/memory.max", "/proc/1/oom_score_adj", "/proc/1/mem", "/proc/kcore", "/dev/mem"};
    for (size_t i = 0; i < sizeof sockets / sizeof *sockets; i++) knock(sockets[i]);
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) write_to(switches[i]);
    mkdir("here", 0700);
    REFUSED(mount("none", "here", "cgroup", 0, "memory"));
    REFUSED(mount("none", "here", "cgroup2", 0, 0));
    REFUSED(mount("none", "here", "sysfs", 0, 0));
    REFUSED(mount("none", "here", "overlay", 0, "lowerdir=/usr,upperdir=/work,workdir=/tmp"));
    REFUSED(mknod("disk", S_IFBLK | 0666, makedev(254, 0)));
    REFUSED(mknod("memory", S_IFCHR | 0666, makedev(1, 1)));
    REFUSED(open("/proc/1/root/etc/shadow", O_RDONLY));
    REFUSED(open("/proc/1/ns/mnt", O_RDONLY));
    REFUSED(open("/warm-up", O_RDONLY | O_DIRECTORY));
    REFUSED(open("/.dockerenv", O_RDONLY));
    struct sockaddr_vm host = {.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_HOST, .svm_port = 22};
    int fd = socket(AF_VSOCK, SOCK_STREAM, 0);
    if (fd >= 0) escaped("a vsock socket"), connect(fd, (struct sockaddr *)&host, sizeof host);
    return verdict();
}
