/* The two system calls by which a zygote and the box speak (zygote.c): what the filter hands to the box to be
 * answered. */
#ifndef BOX_ZYGOTE_CALLS_H
#define BOX_ZYGOTE_CALLS_H

/* prctl(PR_SET_DUMPABLE, 0): a zygote is ready; 1: the run that it forked is. */
#ifndef PR_SET_DUMPABLE
#define PR_SET_DUMPABLE 4
#endif
/* CLONE_PARENT | CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID | SIGCHLD: as fork(2), for the box to be the
 * parent. */
#define ZYGOTE_CLONE_FLAGS 0x01208011

/* Far from the ids of runs, which begin at 2 as without a zygote. */
#define PID_OF_ZYGOTE 30000

#endif
