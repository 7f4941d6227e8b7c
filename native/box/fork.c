/*
 * `box fork PATH`: a small process that starts boxes for the worker beside it. Starting a process copies the
 * page tables of its parent: from a worker of some hundred megabytes that takes longer than most programs
 * run, and nothing else happens there meanwhile.
 *
 * Theory of operation. The worker connects to a unix socket in a folder that only its user can enter, and
 * says what the box is to be like. The box is started with the connection as its stdin and stdout, so it
 * talks to the worker directly. Its cgroups are made before it and removed after it. What it says on stderr
 * goes to a file in memory, and is sent with how it ended. Each box has a door, whose other end we keep: a
 * relay that the worker has started for two boxes gets those of both. When the worker dies, our stdin ends, and so do
 * we; when we die, however, the kernel kills our boxes.
 */
#define _GNU_SOURCE
#include "box.h"
#include "die.h"
#include "relay.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_OPTIONS_BYTES 65536
#define MAX_OPTIONS 256
#define MAX_WAITING 16
#define MAX_BOXES 1024
#define MAX_SAID 4096
/* How long the kernel may take to let go of a cgroup whose last process has ended. */
#define REMOVE_TRIES 40
#define REMOVE_PAUSE_MS 5

enum { FRAME_LISTENING = 0x90, FRAME_ENDED = 0x91, FRAME_GONE = 0x92 };

/* A connection that has not said all yet: `u32 number, u32 length`, then options with a NUL behind each. */
struct waiting {
  int fd; /* -1: none */
  uint32_t have;
  struct {
    uint32_t number, length;
    char options[MAX_OPTIONS_BYTES + 1];
  } said;
};

struct started {
  uint32_t number; /* the worker's name for it; 0: none */
  pid_t pid;       /* 0: it has ended, and its cgroups are not yet gone */
  int said_fd;
  int door; /* our end of it; -1: none */
  char *cgroups[MAX_CGROUPS];
  unsigned cgroup_count, tries;
};

static struct waiting waiting[MAX_WAITING];
static struct started boxes[MAX_BOXES];
static const char *self_path;
static pid_t self, worker;

/* As the frames of boxes: PROTOCOL.md. A worker that is gone is noticed by our stdin. */
static void tell(uint8_t type, uint32_t number, int32_t code, int32_t number_of_signal, const char *text, uint32_t size) {
  struct __attribute__((packed)) { uint32_t length; uint8_t type; uint32_t number; int32_t code, signal; } head = {sizeof head - sizeof head.length + size, type, number, code, number_of_signal};
  struct iovec parts[2] = {{&head, sizeof head}, {(void *)(uintptr_t)text, size}};
  ssize_t ignored = writev(STDOUT_FILENO, parts, 2);
  (void)ignored;
}

static void remove_cgroups(struct started *box) {
  for (unsigned i = 0; i < box->cgroup_count; i++) rmdir(box->cgroups[i]);
}

/* Takes the options for cgroups out again when they cannot be made: that costs the box nothing but its
 * backstop. */
static void make_cgroups(struct started *box, char **options) {
  box->cgroup_count = 0;
  char **kept = options, **next = options;
  bool made = true;
  for (char **at = options; *at; at++) {
    if (strcmp(*at, "--cgroup") || !at[1] || box->cgroup_count == MAX_CGROUPS) continue;
    char *path = box->cgroups[box->cgroup_count++] = strdup(at[1]);
    if (!path) die("strdup");
    rmdir(path); /* one that a box has left has its counters, too */
    made = made && !mkdir(path, 0777);
  }
  if (made) return;
  remove_cgroups(box);
  while (*next) {
    if (!strcmp(*next, "--cgroup") && next[1]) next += 2;
    else *kept++ = *next++;
  }
  *kept = NULL;
}

static void forget(struct started *box) {
  for (unsigned i = 0; i < box->cgroup_count; i++) free(box->cgroups[i]);
  if (box->said_fd >= 0) close(box->said_fd);
  if (box->door >= 0) close(box->door);
  *box = (struct started){.said_fd = -1, .door = -1};
}

/* Copies beyond those that are theirs first: a place of one may be that of another. Not for long: we are in
 * the child. */
static bool place_doors(const int *doors, int count) {
  enum { BEYOND = 64 };
  int copies[2];
  for (int i = 0; i < count; i++)
    if ((copies[i] = fcntl(doors[i], F_DUPFD, BEYOND)) < 0) return false;
  for (int i = 0; i < count; i++)
    if (dup2(copies[i], DOOR_FD + i) < 0) return false;
  return true;
}

