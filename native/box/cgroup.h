/* The cgroups of one box: a backstop behind its own limits, and a second witness. */
#ifndef BOX_CGROUP_H
#define BOX_CGROUP_H

#include "run.h"

/* Enters the directories of --cgroup, and opens what is needed of them later. Where one cannot be entered,
 * says so and goes on. */
void join_cgroups(const struct options *options);

/* For the runs that follow: limits of the whole box from those of a run. Nothing without a cgroup. */
void cgroup_limit_runs(const struct options *options, const struct program *program);

/* Around each run. `processes`: the box's looks are only samples, so the kernel's peak is worth its price. */
void cgroup_before_run(bool processes);
void cgroup_after_run(bool processes, const struct program *program, struct observed *observed);

#endif
