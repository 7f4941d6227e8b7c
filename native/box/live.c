/*
 * A run that is talked to. Bytes go between the host's frames and three pipes, by the watchdog while it would
 * sleep. Nothing here waits for either side: what the program does not read yet is bounded by the window (the
 * host may be that far ahead of what was passed on), and the program's output is read only while the host
 * takes what was read before. Of a run that is joined to another only stderr is passed on here: the relay
 * has the two other pipes.
 */
#define _GNU_SOURCE
#include "live.h"

#include "die.h"
#include "frames.h"
#include "notify.h"
#include "relay.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define WINDOW 65536u /* PROTOCOL.md */
#define CREDIT_AFTER (WINDOW / 4)
#define LONGEST_PART 16384u
#define LONGEST_SLEEP_NS 100000000u
#define LAST_SIGNAL 64u
#define WAITING_LOOKS 3 /* that long apart: then it waits, and is not between two reads */
#define WAITING_LOOK_NS 80000000u

static struct {
  uint32_t request_id;
  int in, out, err; /* our ends; -1: closed */
  uint8_t pending[WINDOW];
  size_t pending_from, pending_to;
  bool host_ended;  /* no more frames of the host will come */
  bool input_ends;  /* after what is pending */
  uint64_t taken, credited;
  uint64_t out_bytes, err_bytes, limit;
  bool over_limit;
  bool joined;      /* the relay has been told of it, and not of its end */
  struct {
    unsigned looks;
    bool told;
    ino_t input; /* of the pipe that is its stdin */
    uint64_t looked_ns, cpu_ns;
    uint64_t seen_ns[WAITING_LOOKS]; /* when the last of the looks were */
  } waiting;
} live = {.in = -1, .out = -1, .err = -1};

static void close_one(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

/* A run is of another user, and may open its end once more, as /dev/stdin. Nobody but the box sees it besides. */
static void make_pipe(int *ours, int *theirs, bool we_write) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC)) die("pipe");
  *ours = ends[we_write], *theirs = ends[!we_write];
  if (fcntl(*ours, F_SETFL, O_NONBLOCK) || fchmod(*theirs, 0666)) die("pipe");
}

static ino_t inode_of(int fd) {
  struct stat found;
  if (fstat(fd, &found)) die("look at a pipe");
  return found.st_ino;
}

/* What the relay said to a run before this one is of no account. */
static void join(const struct box *box) {
  enum relay_word word;
  uint64_t number;
  struct relay_ends ends;
  while (hear_relay(box->door_fd, &word, &number, &ends)) {
  }
  live.joined = tell_relay(box->door_fd, RELAY_BEGIN, live.limit, &(struct relay_ends){live.out, live.in});
  if (!live.joined) die("tell the relay");
  close_one(&live.out);
  close_one(&live.in);
}

void live_open(const struct box *box, uint32_t request_id, struct streams *streams, const struct program *program) {
  live.request_id = request_id;
  live.pending_from = live.pending_to = 0;
  live.host_ended = live.input_ends = live.over_limit = live.waiting.told = false;
  live.taken = live.credited = live.out_bytes = live.err_bytes = live.waiting.looked_ns = 0;
  live.waiting.looks = 0;
  live.limit = program->output_limit;
  make_pipe(&live.in, &streams->in, true);
  live.waiting.input = inode_of(live.in);
  make_pipe(&live.out, &streams->out, false);
  make_pipe(&live.err, &streams->err, false);
  if (program->joined) join(box);
}

void live_started(struct streams *streams) {
  close_one(&streams->in);
  close_one(&streams->out);
  close_one(&streams->err);
}

/* To the program. One that has closed its input gets nothing more; the host goes on as if it had. */
static void pass_input(void) {
  while (live.in >= 0 && live.pending_from < live.pending_to) {
    ssize_t some = write(live.in, live.pending + live.pending_from, live.pending_to - live.pending_from);
    if (some < 0 && errno == EINTR) continue;
    if (some < 0 && errno == EAGAIN) return;
    if (some < 0) close_one(&live.in);
    else live.pending_from += (size_t)some, live.taken += (uint64_t)some;
  }
  if (live.in < 0) live.taken += live.pending_to - live.pending_from, live.pending_from = live.pending_to;
  if (live.pending_from == live.pending_to) live.pending_from = live.pending_to = 0;
  if (live.input_ends && !live.pending_to) close_one(&live.in);
}

