/*
 * seccomp user notification: the few system calls that the filter answers with SECCOMP_RET_USER_NOTIF wait
 * until PID 1, which watches the run anyway, has looked at them. That is how it knows that a process or a
 * piece of memory was refused, instead of guessing from what a program says about it. Nothing rests on it:
 * what the box lets go on here is still held by the limits of the kernel (seccomp_unotify(2), "Caveats").
 */
#define _GNU_SOURCE
#include "notify.h"

#include "die.h"
#include "kernel.h"
#include "zygote.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#define MAX_PROCESSES 1024
#define MAX_PIECES 65536

static struct {
  uint64_t tasks; /* not fewer than there are */
  uint32_t pieces[MAX_PIECES];
  uint32_t count;
  uint64_t out, err; /* sizes of the outputs so far */
} seen;

/* The kernel's own structures may be longer than those of our headers, and it insists on zeroes. */
static union {
  struct seccomp_notif fields;
  char bytes[512];
} question;
static union {
  struct seccomp_notif_resp fields;
  char bytes[512];
} reply;

/* Linux 5.5 is the first that lets a call go on (SECCOMP_USER_NOTIF_FLAG_CONTINUE); there is no other way to
 * ask for that. */
static bool is_linux_5_5(void) {
  struct utsname name;
  unsigned major = 0, minor = 0;
  return !uname(&name) && sscanf(name.release, "%u.%u", &major, &minor) == 2 && (major > 5 || (major == 5 && minor >= 5));
}

bool can_ask_back(void) {
  struct seccomp_notif_sizes sizes;
  return is_linux_5_5() && !syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) && sizes.seccomp_notif <= sizeof question &&
         sizes.seccomp_notif_resp <= sizeof reply;
}

void begin_notifications(void) {
  seen.tasks = 1;
  seen.count = 0;
  seen.out = seen.err = 0;
}

/* A directory has a link for each directory below it: PID/task has two and one for each thread. */
static uint64_t count_tasks(const struct box *box) {
  static pid_t pids[MAX_PROCESSES];
  unsigned count = list_processes(box, pids, MAX_PROCESSES);
  uint64_t tasks = 0;
  for (unsigned i = 0; i < count; i++) {
    char path[64];
    struct stat status;
    snprintf(path, sizeof path, "%d/task", (int)pids[i]);
    if (!is_zygote(pids[i]) && !fstatat(box->proc_fd, path, &status, 0) && status.st_nlink > 2) tasks += status.st_nlink - 2;
  }
  return tasks;
}

static bool may_have_one_more(const struct box *box, const struct program *program, struct observed *observed) {
  if (seen.tasks >= program->process_limit && box->proc_fd >= 0) {
    if (box->options.processes) reap_orphans(observed);
    seen.tasks = count_tasks(box);
  }
  if (seen.tasks >= program->process_limit) return false;
  seen.tasks++;
  return true;
}

static void add_piece(uint64_t bytes, uint32_t stream) {
  uint32_t *last = seen.count ? &seen.pieces[seen.count - 1] : NULL;
  if (!bytes) return;
  if (last && (*last & 1) == stream) *last += (uint32_t)(bytes << 1);
  else if (seen.count < MAX_PIECES) seen.pieces[seen.count++] = (uint32_t)(bytes << 1) | stream;
}

static uint64_t grown(int fd, uint64_t *before) {
  struct stat status;
  if (fstat(fd, &status)) die("stat an output");
  uint64_t size = (uint64_t)status.st_size, more = size > *before ? size - *before : 0;
  if (more > 1u << 30) more = 1u << 30;
  *before = size;
  return more;
}

/* A write waits for us, so all of those before it are done: what has grown since the last look comes before
 * it. */
static void note_order(const struct streams *streams) {
  add_piece(grown(streams->out, &seen.out), 0);
  add_piece(grown(streams->err, &seen.err), 1);
}

void end_order(const struct streams *streams) { note_order(streams); }

const uint32_t *order_of_outputs(uint32_t *count) {
  *count = seen.count;
  return seen.pieces;
}

#ifdef __x86_64__
#define IS_FORK(number) ((number) == SYS_fork || (number) == SYS_vfork)
#else
#define IS_FORK(number) false
#endif

/* 0: let it go on; else the errno that it fails with. */
static int decide_on(const struct box *box, const struct program *program, const struct streams *streams, struct observed *observed) {
  const struct seccomp_data *call = &question.fields.data;
  if (call->nr == SYS_mmap || call->nr == SYS_mremap) {
    uint64_t size = call->nr == SYS_mmap ? call->args[1] : call->args[2];
    if (!program->memory_limit || size <= program->memory_limit) return 0;
    observed->memory_refused = true;
    return ENOMEM;
  }
  if (call->nr == SYS_clone || IS_FORK(call->nr)) {
    /* One with a descriptor table of its own would have a RLIMIT_NOFILE of its own: that is a process to us.
     * */
    const uint64_t of_thread = CLONE_THREAD | CLONE_FILES;
    bool thread = call->nr == SYS_clone && (call->args[0] & of_thread) == of_thread;
    if ((thread || box->options.processes) && may_have_one_more(box, program, observed)) return 0;
    observed->process_denied = true;
    return thread || box->options.processes ? EAGAIN : EPERM;
  }
  if (!streams->live) note_order(streams);
  return 0;
}

/* The last three arguments of ioctl are the box's own: the filter looks for the cookie in the sixth. */
int ask_kernel(const struct box *box, unsigned long request, void *argument) {
  return (int)syscall(SYS_ioctl, box->notify_fd, request, argument, 0ul, 0ul, box->cookie);
}

static bool send_reply(const struct box *box, uint64_t id, int error) {
  memset(&reply, 0, sizeof reply);
  reply.fields.id = id;
  if (error) reply.fields.error = -error;
  else reply.fields.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  return !ask_kernel(box, SECCOMP_IOCTL_NOTIF_SEND, &reply.fields);
}

bool let_go_on(const struct box *box, uint64_t id) { return send_reply(box, id, 0); }

bool refuse(const struct box *box, uint64_t id, int error) { return send_reply(box, id, error); }

void answer_notification(struct box *box, const struct program *program, const struct streams *streams, struct observed *observed) {
  memset(&question, 0, sizeof question);
  if (ask_kernel(box, SECCOMP_IOCTL_NOTIF_RECV, &question.fields)) return; /* killed meanwhile */
  if (answer_zygote(box, &question.fields)) return;
  send_reply(box, question.fields.id, decide_on(box, program, streams, observed));
}
