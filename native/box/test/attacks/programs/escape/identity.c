// attack: become another user or group, gain capabilities
// variant: run processes
// expect: ok
#include "../attack.h"
#include <grp.h>
#include <linux/capability.h>
#include <sys/fsuid.h>

int main(void) {
    static const uid_t ids[] = {0, 1, 2, 33, 65534, 1001, 2000000000, 4294967294u};
    uid_t mine = getuid();
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        if (ids[i] == mine) continue;
        if (syscall(SYS_setuid, ids[i]) == 0) escaped("setuid(%u)", ids[i]);
        if (syscall(SYS_setgid, ids[i]) == 0) escaped("setgid(%u)", ids[i]);
        if (syscall(SYS_setreuid, -1, ids[i]) == 0) escaped("setreuid(%u)", ids[i]);
        if (syscall(SYS_setregid, -1, ids[i]) == 0) escaped("setregid(%u)", ids[i]);
        if (syscall(SYS_setresuid, ids[i], ids[i], ids[i]) == 0) escaped("setresuid(%u)", ids[i]);
        if (syscall(SYS_setresgid, ids[i], ids[i], ids[i]) == 0) escaped("setresgid(%u)", ids[i]);
        setfsuid(ids[i]);
        if ((uid_t)setfsuid(-1) == ids[i]) escaped("setfsuid(%u)", ids[i]);
        gid_t group = ids[i];
        if (syscall(SYS_setgroups, 1, &group) == 0) escaped("setgroups(%u)", ids[i]);
    }
    uid_t real, effective, saved;
    getresuid(&real, &effective, &saved);
    if (real != effective || effective != saved) escaped("uids differ: %u %u %u", real, effective, saved);
    if (getgroups(0, 0) > 0) {
        gid_t groups[64];
        int count = getgroups(64, groups);
        for (int i = 0; i < count; i++)
            if (groups[i] != getgid() && groups[i] != 65534) escaped("member of group %u", groups[i]);
    }
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct all[2] = {{~0u, ~0u, ~0u}, {~0u, ~0u, ~0u}};
    REFUSED(syscall(SYS_capset, &header, all));
    struct __user_cap_data_struct one[2] = {{1, 1, 0}, {0, 0, 0}};
    REFUSED(syscall(SYS_capset, &header, one));
    return verdict();
}