static void give_credit(struct box *box) {
  if (live.taken - live.credited < CREDIT_AFTER) return;
  begin_frame(box, FRAME_CREDIT, live.request_id, 4);
  give_u32(box, (uint32_t)(live.taken - live.credited));
  live.credited = live.taken;
}

static void take_input(struct box *box) {
  uint8_t flags = take_u8(box);
  size_t count = frame_bytes_left();
  if (live.input_ends && count) die_of_host("malformed INPUT: after its end");
  if (live.pending_from) {
    memmove(live.pending, live.pending + live.pending_from, live.pending_to - live.pending_from);
    live.pending_to -= live.pending_from, live.pending_from = 0;
  }
  if (count > WINDOW - live.pending_to) die_of_host("malformed INPUT: more than the window");
  take_bytes(box, live.pending + live.pending_to, count);
  live.pending_to += count;
  live.input_ends = live.input_ends || flags & 1;
  live.waiting.looks = 0, live.waiting.told = false;
}

static void take_signal(struct box *box, const struct child *child) {
  uint32_t number = take_u32(box);
  if (!number || number > LAST_SIGNAL) die_of_host("malformed SIGNAL: %u", number);
  kill_with_cookie(box, -child->pid, (int)number); /* it leads its session */
}

static void take_frame(struct box *box, const struct child *child) {
  struct frame_head head;
  if (!next_frame(box, &head)) {
    live.host_ended = live.input_ends = true;
    return;
  }
  if (head.type == FRAME_INPUT && head.request_id == live.request_id) take_input(box);
  else if (head.type == FRAME_SIGNAL && head.request_id == live.request_id) take_signal(box, child);
  else if (head.type == FRAME_INPUT || head.type == FRAME_SIGNAL) skip_frame(box); /* of one that has ended */
  else die_of_host("malformed frame: type 0x%02x during a STREAM", head.type);
  end_frame();
}

