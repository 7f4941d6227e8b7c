/*
 * `box relay`: lets the runs of two boxes talk to each other. The forker starts it, with the doors of both.
 *
 * Theory of operation. A box that starts a run of this kind hands over its ends of the run's stdin and
 * stdout. What one run writes is read here and written to the other, so that each exchange costs two process
 * switches and the host sleeps meanwhile; it is told in portions what was said and when. A run that ends
 * never makes the other die of a broken pipe: its stdin is read as long as it is there, and its end is the
 * end of the other's input. Nothing here waits for either run: what one does not read is queued up to a
 * bound, then nothing more is read of the other. What a run says is bytes to us and nothing else, and what we
 * may do beside passing it on is nothing: no capability, no user, a filter of a dozen system calls.
 */
#define _GNU_SOURCE
#include "relay.h"

#include "box.h"
#include "die.h"
#include "frames.h"
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { FRAME_RELAYING = 0x98, FRAME_SAID = 0x99, FRAME_WAITS = 0x9a, FRAME_RUN_ENDED = 0x9b };

#define LONGEST_PART 16384u
#define LONGEST_QUEUE (1u << 20)
#define QUEUE_ROOM (LONGEST_QUEUE + (1u << 18)) /* and what a pipe holds at the end of a run */
#define TELL_AFTER_NS 20000000u                 /* so long the host may be told later than it happens */
#define TELL_AFTER_BYTES 16384u

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* One of the two runs, or the one that is awaited. */
struct side {
  int door;
  int out, in; /* our ends of its stdout and stdin; -1: closed, or not yet there */
  bool begun, ended;
  bool input_ends; /* after what is queued */
  bool waits, over_told;
  uint64_t limit, said; /* bytes */
  uint64_t active_ns;   /* when something last went in or out */
  size_t from, to;      /* of the queue */
  uint8_t queue[QUEUE_ROOM];
};

static struct side sides[2];
static struct box host; /* for frames.c */
static uint64_t begun_ns;  /* the talk; 0: none goes on */
static uint64_t untold_ns; /* since when the host was not told; 0: it knows all */
static size_t untold_bytes;
static bool blocked; /* the host does not take what it is told */

static struct side *other_of(const struct side *side) { return &sides[side == sides]; }

