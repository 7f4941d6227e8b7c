/*
 * A box in a cgroup of its own, where the host gives it one (--cgroup, once for each hierarchy: one in cgroup
 * v2, one for memory and one for pids in v1). The box lives in it with its runs, so a run costs nothing more:
 * limits are written when they change, and the counters are read only after a run that was killed, or that
 * has many processes.
 *
 * The watchdog stays the judge, for a cgroup counts what a run may have beside its memory, too: files in
 * /work, outputs, the page cache. The limit has room for these, and what it stops is memory that grew faster
 * than the watchdog looks, or that no process's figures show. Whatever is missing here (a file of a newer
 * kernel, a right) is done without.
 */
#define _GNU_SOURCE
#include "cgroup.h"

#include "oom.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The box itself, the kernel's own bookkeeping for many processes, and how far a run may get between two
 * looks. */
#define MEMORY_SLACK (32ull << 20)
/* The two processes of the box, the helper that kills, and room for those that are dead and not yet reaped. */
#define PROCESS_SLACK 8

/* What the two versions call it. In v1 the limit with swap is one of its own and never below the other. */
struct names {
  const char *limit, *swap_limit, *usage, *peak, *events, *stat, *file_pages, *shared_pages;
};
static const struct names V1 = {"memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.usage_in_bytes", "memory.max_usage_in_bytes", "memory.oom_control",
                                "memory.stat", "\ntotal_cache ", "\ntotal_shmem "};
static const struct names V2 = {"memory.max", "memory.swap.max", "memory.current", "memory.peak", "memory.events", "memory.stat", "\nfile ", "\nshmem "};

static struct {
  bool is_v2;
  const struct names *names; /* NULL: no memory cgroup */
  int limit_fd, swap_limit_fd, usage_fd, peak_fd, stat_fd, processes_fd;
  uint64_t limit;            /* as written; 0: not yet */
  uint64_t process_limit;
  uint64_t base;             /* bytes charged before the run, without files */
} cgroup = {.limit_fd = -1, .swap_limit_fd = -1, .usage_fd = -1, .peak_fd = -1, .stat_fd = -1, .processes_fd = -1};

static int open_in(int directory, const char *name, int flags) { return openat(directory, name, flags | O_CLOEXEC | O_NOFOLLOW); }

static uint64_t read_number(int fd) {
  char text[64];
  return read_text(fd, text, sizeof text) ? strtoull(text + 1, NULL, 10) : 0;
}

static uint64_t field(const char *text, const char *name) {
  uint64_t number = 0;
  find_number(text, name, &number);
  return number;
}

static bool write_number(int fd, uint64_t number) {
  char text[32];
  int length = snprintf(text, sizeof text, "%" PRIu64, number);
  return fd >= 0 && pwrite(fd, text, (size_t)length, 0) == length;
}

static void open_memory(int directory) {
  const struct names *names = faccessat(directory, V2.limit, F_OK, 0) ? &V1 : &V2;
  int limit = open_in(directory, names->limit, O_RDWR);
  if (limit < 0) return; /* this hierarchy is another controller's */
  cgroup.names = names;
  cgroup.is_v2 = names == &V2;
  cgroup.limit_fd = limit;
  cgroup.swap_limit_fd = open_in(directory, names->swap_limit, O_WRONLY);
  cgroup.usage_fd = open_in(directory, names->usage, O_RDONLY);
  cgroup.peak_fd = open_in(directory, names->peak, O_RDWR); /* before Linux 6.12 it cannot be reset, and then is of no use */
  use_oom_counter_of_cgroup(open_in(directory, names->events, O_RDONLY));
  cgroup.stat_fd = open_in(directory, names->stat, O_RDONLY);
}

/*
 * v1 has `tasks`, where a thread that moves itself needs not wait for the lock over all of the system's
 * forks, which takes the kernel an RCU grace period, some 10 ms (cgroup_procs_write_start(),
 * kernel/cgroup/cgroup.c). The box has one thread here, so this moves all of it.
 */
static int open_members(int directory) {
  int members = open_in(directory, "tasks", O_WRONLY);
  return members >= 0 ? members : open_in(directory, "cgroup.procs", O_WRONLY);
}

