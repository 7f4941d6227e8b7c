/* The process itself: a clean start, clocks, and the two calls that only the box may make once the filter is
 * on. */
#define _GNU_SOURCE
#include "box.h"
#include "die.h"
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static bool is_root_with(uint32_t capabilities) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{0}};
  return geteuid() == 0 && !syscall(SYS_capget, &header, data) && (data[0].effective & capabilities) == capabilities;
}

/* Root without these (a container with --cap-drop ALL) is an ordinary user to us. */
bool can_change_uid(void) { return is_root_with(1u << CAP_SETUID | 1u << CAP_SETGID); }

/* Without namespaces a uid of its own is of use only with the rights to clean up after it. */
bool can_clean_up_after_uid(void) {
  return is_root_with(1u << CAP_SETUID | 1u << CAP_SETGID | 1u << CAP_KILL | 1u << CAP_CHOWN | 1u << CAP_DAC_OVERRIDE | 1u << CAP_FOWNER);
}

/* Whatever the host left us with (descriptors, ignored signals, a mask, an odd umask) must not reach a run. */
void reset_process(int last_kept) {
  for (int fd = 0; fd <= 2; fd++)
    if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd) _exit(EXIT_BOX_FAILED);
  if (syscall(__NR_close_range, (unsigned)last_kept + 1, ~0u, 0u))
    for (int fd = last_kept + 1; fd < 4096; fd++) close(fd);
  for (int fd = 3; fd <= last_kept; fd++) fcntl(fd, F_SETFD, FD_CLOEXEC);
  struct sigaction action = {.sa_handler = SIG_DFL};
  for (int number = 1; number <= 64; number++)
    if (number != SIGKILL && number != SIGSTOP) sigaction(number, &action, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  umask(022);
  /* 1, not 0: where cores go to a helper (core_pattern with a pipe), which runs as root outside, only 1 means
   * none. */
  if (setrlimit(RLIMIT_CORE, &(struct rlimit){1, 1})) setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}

#define SCORE_OF_RUNS "1000"
#define SCORE_OF_BOX "900"

/* False where a score is not to be had: the kernel then chooses by size, and runs are the largest. */
static bool write_score(int fd, const char *score) { return pwrite(fd, score, strlen(score), 0) > 0; }

/*
 * Under memory pressure the kernel shall take runs first, then boxes, then the listener of a container, and
 * the worker last. Raising one's score needs no privilege, nor does lowering it to what it was. A child
 * begins with the score that its parent has at that moment, so the box has that of a run while it starts one:
 * the child itself could not open the file, because the memory it shares with the box is not dumpable.
 */
void offer_to_oom_killer(struct box *box) {
  if (box->oom_score_fd >= 0) close(box->oom_score_fd); /* the other process's */
  box->oom_score_fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (box->oom_score_fd >= 0) write_score(box->oom_score_fd, SCORE_OF_BOX);
}

void set_oom_score_of_runs(const struct box *box, bool of_runs) {
  if (box->oom_score_fd >= 0) write_score(box->oom_score_fd, of_runs ? SCORE_OF_RUNS : SCORE_OF_BOX);
}

/* The limits that are the same for every run are set once here and inherited. */
void set_fixed_limits(void) {
  static const struct {
    int resource;
    rlim_t most;
  } limits[] = {{RLIMIT_NOFILE, 256}, {RLIMIT_MEMLOCK, 65536}, {RLIMIT_MSGQUEUE, 0}, {RLIMIT_SIGPENDING, 256}};
  for (unsigned i = 0; i < sizeof limits / sizeof *limits; i++) {
    struct rlimit limit;
    if (getrlimit(limits[i].resource, &limit)) continue;
    if (limit.rlim_max > limits[i].most) limit.rlim_max = limits[i].most;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(limits[i].resource, &limit)) die("setrlimit %d", limits[i].resource);
  }
}

static uint64_t own_cookie; /* for callers without a box: die.c */

ssize_t write_with_cookie(int fd, const struct iovec *parts, int count) {
  return syscall(SYS_writev, (unsigned long)fd, parts, (unsigned long)count, 0ul, 0ul, own_cookie);
}

void choose_cookie(struct box *box) {
  if (getrandom(&box->cookie, sizeof box->cookie, 0) != sizeof box->cookie) die("getrandom");
  own_cookie = box->cookie;
}

/*
 * clone(2) whose child_tid argument, which the kernel ignores without CLONE_CHILD_*, carries the cookie: the
 * filter lets this clone make a process and no other. The child runs on a stack of its own, so the vfork
 * semantics (parent waits, memory shared) are safe from C.
 */
pid_t clone_with_cookie(struct box *box, int (*function)(void *), void *argument, int flags, int *pidfd) {
  static char stack[32768] __attribute__((aligned(64)));
  return clone(function, stack + sizeof stack, flags, argument, pidfd, NULL, (pid_t *)(uintptr_t)box->cookie);
}

int file_system_space(const struct box *box, int fd, struct statfs *space) { return (int)syscall(SYS_fstatfs, fd, space, 0ul, 0ul, 0ul, box->cookie); }

/* kill(2), which for runs does not reach a zygote. */
int kill_with_cookie(const struct box *box, pid_t pid, int number) { return (int)syscall(SYS_kill, (long)pid, (long)number, 0ul, 0ul, 0ul, box->cookie); }

/* Whatever this process starts from now on inherits it, and no run may change it (syscalls.def). */
void stay_on_core(const struct box *box, unsigned core) {
  static unsigned had; /* 1 + its number */
  if (had == core + 1) return;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(core, &one);
  if (syscall(SYS_sched_setaffinity, 0ul, sizeof one, &one, 0ul, 0ul, box->cookie)) die("stay on core %u", core);
  had = core + 1;
}

int memfd_with_cookie(const struct box *box, const char *name, unsigned flags) {
  return (int)syscall(SYS_memfd_create, name, (unsigned long)flags, 0ul, 0ul, 0ul, box->cookie);
}
