// attack: prctl: secure bits, ambient capabilities, memory map, no_new_privs, core scheduling, ptracer
// variant: run processes
// expect: ok
#include "../attack.h"
#include <linux/capability.h>
#include <sys/prctl.h>

int main(void) {
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) escaped("no_new_privs is not set");
    REFUSED(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
    REFUSED(prctl(PR_SET_SECUREBITS, 0xff));
    for (int capability = 0; capability <= 40; capability++) {
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) == 0) escaped("ambient capability %d", capability);
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, capability, 0, 0) == 1) escaped("has ambient %d", capability);
    }
    REFUSED(prctl(PR_SET_MM, PR_SET_MM_EXE_FILE, 0, 0, 0));
    REFUSED(prctl(PR_SET_MM, PR_SET_MM_ARG_START, &main, 0, 0));
    REFUSED(prctl(62 /* PR_SCHED_CORE */, 2 /* SHARE_TO */, 1, 1, 0));
    REFUSED(prctl(62, 3 /* SHARE_FROM */, 1, 1, 0));
    // Of no harm whatever they answer; the driver sees to the next job.
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    prctl(PR_SET_PTRACER, -1L, 0, 0, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    prctl(PR_SET_NAME, "box", 0, 0, 0);
    prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    prctl(PR_SET_TSC, PR_TSC_ENABLE, 0, 0, 0);
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    memset(data, 0, sizeof data);
    syscall(SYS_capget, &header, data);
    if (data[0].effective | data[0].permitted | data[0].inheritable | data[1].effective | data[1].permitted)
        escaped("capabilities: effective %x permitted %x", data[0].effective, data[0].permitted);
    return verdict();
}
