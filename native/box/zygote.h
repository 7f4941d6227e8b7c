/* An interpreter that was started once and forks for each run: instead of an exec each time. Theory of
 * operation: zygote.c. */
#ifndef BOX_ZYGOTE_H
#define BOX_ZYGOTE_H

#include "run.h"

struct seccomp_notif;

/*
 * Before the items of a RUN, while /work is empty: sees to it that there is a zygote of this program where
 * one can be had and is worth it, and none of another. False: /work could not be emptied afterwards.
 */
bool prepare_zygote(struct box *box, const struct program *program, uint32_t items);

/* Starts a run as `launch` does. False: not started, and there is no zygote any more; nothing of the attempt
 * is left. */
bool launch_from_zygote(struct box *box, const struct program *program, const struct streams *streams, struct child *child, struct observed *observed);

bool has_zygote(void);
bool is_zygote(pid_t pid);
bool only_zygote_is_left(const struct box *box); /* of all the processes below the box; asked after a run has ended */
void zygote_was_reaped(void);                    /* it was killed with the rest */
void end_zygote(const struct box *box);

/* Whether the question is one of those by which a zygote speaks; it is dealt with then. */
bool answer_zygote(struct box *box, const struct seccomp_notif *question);

#endif