/* False: there is nothing at the moment. */
static bool pass_output(struct box *box, int *fd, uint8_t stream, uint64_t *total) {
  uint8_t part[LONGEST_PART];
  ssize_t some = read(*fd, part, sizeof part);
  if (some < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (some <= 0) {
    close_one(fd);
    return false;
  }
  uint64_t room = *total < live.limit ? live.limit - *total : 0, count = (uint64_t)some < room ? (uint64_t)some : room;
  *total += (uint64_t)some;
  live.over_limit = live.over_limit || *total > live.limit;
  live.waiting.looks = 0, live.waiting.told = false;
  if (!count) return true;
  begin_frame(box, FRAME_OUTPUT, live.request_id, 1 + count);
  give_u8(box, stream);
  give_bytes(box, part, count);
  return true;
}

/* @returns whether it was that all was passed on */
static bool hear_door(const struct box *box) {
  enum relay_word word;
  uint64_t number;
  struct relay_ends ends;
  if (!hear_relay(box->door_fd, &word, &number, &ends)) return false;
  live.over_limit = live.over_limit || word == RELAY_OVER;
  if (word == RELAY_PASSED) live.out_bytes = number;
  return word == RELAY_PASSED;
}

/* The host ends us when the relay has gone. */
static void part(struct box *box) {
  if (!live.joined) return;
  live.joined = false;
  struct pollfd fds[] = {{.fd = box->door_fd, .events = POLLIN}, {.fd = STDOUT_FILENO, .events = POLLRDHUP}, {.fd = box->lifeline_fd}};
  if (!tell_relay(box->door_fd, RELAY_END, 0, NULL)) die("tell the relay");
  while (!hear_door(box))
    if (poll(fds, 3, -1) > 0 && (fds[1].revents || fds[2].revents)) leave(box, 0);
}

/* One look at everything that may be passed on. True when the run has ended. */
static bool pass_on(struct box *box, const struct program *program, const struct streams *streams, const struct child *child, const struct timespec *timeout,
                    struct observed *observed) {
  enum { END, HOST, LIFELINE, FRAMES, IN, OUT, ERR, QUESTIONS, DOOR, COUNT };
  bool blocked = output_waits(), buffered = input_is_buffered();
  struct pollfd fds[COUNT] = {
      [END] = {.fd = child->pidfd, .events = POLLIN},
      [HOST] = {.fd = STDOUT_FILENO, .events = (short)(POLLRDHUP | (blocked ? POLLOUT : 0))},
      [LIFELINE] = {.fd = box->lifeline_fd},
      [FRAMES] = {.fd = live.host_ended || live.pending_to > WINDOW / 2 ? -1 : STDIN_FILENO, .events = POLLIN},
      [IN] = {.fd = live.in, .events = (short)(live.pending_to ? POLLOUT : 0)},
      [OUT] = {.fd = blocked ? -1 : live.out, .events = POLLIN},
      [ERR] = {.fd = blocked ? -1 : live.err, .events = POLLIN},
      [QUESTIONS] = {.fd = box->notify_fd, .events = POLLIN},
      [DOOR] = {.fd = live.joined ? box->door_fd : -1, .events = POLLIN},
  };
  static const struct timespec now = {0};
  bool can_take = fds[FRAMES].fd >= 0;
  if (ppoll(fds, COUNT, buffered && can_take ? &now : timeout, NULL) < 0) return false;
  if (fds[HOST].revents & (POLLERR | POLLHUP | POLLRDHUP) || fds[LIFELINE].revents) leave(box, 0);
  if (fds[QUESTIONS].revents & POLLIN) answer_notification(box, program, streams, observed);
  if (can_take && (buffered || fds[FRAMES].revents)) take_frame(box, child);
  if (fds[DOOR].revents) hear_door(box);
  if (fds[IN].revents & POLLERR) close_one(&live.in); /* no process can read it any more */
  pass_input();
  give_credit(box);
  if (fds[OUT].revents) pass_output(box, &live.out, 1, &live.out_bytes);
  if (fds[ERR].revents) pass_output(box, &live.err, 2, &live.err_bytes);
  flush_output_without_waiting(box);
  return fds[END].revents != 0;
}

bool live_sleep(struct box *box, const struct program *program, const struct streams *streams, const struct child *child, uint64_t sleep_ns,
                struct observed *observed) {
  uint64_t until = now_ns() + (sleep_ns < LONGEST_SLEEP_NS ? sleep_ns : LONGEST_SLEEP_NS);
  for (uint64_t now; (now = now_ns()) < until && !live.over_limit;) {
    struct timespec timeout = {(time_t)((until - now) / 1000000000u), (long)((until - now) % 1000000000u)};
    if (pass_on(box, program, streams, child, &timeout, observed)) return true;
  }
  return false;
}

bool live_over_limit(void) { return live.over_limit; }

static bool is_empty(int fd) {
  int count = 0;
  return fd >= 0 && !ioctl(fd, FIONREAD, &count) && !count;
}

/* Sent once; again only after something went in or out. */
void live_look(struct box *box, const struct child *child, uint64_t cpu_ns) {
  uint64_t now = now_ns();
  if (live.waiting.told || now - live.waiting.looked_ns < WAITING_LOOK_NS) return;
  bool nothing_comes = live.joined || (is_empty(live.in) && is_empty(live.out));
  bool idle = !live.pending_to && !live.input_ends && nothing_comes && cpu_ns - live.waiting.cpu_ns < 1000000u;
  live.waiting.looked_ns = now, live.waiting.cpu_ns = cpu_ns;
  live.waiting.looks = idle && waits_for_input(box, child->pid, live.waiting.input) ? live.waiting.looks + 1 : 0;
  live.waiting.seen_ns[live.waiting.looks % WAITING_LOOKS] = now;
  if (live.waiting.looks < WAITING_LOOKS || output_waits()) return;
  if (live.joined) {
    /* The first of these looks; the relay knows what came since. */
    tell_relay(box->door_fd, RELAY_WAITS, live.waiting.seen_ns[(live.waiting.looks + 1) % WAITING_LOOKS], NULL);
    return;
  }
  live.waiting.told = true;
  begin_frame(box, FRAME_WAITING, live.request_id, 8);
  give_u64(box, live.taken);
  flush_output_without_waiting(box);
}

void live_finish(struct box *box, struct observed *observed) {
  while (live.out >= 0 && pass_output(box, &live.out, 1, &live.out_bytes)) {
  }
  while (live.err >= 0 && pass_output(box, &live.err, 2, &live.err_bytes)) {
  }
  part(box);
  observed->stdout_bytes = live.out_bytes;
  observed->stderr_bytes = live.err_bytes;
}

void live_close(struct box *box) {
  part(box);
  close_one(&live.in);
  close_one(&live.out);
  close_one(&live.err);
}
