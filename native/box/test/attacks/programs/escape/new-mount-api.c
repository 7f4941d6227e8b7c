// attack: the file-descriptor mount calls: fsopen, fsmount, open_tree, move_mount, fspick, mount_setattr, statmount
// variant: run processes
// expect: ok
#include "../attack.h"

struct attributes { uint64_t set, clear, propagation, userns; };

int main(void) {
    int fs = (int)syscall(430 /* fsopen */, "tmpfs", 0);
    if (fs >= 0) escaped("fsopen(tmpfs) gave %d", fs);
    REFUSED(syscall(430, "proc", 0));
    REFUSED(syscall(432 /* fsmount */, fs, 0, 0));
    REFUSED(syscall(433 /* fspick */, AT_FDCWD, "/", 0));
    REFUSED(syscall(428 /* open_tree */, AT_FDCWD, "/", 1 /* OPEN_TREE_CLONE */));
    REFUSED(syscall(429 /* move_mount */, AT_FDCWD, "/proc", AT_FDCWD, "/work", 0));
    struct attributes writable = {0, 1 /* MOUNT_ATTR_RDONLY */, 0, 0};
    REFUSED(syscall(442 /* mount_setattr */, AT_FDCWD, "/", 0, &writable, sizeof writable));
    REFUSED(syscall(442, AT_FDCWD, "/usr", 0x8000 /* AT_RECURSIVE */, &writable, sizeof writable));
    char buffer[4096] = {0};
    uint64_t request[3] = {24, ~0ULL, 0};
    REFUSED(syscall(458 /* listmount */, request, buffer, 16, 0));
    return verdict();
}