static void close_one(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

static void tell_now(void) {
  flush_output_without_waiting(&host);
  untold_ns = 0, untold_bytes = 0;
  blocked = output_waits();
}

static void tell_waits(void) {
  begin_frame(&host, (enum frame_type)FRAME_WAITS, 0, 1);
  give_u8(&host, (uint8_t)(sides[0].waits | sides[1].waits << 1));
  tell_now();
}

static void note_activity(struct side *side, uint64_t now) {
  side->active_ns = now;
  if (!side->waits) return;
  side->waits = false;
  tell_waits();
}

static void tell_said(const struct side *side, uint64_t now, const uint8_t *bytes, size_t count) {
  begin_frame(&host, (enum frame_type)FRAME_SAID, 0, 1 + 8 + count);
  give_u8(&host, (uint8_t)(side - sides));
  give_u64(&host, (now - begun_ns) / 1000);
  give_bytes(&host, bytes, count);
  if (!untold_ns) untold_ns = now;
  untold_bytes += count;
}

/* What it has closed, or does not read any more, is lost. */
static void pass_queue(struct side *side, uint64_t now) {
  while (side->in >= 0 && side->from < side->to) {
    ssize_t some = write(side->in, side->queue + side->from, side->to - side->from);
    if (some < 0 && errno == EINTR) continue;
    if (some < 0 && errno == EAGAIN) return;
    if (some < 0) close_one(&side->in);
    else side->from += (size_t)some, note_activity(side, now);
  }
  bool gone = side->in < 0 && side->begun;
  if (gone || side->from == side->to) side->from = side->to = 0;
  if (side->input_ends && side->begun && !side->to) close_one(&side->in);
}

static void hear(struct side *side, uint64_t now, const uint8_t *bytes, size_t count) {
  if (side->ended || (side->begun && side->in < 0)) return;
  note_activity(side, now);
  if (count > QUEUE_ROOM - side->to) {
    memmove(side->queue, side->queue + side->from, side->to - side->from);
    side->to -= side->from, side->from = 0;
  }
  if (count > QUEUE_ROOM - side->to) die("more is queued than there is room for");
  memcpy(side->queue + side->to, bytes, count);
  side->to += count;
  pass_queue(side, now);
}

/* False: there is nothing at the moment. */
static bool take_output(struct side *side) {
  static uint8_t part[LONGEST_PART];
  ssize_t some = read(side->out, part, sizeof part);
  if (some < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (some <= 0) {
    close_one(&side->out);
    return false;
  }
  uint64_t now = now_ns(), room = side->said < side->limit ? side->limit - side->said : 0;
  size_t count = (uint64_t)some < room ? (size_t)some : (size_t)room;
  side->said += (uint64_t)some;
  if (side->said > side->limit && !side->over_told) side->over_told = tell_relay(side->door, RELAY_OVER, 0, NULL);
  note_activity(side, now);
  if (!count) return true;
  hear(other_of(side), now, part, count);
  tell_said(side, now, part, count);
  return true;
}

static bool may_be_read(const struct side *side) {
  const struct side *other = &sides[side == sides];
  return !blocked && other->to - other->from <= LONGEST_QUEUE;
}

static void begin(struct side *side, uint64_t limit, const struct relay_ends *ends) {
  uint64_t now = now_ns();
  if (side->begun || ends->out < 0) die("a run begins that has begun");
  if (!begun_ns) begun_ns = now;
  side->begun = true, side->limit = limit, side->active_ns = now;
  side->out = ends->out, side->in = ends->in;
  pass_queue(side, now);
}

static void end(struct side *side) {
  struct side *other = other_of(side);
  if (!side->begun || side->ended) die("a run ends that has not begun");
  while (side->out >= 0 && take_output(side)) {
  }
  close_one(&side->out);
  close_one(&side->in);
  side->ended = true, side->waits = false;
  side->from = side->to = 0;
  other->input_ends = true;
  begin_frame(&host, (enum frame_type)FRAME_RUN_ENDED, 0, 1);
  give_u8(&host, (uint8_t)(side - sides));
  tell_now();
  tell_relay(side->door, RELAY_PASSED, side->said, NULL);
  pass_queue(other, now_ns());
  if (!other->ended) return;
  for (unsigned i = 0; i < 2; i++) {
    struct side *one = &sides[i];
    one->begun = one->ended = one->input_ends = one->over_told = false;
    one->said = 0;
  }
  begun_ns = 0;
}

static bool is_empty(int fd) {
  int count = 0;
  return fd < 0 || (!ioctl(fd, FIONREAD, &count) && !count);
}

/* It says so of a time at which nothing may have been on the way to it. */
static void wait_since(struct side *side, uint64_t since_ns) {
  if (!side->begun || side->ended || side->waits || side->input_ends || side->active_ns >= since_ns) return;
  if (side->from != side->to || side->in < 0 || !is_empty(side->in) || !is_empty(side->out)) return;
  side->waits = true;
  tell_waits();
}

static void obey_door(struct side *side) {
  enum relay_word word;
  uint64_t number;
  struct relay_ends ends;
  while (hear_relay(side->door, &word, &number, &ends)) {
    if (word == RELAY_BEGIN) begin(side, number, &ends);
    else if (word == RELAY_WAITS) wait_since(side, number);
    else if (word == RELAY_END) end(side);
  }
}

static void pass_on(void) {
  enum { HOST, DOORS, OUTS = DOORS + 2, INS = OUTS + 2, COUNT = INS + 2 };
  struct pollfd fds[COUNT] = {[HOST] = {.fd = STDOUT_FILENO, .events = (short)(POLLIN | POLLRDHUP | (blocked ? POLLOUT : 0))}};
  for (unsigned i = 0; i < 2; i++) {
    fds[DOORS + i] = (struct pollfd){.fd = sides[i].door, .events = POLLIN};
    fds[OUTS + i] = (struct pollfd){.fd = may_be_read(&sides[i]) ? sides[i].out : -1, .events = POLLIN};
    fds[INS + i] = (struct pollfd){.fd = sides[i].from < sides[i].to ? sides[i].in : -1, .events = POLLOUT};
  }
  struct timespec rest = {.tv_nsec = TELL_AFTER_NS};
  if (ppoll(fds, COUNT, untold_ns ? &rest : NULL, NULL) < 0) return;
  if (fds[HOST].revents & ~POLLOUT) leave(&host, 0); /* it says nothing, so it has gone */
  for (unsigned i = 0; i < 2; i++) {
    if (fds[OUTS + i].revents && sides[i].out >= 0) take_output(&sides[i]);
    if (fds[INS + i].revents) pass_queue(&sides[i], now_ns());
    if (fds[DOORS + i].revents) obey_door(&sides[i]);
  }
  if (fds[HOST].revents || untold_bytes >= TELL_AFTER_BYTES || (untold_ns && now_ns() - untold_ns >= TELL_AFTER_NS)) tell_now();
}

/* Where it may not give them up it has none. */
static void drop_rights(void) {
  pid_t parent = getppid();
  enum { NOBODY = 65534 };
  if (can_change_uid() && (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY))) die("setresuid");
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) die("prctl");
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) || getppid() != parent) _exit(EXIT_BOX_FAILED); /* the change of ids cleared it */
  static struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#define PASS(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
      PASS(read),
      PASS(write),
      PASS(writev),
      PASS(ppoll),
#ifdef __NR_poll
      PASS(poll),
#endif
      PASS(recvmsg),
      PASS(sendmsg),
      PASS(close),
      PASS(ioctl),
      PASS(clock_gettime),
      PASS(restart_syscall),
      PASS(exit_group),
#undef PASS
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
  };
  struct sock_fprog filter = {.len = sizeof code / sizeof *code, .filter = code};
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &filter) && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter))
    die("install the filter of the relay");
}

void relay_boxes(void) {
  static const struct options none = {.isolation = ISOLATION_FULL};
  host = new_box(&none);
  reset_process(SECOND_DOOR_FD);
  sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
  prctl(PR_SET_NAME, "box-relay", 0, 0, 0);
  offer_to_oom_killer(&host);
  close_one(&host.oom_score_fd);
  for (unsigned i = 0; i < 2; i++) {
    sides[i].door = i ? SECOND_DOOR_FD : DOOR_FD;
    sides[i].out = sides[i].in = -1;
  }
  drop_rights();
  begin_frame(&host, (enum frame_type)FRAME_RELAYING, 0, 0);
  flush_output(&host);
  for (;;) pass_on();
}
