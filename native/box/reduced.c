/*
 * Reduced isolation, for places that forbid namespaces. Again two processes: the inner one serves; the outer
 * one waits and, should the inner one be killed, removes what it left. The inner one holds the reading end of
 * a pipe whose other end only the outer one has: when that hangs up, the outer one is dead, and the inner one
 * ends all by itself.
 *
 * As root, runs have a uid of their own (one per slot, so that boxes cannot touch one another). As an
 * ordinary user they have the uid of the worker itself: then Landlock and the seccomp filter are all that
 * stands between them and it.
 */
#define _GNU_SOURCE
#include "reduced.h"

#include "die.h"
#include "run.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NAME_SIZE 512
#define LONGEST_SLOT_WAIT_NS 3000000000u
#define LONGEST_EXIT_WAIT_NS 2000000000u
static char top[NAME_SIZE], files_path[NAME_SIZE + 8], work_path[NAME_SIZE + 8], tmp_path[NAME_SIZE + 8], trash_path[NAME_SIZE + 8];

static void ignore_signal(int number) { (void)number; }

/*
 * Two live boxes must never share a uid. An abstract socket is a lock that cannot be left behind; but a box
 * that was just killed needs a moment to clean up, so a taken one is tried again for a while.
 */
static void lock_slot(const struct box *box) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int length = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "cpast-box-uid-%u", (unsigned)box->run_uid);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
  if (fd < 0) die("socket");
  for (uint64_t started = now_ns(); bind(fd, (struct sockaddr *)&address, size); nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL))
    if (errno != EADDRINUSE || now_ns() - started > LONGEST_SLOT_WAIT_NS) die("slot %u is in use by another box", box->options.slot);
}

static const char *choose_scratch(const struct box *box) {
  static const char *const candidates[] = {"/dev/shm", "/tmp", "/var/tmp"};
  if (box->options.scratch) return box->options.scratch;
  for (unsigned i = 0; i < sizeof candidates / sizeof *candidates; i++) {
    struct statvfs status; /* compiled programs are executed from there */
    if (!access(candidates[i], W_OK | X_OK) && !statvfs(candidates[i], &status) && !(status.f_flag & (ST_NOEXEC | ST_RDONLY))) return candidates[i];
  }
  errno = 0;
  die("no directory to work in: give --scratch a writable one that is not mounted noexec");
}

static void remove_directories(void) {
  const char *const paths[] = {files_path, work_path, tmp_path, trash_path, top};
  for (unsigned i = 0; i < sizeof paths / sizeof *paths; i++)
    if (*paths[i]) rmdir(paths[i]);
}

/* Before there is an outer process that would clean up. */
static void give_up_directories(const char *what, const char *path) {
  int error = errno;
  remove_directories();
  errno = error;
  die_in(LAYER_LANDLOCK, "%s %s", what, path);
}

static int make_directory(char *path, const char *name, mode_t mode, const struct box *box, bool for_run) {
  snprintf(path, NAME_SIZE + 8, "%s/%s", top, name);
  if (mkdir(path, mode) || chmod(path, mode)) give_up_directories("mkdir", path);
  if (for_run && box->separate_uid && chown(path, box->run_uid, box->run_gid)) give_up_directories("chown", path);
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) give_up_directories("open", path);
  return fd;
}

static void make_directories(struct box *box) {
  char resolved[PATH_MAX];
  const char *scratch = choose_scratch(box);
  if (!realpath(scratch, resolved)) die("--scratch %s", scratch);
  if (snprintf(top, sizeof top, "%.480s/cpast-box-XXXXXX", resolved) > 500 || !mkdtemp(top)) die("mkdtemp in %s", scratch);
  if (box->separate_uid && chmod(top, 0711)) give_up_directories("chmod", top);
  box->files_fd = make_directory(files_path, "box", 0755, box, false);
  box->work_fd = make_directory(work_path, "work", 0700, box, true);
  box->tmp_fd = make_directory(tmp_path, "tmp", 0700, box, true);
  box->trash_fd = make_directory(trash_path, "trash", 0700, box, false);
  box->files_dir = files_path;
  box->work_dir = work_path;
  box->tmp_dir = tmp_path;
}

struct killer {
  struct box *box;
};

static int killer_main(void *argument) {
  struct box *box = ((struct killer *)argument)->box;
  if (syscall(SYS_setgroups, 0, NULL) || syscall(SYS_setresgid, box->run_gid, box->run_gid, box->run_gid) ||
      syscall(SYS_setresuid, box->run_uid, box->run_uid, box->run_uid))
    _exit(1);
  syscall(SYS_kill, -1, SIGKILL); /* every process of this uid but the caller */
  _exit(0);
}

/* The helper has the uid of those it kills, so they may stop it before it acts: it is given a moment, not for
 * ever. */
void kill_by_uid(struct box *box) {
  struct killer killer = {box};
  pid_t pid = clone_with_cookie(box, killer_main, &killer, SIGCHLD, NULL);
  if (pid < 0) return; /* no room for a process now; the caller tries again */
  for (int patience = 0; wait4(pid, NULL, WNOHANG, NULL) == 0; patience++) {
    if (patience == 500) kill(pid, SIGKILL);
    nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
  }
}

void kill_leftovers_reduced(struct box *box) {
  if (box->separate_uid) kill_by_uid(box);
  else kill_descendants(box);
}

