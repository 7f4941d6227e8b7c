// attack: calls of the administrator: reboot, swap, host name, clock, quota, accounting, kernel log
// variant: run processes
// expect: ok
#include "../attack.h"
#include <sys/time.h>
#include <sys/timex.h>

int main(void) {
    // Wrong magic numbers on purpose: EINVAL would mean that the permission was there.
    errno = 0;
    syscall(SYS_reboot, 1, 2, 3, 0);
    if (errno == EINVAL) escaped("reboot looked at its magic numbers: the permission is there");
    REFUSED(syscall(SYS_swapon, "/no/such/swap", 0));
    REFUSED(syscall(SYS_swapoff, "/no/such/swap"));
    REFUSED(syscall(SYS_sethostname, "attacked", 8));
    REFUSED(syscall(SYS_setdomainname, "attacked", 8));
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct timeval same = {now.tv_sec, now.tv_nsec / 1000};
    REFUSED(syscall(SYS_settimeofday, &same, 0));
    REFUSED(syscall(SYS_clock_settime, CLOCK_REALTIME, &now));
    struct timex tick = {.modes = ADJ_TICK, .tick = 10000};
    REFUSED(syscall(SYS_adjtimex, &tick));
    REFUSED(syscall(SYS_clock_adjtime, CLOCK_REALTIME, &tick));
    char block[128];
    REFUSED(syscall(SYS_quotactl, 0x80000700 /* Q_GETQUOTA */, "/dev/vda", 0, block));
    REFUSED(syscall(SYS_acct, 0));
    REFUSED(syscall(SYS_acct, "acct"));
    REFUSED(syscall(SYS_syslog, 3, block, sizeof block));
    REFUSED(syscall(SYS_syslog, 10, 0, 0));
    REFUSED(syscall(SYS_nfsservctl, 0, 0, 0));
    return verdict();
}
