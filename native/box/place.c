/*
 * The program's files in /work. Copies are made before each run, because a run may change them. A compiled
 * program is only linked: its link is made once for many runs, and nothing but a look at it is spent on each.
 */
#define _GNU_SOURCE
#include "place.h"

#include "die.h"
#include "files.h"
#include "run.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define DEEPEST 32

/* Runs own their files where they have a uid of their own. The cookie: in reduced isolation they may not
 * change owners themselves. */
static bool give_to_run(const struct box *box, int fd) {
  if (!box->separate_uid) return true;
  return !syscall(SYS_fchown, (unsigned long)fd, (unsigned long)box->run_uid, (unsigned long)box->run_gid, 0ul, 0ul, box->cookie);
}

/* When copies were last written, as they say: by that they are known from what a run wrote. A second ago, for
 * clocks of files are coarse. */
static struct timespec copied_at;

static bool stamp(const struct box *box, int fd) {
  struct timespec times[2] = {copied_at, copied_at};
  return !syscall(SYS_utimensat, (unsigned long)fd, NULL, times, 0ul, 0ul, box->cookie);
}

static bool copy_bytes(int from, int to) {
  static char buffer[65536];
  for (;;) {
    ssize_t some = read(from, buffer, sizeof buffer);
    if (some < 0 && errno == EINTR) continue;
    if (some <= 0) return some == 0;
    for (ssize_t written = 0; written < some;) {
      ssize_t now = write(to, buffer + written, (size_t)(some - written));
      if (now < 0 && errno != EINTR) return false;
      if (now > 0) written += now;
    }
  }
}

static bool copy_file(const struct box *box, int from, int to, const char *name, mode_t mode) {
  int source = openat(from, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (source < 0) return false;
  unlinkat(to, name, 0);
  int copy = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode & 0111 ? 0755 : 0644);
  bool done = copy >= 0 && copy_bytes(source, copy) && stamp(box, copy) && give_to_run(box, copy);
  int error = errno;
  if (copy >= 0) close(copy);
  close(source);
  errno = error;
  return done;
}

static bool copy_tree(const struct box *box, int from, int to, unsigned depth);

static bool copy_folder(const struct box *box, int from, int to, const char *name, unsigned depth) {
  if (depth == DEEPEST || (mkdirat(to, name, 0755) && errno != EEXIST)) return false;
  int source = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  int copy = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  bool done = source >= 0 && copy >= 0 && give_to_run(box, copy) && copy_tree(box, source, copy, depth + 1);
  int error = errno;
  if (copy >= 0) close(copy);
  if (source >= 0) close(source);
  errno = error;
  return done;
}

static bool copy_tree(const struct box *box, int from, int to, unsigned depth) {
  int listed = openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *directory = listed < 0 ? NULL : fdopendir(listed);
  if (!directory) return false;
  bool done = true;
  for (struct dirent *entry; done && (entry = readdir(directory));) {
    struct stat status;
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    done = !fstatat(from, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) &&
           (S_ISDIR(status.st_mode) ? copy_folder(box, from, to, entry->d_name, depth) : copy_file(box, from, to, entry->d_name, status.st_mode));
  }
  int error = errno;
  closedir(directory);
  errno = error;
  return done;
}

void begin_copies(void) {
  clock_gettime(CLOCK_REALTIME, &copied_at);
  copied_at.tv_sec--;
}

bool copy_into_work(const struct box *box, const char *directory) {
  int from = open_files_directory(box, directory, false);
  if (from < 0) return false;
  bool done = copy_tree(box, from, box->work_fd, 0);
  int error = errno;
  close(from);
  errno = error;
  return done;
}

static struct {
  bool there;
  char name[256];
  char target[LONGEST_PATH + 1];
  struct stat status;
} kept;

static bool same_time(const struct timespec *a, const struct timespec *b) { return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec; }

/*
 * A link cannot be changed, only made anew: then it has another number, which a tmpfs gives once. Its times
 * are compared as well, because they are a place to leave notes for the next run.
 */
bool kept_link_is_untouched(const struct box *box) {
  struct stat now;
  if (!kept.there) return true;
  return !fstatat(box->work_fd, kept.name, &now, AT_SYMLINK_NOFOLLOW) && now.st_ino == kept.status.st_ino && now.st_nlink == kept.status.st_nlink &&
         now.st_uid == kept.status.st_uid && same_time(&now.st_atim, &kept.status.st_atim) && same_time(&now.st_mtim, &kept.status.st_mtim) &&
         same_time(&now.st_ctim, &kept.status.st_ctim);
}

void renew_kept_link(const struct box *box) {
  if (!kept.there) return;
  unlinkat(box->work_fd, kept.name, 0);
  if (symlinkat(kept.target, box->work_fd, kept.name) || fstatat(box->work_fd, kept.name, &kept.status, AT_SYMLINK_NOFOLLOW)) die("link %s in /work", kept.name);
}

void keep_link(struct box *box, const char *name, const char *target) {
  bool wanted = name != NULL;
  if (wanted == kept.there && (!wanted || (!strcmp(name, kept.name) && !strcmp(target, kept.target)))) return;
  if (kept.there) unlinkat(box->work_fd, kept.name, 0);
  kept.there = wanted;
  if (wanted) {
    snprintf(kept.name, sizeof kept.name, "%s", name);
    snprintf(kept.target, sizeof kept.target, "%s", target);
    renew_kept_link(box);
  }
  remember_clean_state(box);
}

static bool tree_has_larger(int fd, uint64_t limit, unsigned depth) {
  DIR *directory = fdopendir(fd);
  bool found = false;
  if (!directory) {
    close(fd);
    return false;
  }
  for (struct dirent *entry; !found && (entry = readdir(directory));) {
    struct stat status;
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") || fstatat(fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW)) continue;
    if (S_ISREG(status.st_mode)) found = (uint64_t)status.st_size > limit && !same_time(&status.st_mtim, &copied_at);
    if (!S_ISDIR(status.st_mode) || depth == DEEPEST) continue;
    int below = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (below >= 0) found = tree_has_larger(below, limit, depth + 1);
  }
  closedir(directory);
  return found;
}

bool has_file_larger_than(const struct box *box, uint64_t limit) {
  int fd = openat(box->work_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return fd >= 0 && tree_has_larger(fd, limit, 0);
}
