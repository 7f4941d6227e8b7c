/*
 * The kernel counts whom it kills for want of memory: in the cgroup that the box has for itself, in that of
 * the container around it (--container-cgroup), and for the whole machine. Each counter is asked only after a
 * run whose end leaves it in doubt, and then it is what changed since it was asked last.
 *
 * The first two are exact, and tell of a child of the program as well, which may then end as if all were
 * well. The machine's is not: the one that was killed may be another's. But when it has not moved, none was
 * killed, and a SIGKILL is the program's own doing.
 */
#define _GNU_SOURCE
#include "oom.h"

#include "text.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

struct counter {
  int fd; /* -1: it is not there */
  uint64_t seen;
};
static struct counter own = {.fd = -1}, place = {.fd = -1}, machine = {.fd = -1};

static bool read_counter(const struct counter *counter, uint64_t *count) {
  static char text[16384]; /* /proc/vmstat is the longest */
  return read_text(counter->fd, text, sizeof text) && find_number(text, "\noom_kill ", count);
}

/* One that cannot be read, or does not count kills (Linux before 4.13), is not there. */
static struct counter counter_of(int fd) {
  struct counter counter = {.fd = fd};
  if (read_counter(&counter, &counter.seen)) return counter;
  if (fd >= 0) close(fd);
  return (struct counter){.fd = -1};
}

static bool has_moved(struct counter *counter) {
  uint64_t before = counter->seen;
  return read_counter(counter, &counter->seen) && counter->seen > before;
}

/* A container sees its own cgroup as the root of the hierarchy. */
static void open_counter_of_container(void) {
  static const char *const files[] = {"/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"};
  for (unsigned i = 0; i < sizeof files / sizeof *files && place.fd < 0; i++) place = counter_of(open(files[i], O_RDONLY | O_CLOEXEC));
}

void open_oom_counters(const struct options *options) {
  if (options->container_cgroup) open_counter_of_container();
  machine = counter_of(open("/proc/vmstat", O_RDONLY | O_CLOEXEC));
}

void use_oom_counter_of_cgroup(int events_fd) { own = counter_of(events_fd); }

void look_for_oom_kills(bool processes, struct observed *observed) {
  bool was_killed = !observed->stop && WIFSIGNALED(observed->wait_status) && WTERMSIG(observed->wait_status) == SIGKILL;
  if (!was_killed && !processes && !observed->leftovers) return;
  bool in_own = has_moved(&own), in_place = has_moved(&place); /* asks both, so that the next run starts from here */
  observed->out_of_memory = in_own || in_place;
  observed->place_out_of_memory = in_place;
  if (was_killed && own.fd < 0 && place.fd < 0) observed->may_be_oom_kill = machine.fd < 0 || has_moved(&machine);
}
