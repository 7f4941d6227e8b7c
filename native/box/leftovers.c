/*
 * The end of a run: its first process is reaped, and whatever else it left behind is killed. "Nothing is
 * left" is not a guess: PID 1 inherits every orphan, so wait4 saying ECHILD means that no process is alive.
 */
#define _GNU_SOURCE
#include "die.h"
#include "run.h"
#include "zygote.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * How long the end of a process may take that was killed: the kernel gives back what it had, and can be made
 * to take long. Then it is left to die; the host gets its result, and the box runs nothing more.
 */
#define LONGEST_EXIT_NS 3000000000u
#define LONGEST_KILL_NS 10000000000u /* of all that a run left behind, which may go on making more meanwhile */

static uint64_t cpu_ns_of(const struct rusage *usage) {
  return ((uint64_t)usage->ru_utime.tv_sec + (uint64_t)usage->ru_stime.tv_sec) * 1000000000u +
         ((uint64_t)usage->ru_utime.tv_usec + (uint64_t)usage->ru_stime.tv_usec) * 1000u;
}

struct reaped {
  uint64_t cpu_ns;
  uint64_t memory;
  uint32_t count;
};

static void add(struct reaped *reaped, const struct rusage *usage) {
  reaped->cpu_ns += cpu_ns_of(usage);
  uint64_t memory = (uint64_t)usage->ru_maxrss << 10;
  if (memory > reaped->memory) reaped->memory = memory;
}

/*
 * Processes whose parents have ended are ours. While the run goes on they are reaped as an init does, or the
 * dead would fill the limit of the living. The run's first process is left to `reap`; those behind it are,
 * then, as well.
 */
void reap_orphans(struct observed *observed) {
  for (;;) {
    siginfo_t ended = {0};
    if (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT | __WALL) || !ended.si_pid || ended.si_pid == observed->first) return;
    struct rusage usage;
    usage_of_ended(ended.si_pid);
    if (wait4(ended.si_pid, NULL, __WALL, &usage) < 0) return;
    observed->orphans_cpu_ns += cpu_ns_of(&usage);
    uint64_t memory = (uint64_t)usage.ru_maxrss << 10;
    if (memory > observed->orphans_memory) observed->orphans_memory = memory;
  }
}

/* Reaps what is dead already. True when nothing, dead or alive, is left. */
static bool reap_dead(struct reaped *reaped) {
  for (;;) {
    struct rusage usage;
    pid_t pid = wait4(-1, NULL, WNOHANG | __WALL, &usage);
    if (pid > 0 && is_zygote(pid)) {
      zygote_was_reaped();
    } else if (pid > 0) {
      add(reaped, &usage);
      reaped->count++;
    } else if (pid == 0) {
      return false;
    } else if (errno == ECHILD) {
      return true;
    } else if (errno != EINTR) {
      die("wait4");
    }
  }
}

/* Again and again, because a process may be born while the others are being killed. False: some do not end. */
static bool kill_leftovers(struct box *box, struct reaped *reaped) {
  uint64_t started = now_ns();
  /* A zygote waits for the next run, and can have no children: with it alone nothing is left of this one. */
  if (has_zygote() && only_zygote_is_left(box)) return true;
  while (!reap_dead(reaped)) {
    if (box->options.isolation == ISOLATION_FULL) kill_with_cookie(box, -1, SIGKILL);
    else kill_leftovers_reduced(box);
    if (reap_dead(reaped)) return true;
    if (now_ns() - started > LONGEST_KILL_NS) return false;
    nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
  }
  return true;
}

bool kill_everything(struct box *box) {
  struct reaped reaped = {0};
  end_zygote(box);
  return kill_leftovers(box, &reaped);
}

/* False: it was killed and has not ended. */
static bool wait_for_end(const struct child *child) {
  struct pollfd end = {.fd = child->pidfd, .events = POLLIN};
  uint64_t deadline = now_ns() + LONGEST_EXIT_NS;
  for (int some = 0; some <= 0;) {
    uint64_t now = now_ns();
    if (now >= deadline) return false;
    some = poll(&end, 1, (int)((deadline - now) / 1000000u) + 1);
  }
  return true;
}

void reap(struct box *box, const struct child *child, struct observed *observed) {
  struct reaped reaped = {.cpu_ns = observed->orphans_cpu_ns, .memory = observed->orphans_memory};
  struct rusage usage;
  if (observed->stop) {
    kill_with_cookie(box, child->pid, SIGKILL);
    observed->immortal = !wait_for_end(child);
  }
  if (observed->immortal) {
    observed->wait_status = SIGKILL;
  } else {
    while (wait4(child->pid, &observed->wait_status, 0, &usage) < 0)
      if (errno != EINTR) die("wait4");
    add(&reaped, &usage);
  }
  observed->wall_ns = now_ns() - child->started_ns;
  close(child->pidfd);
  if (!observed->immortal) observed->immortal = !kill_leftovers(box, &reaped);
  observed->leftovers = reaped.count;
  if (reaped.cpu_ns > observed->cpu_ns) observed->cpu_ns = reaped.cpu_ns;
  /* Of one process the kernel's peak is exact; the sum over several is only known from the looks that were
   * taken. */
  if (!box->options.processes && observed->stop != STOP_MEMORY) observed->memory = 0;
  if (reaped.memory > observed->memory) observed->memory = reaped.memory;
}