/* What one process of ours is to begin with. */
static pid_t start_process(int connection, int said_fd, const int *doors, int door_count, char **options) {
  static char *const no_environment[] = {NULL};
  pid_t pid = vfork();
  if (pid) return pid;
  /* A session of its own, and an end with us: `serve` resets all the rest. */
  bool ready = setsid() >= 0 && !prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) && getppid() == self && dup2(connection, 0) >= 0 && dup2(connection, 1) >= 0;
  if (ready && said_fd >= 0) ready = dup2(said_fd, 2) >= 0;
  if (ready && place_doors(doors, door_count)) execve(self_path, options, no_environment);
  _exit(EXIT_BOX_FAILED);
}

static const struct started *box_with_door(const char *number) {
  unsigned long wanted = strtoul(number, NULL, 10);
  for (const struct started *box = boxes; box < boxes + MAX_BOXES; box++)
    if (box->number == wanted && box->pid > 0 && box->door >= 0) return box;
  return NULL;
}

/* `--relay NUMBER NUMBER`: between these two boxes; both have to live. */
static pid_t start_relay(int connection, int said_fd, char **options) {
  const struct started *one = options[3] && options[4] ? box_with_door(options[3]) : NULL, *other = one ? box_with_door(options[4]) : NULL;
  if (!other || one == other) {
    errno = ESRCH;
    return -1;
  }
  static char *relay[] = {"box", "relay", NULL};
  return start_process(connection, said_fd, (const int[]){one->door, other->door}, 2, relay);
}

static pid_t start_with_door(int connection, struct started *box, char **options) {
  int doors[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, doors)) return -1;
  pid_t pid = start_process(connection, box->said_fd, doors + 1, 1, options);
  close(doors[1]);
  box->door = doors[0];
  return pid;
}

static void start_box(int connection, uint32_t number, char **options) {
  struct started *box = boxes;
  while (box < boxes + MAX_BOXES && box->number) box++;
  if (box == boxes + MAX_BOXES) {
    static const char full[] = "box: too many at the same time";
    tell(FRAME_ENDED, number, EXIT_BOX_FAILED, 0, full, sizeof full - 1);
    tell(FRAME_GONE, number, 0, 0, NULL, 0);
    return;
  }
  *box = (struct started){.number = number, .said_fd = memfd_create("said", MFD_CLOEXEC), .door = -1};
  make_cgroups(box, options);
  bool relays = options[2] && !strcmp(options[2], "--relay");
  box->pid = relays ? start_relay(connection, box->said_fd, options) : start_with_door(connection, box, options);
  if (box->pid > 0) return;
  char text[128];
  int length = snprintf(text, sizeof text, "box: fork: %s", strerror(errno));
  tell(FRAME_ENDED, number, EXIT_BOX_FAILED, 0, text, (uint32_t)length);
  remove_cgroups(box);
  tell(FRAME_GONE, number, 0, 0, NULL, 0);
  forget(box);
}

/* A worker that says nonsense is not ours to put right: its box ends at once. */
static void start_for(struct waiting *one) {
  static char *options[MAX_OPTIONS + 4];
  unsigned count = 0;
  options[count++] = (char *)(uintptr_t)"box";
  options[count++] = (char *)(uintptr_t)"serve";
  char *text = one->said.options;
  text[one->said.length] = 0;
  for (uint32_t at = 0; at < one->said.length && count < MAX_OPTIONS + 2; at += (uint32_t)strlen(text + at) + 1) options[count++] = text + at;
  options[count++] = (char *)(uintptr_t)"--door"; /* last: a relay's come first */
  options[count] = NULL;
  start_box(one->fd, one->said.number, options);
}

static void stop_waiting(struct waiting *one) {
  close(one->fd);
  one->fd = -1;
}

static void read_from(struct waiting *one) {
  for (;;) {
    uint32_t head = offsetof(struct waiting, said.options) - offsetof(struct waiting, said);
    uint32_t wanted = one->have < head ? head : head + one->said.length;
    if (one->have >= head && one->said.length > MAX_OPTIONS_BYTES) return stop_waiting(one);
    if (one->have == wanted) {
      start_for(one);
      return stop_waiting(one);
    }
    ssize_t some = recv(one->fd, (char *)&one->said + one->have, wanted - one->have, MSG_DONTWAIT);
    if (some < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (some <= 0) return stop_waiting(one);
    one->have += (uint32_t)some;
  }
}

/* Only the worker that started us may have boxes made. */
static bool is_worker(int connection) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  return !getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) && peer.pid == worker;
}

