// attack: mount, remount writable, unmount, pivot_root
// variant: run processes
// expect: ok
#include "../attack.h"
#include <sys/mount.h>

int main(void) {
    mkdir("here", 0700);
    REFUSED(mount("tmpfs", "here", "tmpfs", 0, ""));
    REFUSED(mount("proc", "here", "proc", 0, ""));
    REFUSED(mount("/", "here", 0, MS_BIND | MS_REC, 0));
    REFUSED(mount(0, "/", 0, MS_REMOUNT | MS_BIND, 0));
    REFUSED(mount(0, "/usr", 0, MS_REMOUNT | MS_BIND, 0));
    REFUSED(mount(0, "/box", 0, MS_REMOUNT, "size=1g"));
    REFUSED(mount(0, setting("ATTACK_WORK"), 0, MS_REMOUNT, "size=1g"));
    REFUSED(mount("/proc", "here", 0, MS_MOVE, 0));
    REFUSED(mount(0, "/", 0, MS_SHARED | MS_REC, 0));
    REFUSED(umount2("/proc", MNT_DETACH));
    REFUSED(umount2("/usr", MNT_DETACH));
    REFUSED(umount2("/", MNT_DETACH));
    REFUSED(syscall(SYS_pivot_root, ".", "."));
    REFUSED(syscall(SYS_pivot_root, "here", "here"));
    return verdict();
}