void finish_reduced(struct box *box) {
  uint64_t started = now_ns();
  for (;;) { /* never gives up: a fork bomb that is left behind is worse than a process that waits */
    pid_t pid = wait4(-1, NULL, WNOHANG | __WALL, NULL);
    if (pid > 0) continue;
    if (pid < 0 && errno == ECHILD) break;
    if (now_ns() - started > LONGEST_EXIT_WAIT_NS) /* the host shall not wait for what does not end */
      for (int fd = 0; fd <= 2; fd++) close(fd);
    kill_leftovers_reduced(box);
    nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
  }
  clean_work(box);
  empty_files(box);
  remove_directories();
}

/* The outer process. Whatever ended the inner one, nothing of the box stays. */
static void wait_and_finish(struct box *box, pid_t pid) {
  int status;
  close(STDIN_FILENO);
  close(STDOUT_FILENO);
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) die("waitpid");
  finish_reduced(box);
  if (WIFEXITED(status)) _exit(WEXITSTATUS(status));
  fprintf(stderr, "box: the serving process died of signal %d\n", WTERMSIG(status));
  _exit(EXIT_BOX_FAILED);
}

/*
 * A file that is deleted but still open or mapped is in no directory. There is no telling whose it is, so
 * this is only an emergency brake: when the file system behind the scratch directory is nearly full, and was
 * not when the box began.
 */
static bool file_system_is_full(const struct box *box) {
  static bool was_roomy, known;
  struct statfs now;
  if (file_system_space(box, box->work_fd, &now) || !now.f_blocks) return false;
  if (!known) was_roomy = now.f_bavail > now.f_blocks / 8;
  known = true;
  return was_roomy && now.f_bavail < now.f_blocks / 16;
}

static void describe_layers(const struct box *box) {
  static const enum layer unused[] = {LAYER_USER_NAMESPACE, LAYER_MOUNTS, LAYER_PROC};
  for (unsigned i = 0; i < 3; i++) layer_missing(unused[i], "not part of reduced isolation");
  layer_ok(LAYER_NETWORK, "no sockets (seccomp); runs are %s uid %u", box->separate_uid ? "their own" : "the worker's own", (unsigned)box->run_uid);
}

void enter_reduced(struct box *box) {
  box->separate_uid = can_clean_up_after_uid();
  box->deny_chmod = !box->separate_uid;
  errno = EPERM; /* runs must not be root, not even one without capabilities: too much belongs to root */
  if (!box->separate_uid && geteuid() == 0) die_in(LAYER_NO_NEW_PRIVS, "give runs a uid of their own");
  box->run_uid = box->separate_uid ? box->options.uid_base + RUN_UID + box->options.slot : geteuid();
  box->run_gid = box->separate_uid ? box->run_uid : getegid();
  box->proc_fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (box->proc_fd < 0) die_in(LAYER_PROC, "open /proc");
  if (landlock_version() < 1) die_in(LAYER_LANDLOCK, "Landlock is not available");
  if (box->separate_uid) {
    lock_slot(box);
    kill_by_uid(box); /* what a box that crashed may have left */
  } else {
    box->process_count_base = tasks_of_this_user(box) + 64; /* RLIMIT_NPROC counts all of the user's; he may start more */
  }
  make_directories(box);
  file_system_is_full(box); /* remembers how it was */
  int lifeline[2];
  if (pipe2(lifeline, O_CLOEXEC)) die("pipe");
  /* Before the fork, too: no process may be orphaned to a parent that does not wait for strangers. */
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  pid_t pid = fork();
  if (pid < 0) die("fork");
  if (pid > 0) {
    close(lifeline[0]);
    wait_and_finish(box, pid);
  }
  close(lifeline[1]);
  box->lifeline_fd = lifeline[0];
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)) die("PR_SET_CHILD_SUBREAPER");
  sigaction(SIGPIPE, &(struct sigaction){.sa_handler = ignore_signal}, NULL); /* a handler is not inherited by exec; SIG_IGN is */
  prepare_landlock(box);
  if (chdir(box->work_dir)) die("chdir %s", box->work_dir);
  describe_layers(box);
}

struct tally {
  uint64_t blocks, entries, most_blocks, most_entries;
};

/* The tree may change while we look: nothing is followed, and every number is bounded. True: over. */
static bool tally_tree(struct tally *tally, int fd, unsigned depth) {
  DIR *directory = fdopendir(fd);
  bool over = false;
  if (!directory) {
    close(fd);
    return false;
  }
  for (struct dirent *entry; !over && (entry = readdir(directory));) {
    struct stat status;
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") || fstatat(fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW)) continue;
    tally->blocks += (uint64_t)status.st_blocks;
    tally->entries++;
    over = tally->blocks > tally->most_blocks || tally->entries > tally->most_entries;
    if (over || !S_ISDIR(status.st_mode)) continue;
    int below = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (below >= 0) over = depth == 64 ? (close(below), true) : tally_tree(tally, below, depth + 1);
  }
  closedir(directory);
  return over;
}

bool over_disk_quota(const struct box *box) {
  if (file_system_is_full(box)) return true;
  struct tally tally = {.most_blocks = box->options.work_bytes / 512, .most_entries = box->options.work_inodes};
  const int roots[] = {box->work_fd, box->tmp_fd};
  for (unsigned i = 0; i < 2; i++) {
    int fd = openat(roots[i], ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0 && tally_tree(&tally, fd, 0)) return true;
  }
  return false;
}