void join_cgroups(const struct options *options) {
  for (unsigned i = 0; i < options->cgroup_count; i++) {
    int directory = open(options->cgroups[i], O_PATH | O_DIRECTORY | O_CLOEXEC);
    int members = directory < 0 ? -1 : open_members(directory);
    if (members >= 0 && write(members, "0", 1) == 1) {
      if (cgroup.limit_fd < 0) open_memory(directory);
      if (cgroup.processes_fd < 0) cgroup.processes_fd = open_in(directory, "pids.max", O_WRONLY);
    } else {
      fprintf(stderr, "box: --cgroup %s cannot be entered: %s\n", options->cgroups[i], strerror(errno));
    }
    if (members >= 0) close(members);
    if (directory >= 0) close(directory);
  }
}

struct charges {
  uint64_t held;          /* bytes that the kernel cannot simply drop to make room */
  uint64_t files;         /* bytes of the page cache, tmpfs and memfds among it */
  uint64_t without_files;
};

static struct charges read_charges(void) {
  char text[8192];
  uint64_t usage = read_number(cgroup.usage_fd);
  if (!read_text(cgroup.stat_fd, text, sizeof text)) return (struct charges){.held = usage, .files = usage};
  uint64_t files = field(text, cgroup.names->file_pages), shared = field(text, cgroup.names->shared_pages);
  if (files > usage) files = usage; /* they are not read at the same instant */
  if (shared > files) shared = files;
  return (struct charges){.held = usage - (files - shared), .files = files, .without_files = usage - files};
}

/* Swap: in v2 none; in v1 the sum of both gets the same limit, which comes first when the limit rises and
 * last when it falls. */
static bool write_limit(uint64_t limit) {
  if (cgroup.is_v2) {
    write_number(cgroup.swap_limit_fd, 0);
    return write_number(cgroup.limit_fd, limit);
  }
  if (limit > cgroup.limit) write_number(cgroup.swap_limit_fd, limit);
  bool done = write_number(cgroup.limit_fd, limit);
  write_number(cgroup.swap_limit_fd, limit);
  return done;
}

static uint64_t at_most(uint64_t number, uint64_t most) { return number < most ? number : most; }

void cgroup_limit_runs(const struct options *options, const struct program *program) {
  const uint64_t none = 1ull << 60;
  if (cgroup.processes_fd >= 0 && cgroup.process_limit != program->process_limit + 1ull) {
    if (write_number(cgroup.processes_fd, program->process_limit + (uint64_t)PROCESS_SLACK)) cgroup.process_limit = program->process_limit + 1ull;
  }
  if (cgroup.limit_fd < 0) return;
  uint64_t outputs = 2 * at_most(largest_file(program) - 1, 1ull << 30);
  uint64_t limit = program->memory_limit ? read_charges().held + program->memory_limit + options->work_bytes + outputs + MEMORY_SLACK : none;
  /* What is held differs a little each time: not worth a write. */
  uint64_t difference = limit > cgroup.limit ? limit - cgroup.limit : cgroup.limit - limit;
  if (difference > MEMORY_SLACK / 4 && write_limit(limit)) cgroup.limit = limit;
}

void cgroup_before_run(bool processes) {
  if (!processes || cgroup.peak_fd < 0) return;
  if (!write_number(cgroup.peak_fd, 0)) {
    close(cgroup.peak_fd);
    cgroup.peak_fd = -1;
    return;
  }
  cgroup.base = read_charges().without_files;
}

/*
 * The kernel's peak holds files as well. Those that are there at the end are taken off; those that were
 * removed meanwhile cannot be, so the figure may be too high by them: good enough to be shown, not to judge
 * by.
 */
static uint64_t peak_of_run(void) {
  uint64_t peak = read_number(cgroup.peak_fd), others = cgroup.base + read_charges().files;
  return peak > others ? peak - others : 0;
}

void cgroup_after_run(bool processes, const struct program *program, struct observed *observed) {
  if (processes && cgroup.peak_fd >= 0) observed->kernel_peak = peak_of_run();
  if (!program->memory_limit) return;
  if (observed->out_of_memory && observed->kernel_peak < program->memory_limit) observed->kernel_peak = program->memory_limit;
  /* What is above it was no memory of a run that stayed within: names that the kernel remembers, files that
   * were removed. */
  if (!observed->out_of_memory && observed->kernel_peak > program->memory_limit) observed->kernel_peak = program->memory_limit;
}
