// attack: scheduling of PID 1 and others, real-time priority, I/O priority
// variant: run processes
// expect: ok
#include "../attack.h"
#include <sched.h>

struct attributes { uint32_t size, policy; uint64_t flags; int32_t nice; uint32_t priority; uint64_t runtime, deadline, period; };

int main(void) {
    struct sched_param idle = {0}, realtime = {1};
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    pid_t targets[] = {1, getppid()};
    struct attributes attributes = {sizeof attributes, SCHED_IDLE, 0, 19, 0, 0, 0, 0};
    for (int t = 0; t < 2; t++) {
        if (targets[t] == 0) continue;
        REFUSED(sched_setaffinity(targets[t], sizeof one, &one));
        REFUSED(sched_setscheduler(targets[t], SCHED_IDLE, &idle));
        REFUSED(sched_setparam(targets[t], &idle));
        REFUSED(syscall(SYS_sched_setattr, targets[t], &attributes, 0));
        REFUSED(setpriority(PRIO_PROCESS, targets[t], 19));
        REFUSED(setpriority(PRIO_PGRP, targets[t], 19));
        REFUSED(syscall(SYS_ioprio_set, 1, targets[t], 3 << 13));
    }
    // Every process of the uid: as an ordinary user that would be the box as well.
    REFUSED(setpriority(PRIO_USER, 0, 19));
    REFUSED(syscall(SYS_ioprio_set, 3, 0, 3 << 13));
    REFUSED(sched_setscheduler(0, SCHED_FIFO, &realtime));
    REFUSED(sched_setscheduler(0, SCHED_RR, &realtime));
    REFUSED(setpriority(PRIO_PROCESS, 0, -1));
    return verdict();
}