static void accept_all(int listener) {
  for (unsigned i = 0; i < MAX_WAITING; i++) {
    if (waiting[i].fd >= 0) {
      read_from(&waiting[i]);
      continue;
    }
    int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (connection < 0) {
      if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) usleep(1000);
      continue;
    }
    if (!is_worker(connection)) {
      close(connection);
      continue;
    }
    waiting[i].fd = connection;
    waiting[i].have = 0;
    read_from(&waiting[i]);
  }
}

static void tell_end(struct started *box, int status) {
  static char said[MAX_SAID];
  struct stat file;
  ssize_t size = 0;
  if (box->said_fd >= 0 && !fstat(box->said_fd, &file)) size = pread(box->said_fd, said, sizeof said, file.st_size > MAX_SAID ? file.st_size - MAX_SAID : 0);
  tell(FRAME_ENDED, box->number, WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0, said, size > 0 ? (uint32_t)size : 0);
}

static void reap(void) {
  int status;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
    for (struct started *box = boxes; box < boxes + MAX_BOXES; box++)
      if (box->number && box->pid == pid) {
        box->pid = 0;
        tell_end(box, status);
      }
}

/* True: some cgroups are left, look again soon. */
static bool tidy(void) {
  bool more = false;
  for (struct started *box = boxes; box < boxes + MAX_BOXES; box++) {
    if (!box->number || box->pid) continue;
    bool busy = false;
    for (unsigned i = 0; i < box->cgroup_count; i++) busy = (rmdir(box->cgroups[i]) && errno == EBUSY) || busy;
    if (busy && ++box->tries < REMOVE_TRIES) {
      more = true;
      continue;
    }
    tell(FRAME_GONE, box->number, 0, 0, NULL, 0);
    forget(box);
  }
  return more;
}

/* Each `u32` on our stdin is a box to kill. The pid of an unreaped child is not used again. */
static void obey(const char *path) {
  static uint32_t numbers[64];
  static size_t have;
  ssize_t some = read(STDIN_FILENO, (char *)numbers + have, sizeof numbers - have);
  if (some < 0) return;
  if (some == 0) {
    unlink(path);
    char *slash = strrchr(path, '/');
    if (slash) *slash = 0;
    rmdir(path);
    _exit(0);
  }
  have += (size_t)some;
  size_t whole = have / sizeof *numbers;
  for (size_t i = 0; i < whole; i++)
    for (struct started *box = boxes; box < boxes + MAX_BOXES; box++)
      if (box->number == numbers[i] && box->pid > 0) kill(box->pid, SIGKILL);
  have -= whole * sizeof *numbers;
  memmove(numbers, numbers + whole, have);
}

static void note_child(int number) { (void)number; }

void fork_boxes(const char *path, const char *program) {
  reset_process(STDERR_FILENO);
  prctl(PR_SET_NAME, "box-forker", 0, 0, 0);
  self_path = program;
  self = getpid();
  worker = getppid();
  for (unsigned i = 0; i < MAX_WAITING; i++) waiting[i].fd = -1;
  int listener = bind_socket(path);
  if (fcntl(listener, F_SETFL, O_NONBLOCK)) die("fcntl");
  /* Ctrl-C and the like are the worker's affair, which ends its boxes in order. */
  for (const int *number = (const int[]){SIGINT, SIGTERM, SIGHUP, SIGPIPE, 0}; *number; number++) sigaction(*number, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
  sigset_t blocked, open;
  sigemptyset(&open);
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGCHLD);
  sigaction(SIGCHLD, &(struct sigaction){.sa_handler = note_child}, NULL);
  sigprocmask(SIG_BLOCK, &blocked, NULL); /* but not while we wait */
  tell(FRAME_LISTENING, 0, 0, 0, NULL, 0);
  for (bool untidy = false;;) {
    struct pollfd fds[2 + MAX_WAITING] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = listener, .events = POLLIN}};
    for (unsigned i = 0; i < MAX_WAITING; i++) fds[2 + i] = (struct pollfd){.fd = waiting[i].fd, .events = POLLIN};
    struct timespec pause = {.tv_nsec = REMOVE_PAUSE_MS * 1000000};
    int ready = ppoll(fds, 2 + MAX_WAITING, untidy ? &pause : NULL, &open);
    if (ready > 0) accept_all(listener); /* first: what is to be killed may have come with it */
    if (ready > 0 && fds[0].revents) obey(path);
    reap();
    untidy = tidy();
  }
}
