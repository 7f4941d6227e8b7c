/*
 * Start a program: clone with vfork semantics, then, in the child, everything that is the run's own
 * (descriptors, limits, ids), then exec. The child shares our memory until exec, so it uses plain system
 * calls only, and a failure comes back through that memory: an exit code could as well be the program's.
 */
#define _GNU_SOURCE
#include "die.h"
#include "kernel.h"
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Room above the memory limit, so that the address space is no tighter than what is measured: libraries,
 * thread stacks. */
#define ADDRESS_SPACE_SLACK (64ull << 20)
/* Virtual machines, which RLIMIT_DATA is for, take the limit of the stack for the size of each thread's. */
#define STACK_WITH_LIMITED_DATA (8ull << 20)
#define LARGE_FILE_LIMIT (1ull << 30)
/*
 * Where the box counts tasks itself (notify.c), the kernel's limit stands behind it: what is just ending is
 * in the one and not in the other. Not more than a thread or two that were joined: those that many processes
 * begin at the same moment are not in the box's count yet, and a fork bomb gets just so far beyond its limit.
 */
#define TASKS_ENDING 2

struct launch {
  const struct box *box;
  const struct program *program;
  const struct streams *streams;
  pid_t server;
  const char *volatile step;
  volatile int error;
};

/* A hard limit from outside that is lower already cannot be raised: then it is the limit. */
static int limit_both(int resource, uint64_t soft, uint64_t hard) {
  struct rlimit wanted = {soft, hard}, had;
  if (!syscall(SYS_prlimit64, 0, resource, &wanted, NULL)) return 0;
  if (errno != EPERM || syscall(SYS_prlimit64, 0, resource, NULL, &had)) return -1;
  wanted.rlim_max = had.rlim_max;
  if (wanted.rlim_cur > had.rlim_max) wanted.rlim_cur = had.rlim_max;
  return (int)syscall(SYS_prlimit64, 0, resource, &wanted, NULL);
}

static int limit(int resource, uint64_t value) { return limit_both(resource, value, value); }

/* Outputs are files, too: where other files may be larger, the watchdog looks at the outputs. */
uint64_t largest_file(const struct program *program) {
  if (program->large_files) return LARGE_FILE_LIMIT;
  return (program->file_limit > program->output_limit ? program->file_limit : program->output_limit) + 1;
}

/* The stack may use all the memory there is. Not by a number as large as the limit: glibc gives each thread
 * that much. */
static uint64_t largest_stack(const struct program *program) {
  if (program->address_space == ADDRESS_SPACE_DATA) return STACK_WITH_LIMITED_DATA;
  bool own = program->stack_limit && (!program->memory_limit || program->stack_limit < program->memory_limit);
  return own ? program->stack_limit : RLIM_INFINITY;
}

static int set_limits(const struct program *program) {
  uint64_t memory = program->memory_limit;
  uint64_t cpu_seconds = (program->cpu_limit_ns + 999999999u) / 1000000000u;
  /* Behind the watchdog: a program that catches SIGXCPU would end by itself, a tick before the limit. */
  if (limit_both(RLIMIT_CPU, cpu_seconds + 1, cpu_seconds + 2)) return -1;
  /* One byte more than may be written shows who wanted more, even when he catches SIGXFSZ. */
  if (limit(RLIMIT_FSIZE, largest_file(program))) return -1;
  if (limit(RLIMIT_STACK, largest_stack(program))) return -1;
  if (!memory || program->address_space == ADDRESS_SPACE_FREE) return 0;
  return limit(program->address_space == ADDRESS_SPACE_AS ? RLIMIT_AS : RLIMIT_DATA, memory + ADDRESS_SPACE_SLACK);
}

/* Raw calls: libc's wrappers would tell the other threads of this memory, which are not ours. */
static int drop_ids(const struct box *box) {
  if (box->separate_uid && (syscall(SYS_setgroups, 0, NULL) || syscall(SYS_setresgid, box->run_gid, box->run_gid, box->run_gid) ||
                            syscall(SYS_setresuid, box->run_uid, box->run_uid, box->run_uid)))
    return -1;
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[2] = {{0}};
  return (int)syscall(SYS_capset, &header, none);
}

static int isolate_reduced(const struct launch *launch) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)) return -1;
  if (syscall(SYS_getppid) != launch->server) return -1;
  if (enter_landlock(launch->box)) return -1;
  return launch->box->filter_signals ? install_signal_filter(launch->box) : 0;
}

