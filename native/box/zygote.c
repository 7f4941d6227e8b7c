/*
 * Zygotes. Many runs of one interpreted program spend most of their time in starting the interpreter, each
 * time in the same way. So where a RUN asks for it the interpreter is started once, as a run is, with the
 * same command line, environment, limits, filter and ids, and with preload/zygote.c loaded. That stops it
 * when it opens the first file of the program, and there it forks for each run: what has happened until then
 * depends on nothing that differs between runs, and what comes after happens in a process of its own.
 *
 * No program is there when a zygote starts, only an empty file with the name of its main file: whatever goes
 * wrong, it is the interpreter's own code that runs, and one that never stops there ends by itself. Then runs
 * are started with exec as ever.
 *
 * A zygote speaks by two system calls that the filter hands to the box (seccomp_rules.c). It waits in a
 * clone(2) which the box answers when it has a run; before that it puts the run's streams into the zygote's
 * descriptors 0 to 2, of which the child gets copies. The child then waits in a prctl(2), by which the box
 * learns who it is, from the kernel. CLONE_PARENT makes it the box's own child: limits, reaping and figures
 * are those of any other run. Only the process that the box has started as a zygote is let through, so a run
 * that makes these calls gets what it got before.
 *
 * What a run can do to the zygote, which has its uid: kill or stop it. Its memory and its entries in /proc
 * are closed (it is not dumpable), other signals are blocked, limits of others cannot be set. One that is
 * gone or does not answer is started anew.
 */
#define _GNU_SOURCE
#include "zygote.h"

#include "files.h"
#include "kernel.h"
#include "library.h"
#include "notify.h"
#include "request.h"
#include "zygote_calls.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIBRARY_NAME ".zygote.so"
#define LONGEST_START_NS 10000000000u
#define LONGEST_FORK_NS 2000000000u
/* A run may kill its zygote. When that happens again and again, starting it anew is no gain. */
#define MOST_LOSSES 3
#define RUNS_WORTH_A_START 50

enum state { NONE, STARTING, READY };

static struct {
  enum state state;
  struct child process;
  uint64_t parked;      /* the question in which it waits for a run; 0: it is not there yet */
  bool wants_child;     /* it was let go to fork, and the child has not come forward */
  uint64_t child_waits; /* the question in which that waits */
  pid_t child;
  unsigned runs;        /* that it has started */
  unsigned losses;
  bool given_up;
  char *key;            /* what it was started with */
  size_t key_size;
} zygote = {.process = {.pidfd = -1}};

bool has_zygote(void) { return zygote.state != NONE; }

bool is_zygote(pid_t pid) { return zygote.state != NONE && pid == zygote.process.pid; }

static void forget(void) {
  if (zygote.process.pidfd >= 0) close(zygote.process.pidfd);
  zygote.state = NONE;
  zygote.process.pidfd = -1;
  zygote.parked = zygote.child_waits = 0;
  zygote.wants_child = false;
}

void zygote_was_reaped(void) {
  if (zygote.runs < RUNS_WORTH_A_START) zygote.losses++;
  forget();
}

void end_zygote(const struct box *box) {
  if (zygote.state == NONE) return;
  kill_with_cookie(box, zygote.process.pid, SIGKILL);
  while (wait4(zygote.process.pid, NULL, __WALL, NULL) < 0 && errno == EINTR) {
  }
  forget();
}

/* What a run may not share with the next: open descriptors beside the three that the box replaces, and
 * threads, which a fork has not. */
