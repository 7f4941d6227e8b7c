/* Whether the kernel killed for want of memory. */
#ifndef BOX_OOM_H
#define BOX_OOM_H

#include "run.h"

/* Before the root changes. */
void open_oom_counters(const struct options *options);
/* The counter of the cgroup that is the box's own; -1: it has none. */
void use_oom_counter_of_cgroup(int events_fd);
/* After a run whose end leaves it in doubt: sets what `observed` says of it. */
void look_for_oom_kills(bool processes, struct observed *observed);

#endif
