/*
 * The watchdog of one run. It sleeps in ppoll on the run's pidfd and wakes to look at the clocks: a run that
 * ends within the first few milliseconds costs one ppoll and nothing else. How long it may sleep follows from
 * what is left: no limit can be passed by much more than one look.
 */
#define _GNU_SOURCE
#include "frames.h"
#include "live.h"
#include "notify.h"
#include "run.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MEMORY_LOOK_NS 5000000u /* measured: a 64 MiB limit stops a greedy program at 67 to 73 MiB */
#define LONGEST_LOOK_NS 20000000u
#define DISK_LOOK_NS 100000000u
#define SHORTEST_SLEEP_NS 1000000u
#define LARGEST_PAGE 65536u /* arm64 */

static unsigned processors(const struct program *program) {
  static unsigned count;
  if (program->core) return 1;
  cpu_set_t set;
  if (!count) count = sched_getaffinity(0, sizeof set, &set) ? 1 : (unsigned)CPU_COUNT(&set);
  return count ? count : 1;
}

static bool is_larger(int fd, uint64_t limit) {
  struct stat status;
  if (fstat(fd, &status)) return false;
  return (uint64_t)status.st_size > limit || (uint64_t)status.st_blocks * 512 >= limit + LARGEST_PAGE; /* the last page counts whole */
}

/* What we spent ourselves: on a busy machine the wall clock would count the time that others had. */
static uint64_t own_cpu_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* Where files may be larger than outputs, it is not the kernel that stops an output in time. */
static bool must_look_at_outputs(const struct program *program) { return largest_file(program) > program->output_limit + 1; }

/* A threaded program spends its CPU time faster than the clock runs. */
static uint64_t next_sleep(const struct program *program, uint64_t elapsed_ns, uint64_t cpu_ns, uint64_t look_cost_ns) {
  uint64_t sleep_ns = (program->cpu_limit_ns - cpu_ns) / processors(program);
  if (program->memory_limit || must_look_at_outputs(program)) {
    uint64_t look_ns = look_cost_ns * 20; /* looking at many processes shall not take more than a twentieth of the time */
    if (look_ns < MEMORY_LOOK_NS) look_ns = MEMORY_LOOK_NS;
    if (look_ns > LONGEST_LOOK_NS) look_ns = LONGEST_LOOK_NS;
    if (sleep_ns > look_ns) sleep_ns = look_ns;
  }
  if (sleep_ns < SHORTEST_SLEEP_NS) sleep_ns = SHORTEST_SLEEP_NS;
  if (sleep_ns > program->wall_limit_ns - elapsed_ns) sleep_ns = program->wall_limit_ns - elapsed_ns;
  return sleep_ns;
}

enum waking { TIME_TO_LOOK, ASKED, ENDED };

/* A host that no longer reads our answers is gone, and with it the reason to go on. */
static enum waking sleep_once(struct box *box, const struct child *child, uint64_t sleep_ns) {
  struct pollfd fds[4] = {{.fd = child->pidfd, .events = POLLIN}, {.fd = STDOUT_FILENO, .events = POLLRDHUP}, {.fd = box->lifeline_fd, .events = 0},
                          {.fd = box->notify_fd, .events = POLLIN}};
  struct timespec timeout = {(time_t)(sleep_ns / 1000000000u), (long)(sleep_ns % 1000000000u)};
  if (ppoll(fds, 4, &timeout, NULL) <= 0) return TIME_TO_LOOK;
  if (fds[1].revents & (POLLERR | POLLHUP | POLLRDHUP) || fds[2].revents) leave(box, 0);
  if (fds[0].revents) return ENDED;
  return fds[3].revents & POLLIN ? ASKED : TIME_TO_LOOK;
}

/* True when the run has ended. A run that asks without end does not keep us from looking. */
static bool sleep_until_end(struct box *box, const struct program *program, const struct streams *streams, const struct child *child, uint64_t sleep_ns,
                            struct observed *observed) {
  uint64_t now = now_ns();
  for (const uint64_t until = now + sleep_ns; now < until; now = now_ns()) {
    enum waking waking = sleep_once(box, child, until - now);
    if (waking != ASKED) return waking == ENDED;
    answer_notification(box, program, streams, observed);
  }
  return false;
}

static enum stop limit_reached(const struct box *box, const struct program *program, const struct streams *streams, const struct usage *usage) {
  (void)box;
  if (usage->cpu_ns >= program->cpu_limit_ns) return STOP_CPU;
  if (usage->too_many) return STOP_MEMORY;
  if (program->memory_limit && usage->memory + usage->unseen > program->memory_limit) return STOP_MEMORY;
  if (streams->live) return live_over_limit() ? STOP_OUTPUT : STOP_NONE;
  if (must_look_at_outputs(program) && (is_larger(streams->out, program->output_limit) || is_larger(streams->err, program->output_limit))) return STOP_OUTPUT;
  return STOP_NONE;
}

void watch(struct box *box, const struct program *program, const struct streams *streams, const struct child *child, struct observed *observed) {
  struct usage usage = {0};
  uint64_t look_cost_ns = 0, disk_look_ns = child->started_ns;
  observed->first = child->pid;
  unseen_reset(child->started_ns);
  if (box->options.processes) usage_reset();
  for (;;) {
    uint64_t before = now_ns(), elapsed = before - child->started_ns;
    if (elapsed >= program->wall_limit_ns) observed->stop = STOP_WALL;
    if (observed->stop) break;
    uint64_t sleep_ns = next_sleep(program, elapsed, usage.cpu_ns, look_cost_ns);
    if (streams->live ? live_sleep(box, program, streams, child, sleep_ns, observed) : sleep_until_end(box, program, streams, child, sleep_ns, observed)) break;
    flush_output_without_waiting(box); /* answers of quick runs travel together, but do not wait for a slow one */
    before = now_ns();
    uint64_t own_before = own_cpu_ns();
    if (box->options.processes) reap_orphans(observed);
    usage = box->options.processes ? usage_of_all(box, child->pid) : usage_of_process(box, child->pid);
    if (usage.memory > observed->memory) observed->memory = usage.memory;
    if (usage.cpu_ns > observed->cpu_ns) observed->cpu_ns = usage.cpu_ns;
    observed->stop = limit_reached(box, program, streams, &usage);
    if (streams->live) live_look(box, child, usage.cpu_ns);
    if (box->options.isolation == ISOLATION_REDUCED && !observed->stop && before - disk_look_ns > DISK_LOOK_NS) {
      disk_look_ns = before;
      if (over_disk_quota(box)) observed->stop = STOP_OUTPUT;
    }
    look_cost_ns = own_cpu_ns() - own_before;
  }
}