static bool is_fit(const struct box *box, pid_t pid) {
  char path[64];
  unsigned descriptors = 0, tasks = 0;
  static const char *const directories[] = {"fd", "task"};
  unsigned *const counts[] = {&descriptors, &tasks};
  for (unsigned i = 0; i < 2; i++) {
    snprintf(path, sizeof path, "%d/%s", (int)pid, directories[i]);
    int fd = openat(box->proc_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = fd < 0 ? NULL : fdopendir(fd);
    if (!entries) return false;
    for (struct dirent *entry; (entry = readdir(entries));)
      if (entry->d_name[0] != '.') ++*counts[i];
    closedir(entries);
  }
  return descriptors == 3 && tasks == 1;
}

bool answer_zygote(struct box *box, const struct seccomp_notif *question) {
  const struct seccomp_data *asked = &question->data;
  pid_t pid = (pid_t)question->pid;
  bool forks = asked->nr == SYS_clone && asked->args[0] == ZYGOTE_CLONE_FLAGS;
  if (!forks && asked->nr != SYS_prctl) return false;
  if (forks && is_zygote(pid) && zygote.state == READY && !zygote.parked) {
    zygote.parked = question->id;
  } else if (!forks && is_zygote(pid) && zygote.state == STARTING && !asked->args[1] && is_fit(box, pid)) {
    zygote.state = READY;
    let_go_on(box, question->id);
  } else if (!forks && zygote.wants_child && asked->args[1] == 1) {
    zygote.wants_child = false;
    zygote.child = pid;
    zygote.child_waits = question->id;
  } else {
    refuse(box, question->id, forks ? EPERM : EINVAL);
  }
  return true;
}

/* Answers until `done` is not 0. False: the zygote has ended, or time is up. */
static bool answer_until(struct box *box, const struct program *program, const struct streams *streams, struct observed *observed, const uint64_t *done,
                         uint64_t patience_ns) {
  const uint64_t deadline = now_ns() + patience_ns;
  while (!*done) {
    uint64_t now = now_ns();
    struct pollfd fds[2] = {{.fd = box->notify_fd, .events = POLLIN}, {.fd = zygote.process.pidfd, .events = POLLIN}};
    if (now >= deadline || poll(fds, 2, (int)((deadline - now) / 1000000u) + 1) <= 0) return false;
    if (fds[0].revents & POLLIN) answer_notification(box, program, streams, observed);
    else if (fds[1].revents) return false;
  }
  return true;
}

static bool write_library(const struct box *box) {
  static bool is_there;
  size_t size = (size_t)(zygote_library_end - zygote_library);
  if (is_there) return true;
  int fd = openat(box->files_fd, LIBRARY_NAME, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd < 0) return false;
  is_there = size && write(fd, zygote_library, size) == (ssize_t)size;
  close(fd);
  if (!is_there) unlinkat(box->files_fd, LIBRARY_NAME, 0);
  return is_there;
}

/* A main file in a folder, or one with a way of its own, is not worth the trouble. */
static bool make_placeholder(const struct box *box, const char *name) {
  while (!strncmp(name, "./", 2)) name += 2;
  if (!is_plain_path(name, strlen(name)) || strchr(name, '/')) return false;
  int fd = openat(box->work_fd, name, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

/* The same kind of files that runs have, for what the interpreter finds out about them stays so. */
static bool open_empty_streams(const struct box *box, struct streams *streams) {
  *streams = (struct streams){.in = memfd_with_cookie(box, "stdin", MFD_CLOEXEC | MFD_ALLOW_SEALING), .out = memfd_with_cookie(box, "stdout", MFD_CLOEXEC),
                              .err = memfd_with_cookie(box, "stderr", MFD_CLOEXEC)};
  return streams->in >= 0 && streams->out >= 0 && streams->err >= 0 && !fcntl(streams->in, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
}

static void close_streams(const struct streams *streams) {
  if (streams->in >= 0) close(streams->in);
  if (streams->out >= 0) close(streams->out);
  if (streams->err >= 0) close(streams->err);
}

static bool start_in(struct box *box, const struct program *program, const struct streams *streams) {
  static char *envp[MAX_ENVIRONMENT + 6];
  static char preload[LONGEST_PATH + 32];
  struct observed observed = {0};
  struct program own = *program;
  unsigned count = 0;
  for (; program->envp[count]; count++) envp[count] = program->envp[count];
  snprintf(preload, sizeof preload, "LD_PRELOAD=%s/" LIBRARY_NAME, box->files_dir);
  envp[count] = preload, envp[count + 1] = NULL; /* the last: what is left of it in the memory of the process are zeroes at the end */
  own.envp = envp;
  own.process_limit++; /* it counts for the kernel as one of the run's */
  own.first_pid = PID_OF_ZYGOTE;
  begin_notifications();
  if (!launch(box, &own, streams, &zygote.process, &observed)) return false;
  zygote.state = STARTING;
  zygote.runs = 0;
  if (answer_until(box, program, streams, &observed, &zygote.parked, LONGEST_START_NS)) return true;
  end_zygote(box);
  return false;
}

static bool start_zygote(struct box *box, const struct program *program) {
  struct streams streams;
  bool started = open_empty_streams(box, &streams) && write_library(box) && make_placeholder(box, program->argv[program->main_argument]) &&
                 start_in(box, program, &streams);
  close_streams(&streams);
  return started;
}

static bool append(char *key, size_t room, size_t *used, const void *bytes, size_t size) {
  if (size > room - *used) return false;
  memcpy(key + *used, bytes, size);
  *used += size;
  return true;
}

/* Everything that goes into a start. 0: it is too long. */
static size_t describe(const struct program *program, char *key, size_t room) {
  const uint64_t numbers[] = {program->cpu_limit_ns, program->memory_limit, largest_file(program), program->stack_limit, program->process_limit,
                              program->address_space, program->main_argument, program->core};
  size_t used = 0;
  bool fits = append(key, room, &used, numbers, sizeof numbers);
  char *const *const lists[] = {program->argv, program->envp};
  for (unsigned i = 0; i < 2 && fits; i++) {
    for (char *const *text = lists[i]; *text && fits; text++) fits = append(key, room, &used, *text, strlen(*text) + 1);
    fits = fits && append(key, room, &used, "", 1);
  }
  return fits ? used : 0;
}

static bool can_have_zygote(const struct box *box, const struct program *program) {
  return program->main_argument && box->notify_fd >= 0 && box->proc_fd >= 0 && !box->options.processes && !box->filter_signals && !program->keep_work;
}

bool prepare_zygote(struct box *box, const struct program *program, uint32_t items) {
  static char key[1u << 16];
  size_t size = can_have_zygote(box, program) ? describe(program, key, sizeof key) : 0;
  bool same = size && size == zygote.key_size && !memcmp(key, zygote.key, size);
  if (!same) {
    end_zygote(box);
    free(zygote.key);
    zygote.key = size ? malloc(size) : NULL;
    zygote.key_size = zygote.key ? size : 0;
    if (zygote.key) memcpy(zygote.key, key, size);
    zygote.given_up = !zygote.key;
    zygote.losses = 0;
  }
  /* One run alone gains nothing by it. */
  if (zygote.given_up || zygote.state != NONE || (items < 2 && !same)) return true;
  if (!start_zygote(box, program)) zygote.given_up = true;
  return clean_work(box);
}

static bool put_stream(const struct box *box, int from, int to) {
  struct seccomp_notif_addfd streams = {.id = zygote.parked, .flags = SECCOMP_ADDFD_FLAG_SETFD, .srcfd = (uint32_t)from, .newfd = (uint32_t)to};
  return ask_kernel(box, SECCOMP_IOCTL_NOTIF_ADDFD, &streams) >= 0;
}

static bool fork_run(struct box *box, const struct program *program, const struct streams *streams, struct child *child, struct observed *observed) {
  if (!answer_until(box, program, streams, observed, &zygote.parked, LONGEST_FORK_NS)) return false;
  restart_pids(box, 2);
  if (!put_stream(box, streams->in, 0) || !put_stream(box, streams->out, 1) || !put_stream(box, streams->err, 2)) return false;
  uint64_t parked = zygote.parked;
  zygote.parked = zygote.child_waits = 0;
  zygote.wants_child = true;
  if (!let_go_on(box, parked)) return false;
  if (!answer_until(box, program, streams, observed, &zygote.child_waits, LONGEST_FORK_NS)) return false;
  child->pid = zygote.child;
  child->pidfd = (int)syscall(__NR_pidfd_open, (long)child->pid, 0ul, 0ul, 0ul, 0ul, box->cookie);
  child->started_ns = now_ns();
  return child->pidfd >= 0 && let_go_on(box, zygote.child_waits);
}

bool launch_from_zygote(struct box *box, const struct program *program, const struct streams *streams, struct child *child, struct observed *observed) {
  child->pidfd = -1;
  zygote.runs++;
  if (fork_run(box, program, streams, child, observed)) return true;
  /* Nothing of the program has run: what is there waits for us. */
  if (child->pidfd >= 0) close(child->pidfd);
  if (!kill_everything(box)) observed->immortal = true;
  zygote_was_reaped();
  if (zygote.losses > MOST_LOSSES) zygote.given_up = true;
  return false;
}

bool only_zygote_is_left(const struct box *box) {
  pid_t pids[2];
  unsigned count = 0;
  if (zygote.state == NONE || !list_children(box, pids, &count, 2)) return false;
  return count == 1 && is_zygote(pids[0]);
}