/* Tries each directory of PATH, as execvp(3) does; keeps the most telling error. */
static void exec_program(const struct program *program) {
  const char *name = program->argv[0];
  if (strchr(name, '/') || !*name) {
    execve(name, program->argv, program->envp);
    return;
  }
  int error = ENOENT;
  for (const char *directory = program->path; *directory;) {
    size_t length = strcspn(directory, ":");
    char path[PATH_MAX];
    if (length && length + strlen(name) + 2 <= sizeof path) {
      memcpy(path, directory, length);
      path[length] = '/';
      strcpy(path + length + 1, name);
      execve(path, program->argv, program->envp);
      if (errno != ENOENT && errno != ENOTDIR) error = errno;
      if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) break;
    }
    directory += length;
    directory += *directory == ':';
  }
  errno = error;
}

static int child_main(void *argument) {
  struct launch *launch = argument;
  const struct box *box = launch->box;
  const struct streams *streams = launch->streams;
  launch->step = "prepare";
  if (dup2(streams->in, 0) < 0 || dup2(streams->out, 1) < 0 || dup2(streams->err, 2) < 0) goto failed;
  launch->step = "setsid";
  if (syscall(SYS_setsid) < 0) goto failed;
  launch->step = "set limits";
  if (set_limits(launch->program)) goto failed;
  launch->step = "drop privileges";
  if (drop_ids(box)) goto failed;
  launch->step = "isolate";
  if (box->options.isolation == ISOLATION_REDUCED && isolate_reduced(launch)) goto failed;
  launch->step = "set the process limit";
  if (limit(RLIMIT_NPROC, (uint64_t)launch->program->process_limit + box->process_count_base + (box->notify_fd >= 0 ? TASKS_ENDING : 0))) goto failed;
  launch->step = "exec";
  exec_program(launch->program);
failed:
  launch->error = errno;
  _exit(127);
}

/*
 * The first process of every run is number 2, and its threads count on from there: how many an earlier run
 * had is nothing that it can leave to the next. Where the kernel does not let us (before Linux 5.9, or
 * without checkpoints), ids go on.
 */
void restart_pids(const struct box *box, pid_t first) {
  char text[16];
  int length = snprintf(text, sizeof text, "%d", (int)first - 1);
  if (box->last_pid_fd >= 0 && pwrite(box->last_pid_fd, text, (size_t)length, 0) != length) return;
}

static bool begins_with(const char *path, const char *directory) {
  size_t length = strlen(directory);
  return !strncmp(path, directory, length) && path[length] == '/';
}

/*
 * A file that came through the protocol, or that a run made, and that the kernel does not start: its
 * interpreter is missing, it is for another machine, it is none. That is a fault of the program. What the
 * host has, or does not have, is the sandbox's affair.
 */
static bool is_fault_of_program(const struct box *box, const char *path, int error) {
  static const int faults[] = {ENOENT, ENOEXEC, EACCES, ELIBBAD, EINVAL, ENOTDIR, ELOOP, ENOMEM, E2BIG, EISDIR, EPERM, ENAMETOOLONG, EIO, ENODEV, ETXTBSY};
  bool listed = false;
  for (unsigned i = 0; i < sizeof faults / sizeof *faults; i++) listed = listed || error == faults[i];
  bool in_work = path[0] != '/' && strchr(path, '/'); /* it is where we are */
  bool ours = in_work || begins_with(path, box->files_dir) || begins_with(path, box->work_dir) || begins_with(path, box->tmp_dir);
  return listed && ours && !access(path, F_OK);
}

bool launch(struct box *box, const struct program *program, const struct streams *streams, struct child *child, struct observed *observed) {
  static pid_t server;
  if (!server) server = (pid_t)syscall(SYS_getpid);
  struct launch launch = {.box = box, .program = program, .streams = streams, .server = server};
  restart_pids(box, program->first_pid ? program->first_pid : 2);
  child->started_ns = now_ns();
  child->pidfd = -1;
  set_oom_score_of_runs(box, true);
  child->pid = clone_with_cookie(box, child_main, &launch, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &child->pidfd);
  set_oom_score_of_runs(box, false);
  if (child->pid < 0) {
    observed->launch_error = errno;
    observed->launch_step = "clone";
    return false;
  }
  if (child->pidfd < 0) die("this kernel has no pidfd: Linux 5.4 or later is needed");
  if (!launch.error) return true;
  observed->launch_error = launch.error;
  observed->launch_step = launch.step;
  observed->not_executable = !strcmp(launch.step, "exec") && is_fault_of_program(box, program->argv[0], launch.error);
  while (wait4(child->pid, NULL, __WALL, NULL) < 0 && errno == EINTR) {
  }
  close(child->pidfd);
  return false;
}
