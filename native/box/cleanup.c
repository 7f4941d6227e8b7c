/*
 * Empty /work and /tmp between runs. Whether there is anything to do is known from one statfs: the file
 * system holds nothing but these folders, so its counts of free blocks and inodes are those of the beginning
 * exactly when it is empty. A tree is removed without recursion: a directory that is not empty is moved into
 * `trash`, a hidden sibling, and emptied there in its turn, so neither its depth nor the length of its path
 * ever matters.
 */
#define _GNU_SOURCE
#include "box.h"
#include "die.h"
#include "place.h"
#include "reduced.h"
#include "run.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define SETTLE_NS 200000000u /* what the kernel frees late (descriptors in flight), it frees within this time */

static struct {
  struct statfs space;
  struct stat work, tmp;
} clean;

struct entry { /* struct linux_dirent64 */
  uint64_t inode;
  int64_t offset;
  unsigned short length;
  unsigned char type;
  char name[];
};

void remember_clean_state(struct box *box) {
  if (file_system_space(box, box->trash_fd, &clean.space) || fstat(box->work_fd, &clean.work) || fstat(box->tmp_fd, &clean.tmp)) die("stat /work");
}

/* Where runs are denied changes of mode (reduced isolation), the cookie lets us make them. */
static void set_mode(const struct box *box, int fd, mode_t mode) {
  if (syscall(SYS_fchmod, (unsigned long)fd, (unsigned long)mode, 0ul, 0ul, 0ul, box->cookie)) die("chmod /work");
}

/* A run with our own uid may have changed the folders themselves, down to taking away our right to read them.
 * */
static void heal(const struct box *box, int fd, const struct stat *wanted) {
  struct stat now;
  if (fstat(fd, &now)) die("stat /work");
  if (now.st_mode != wanted->st_mode) set_mode(box, fd, wanted->st_mode & 07777);
  /* Times are a place to leave notes for the next run. The third cannot be set, so it becomes now after every
   * run, touched or not. */
  struct timespec times[2] = {wanted->st_atim, wanted->st_mtim};
  if (syscall(SYS_utimensat, (unsigned long)fd, NULL, times, 0ul, 0ul, box->cookie)) die("set the times of /work");
}

/* By path, because what cannot be read cannot be opened. No other process is alive to swap the name for a
 * link. */
static void make_accessible(const struct box *box, int directory, const char *name) {
  syscall(SYS_fchmodat, directory, name, 0700, 0, 0, box->cookie);
}

static void remove_entry(const struct box *box, int directory, const char *name, unsigned char type) {
  static uint64_t moved;
  if (type != DT_DIR && !unlinkat(directory, name, 0)) return;
  if (!unlinkat(directory, name, AT_REMOVEDIR)) return;
  char trash_name[32];
  snprintf(trash_name, sizeof trash_name, "%llx", (unsigned long long)moved++);
  if (!renameat(directory, name, box->trash_fd, trash_name)) {
    make_accessible(box, box->trash_fd, trash_name);
    return;
  }
  make_accessible(box, directory, name); /* moving a directory changes its "..", which needs the right to write to it */
  renameat(directory, name, box->trash_fd, trash_name);
}

/* One pass over a directory, which must allow it to be opened. Returns how many entries it saw, -1 when time
 * is up. */
static long empty_once(const struct box *box, int directory, uint64_t deadline_ns) {
  char buffer[8192] __attribute__((aligned(8)));
  long seen = 0, length;
  lseek(directory, 0, SEEK_SET);
  while ((length = syscall(SYS_getdents64, directory, buffer, sizeof buffer)) > 0) {
    for (long at = 0; at < length;) {
      struct entry *entry = (struct entry *)(buffer + at);
      at += entry->length;
      if (!strcmp(entry->name, ".") || !strcmp(entry->name, "..")) continue;
      seen++;
      remove_entry(box, directory, entry->name, entry->type);
    }
    if (now_ns() > deadline_ns) return -1;
  }
  return seen;
}

static bool empty_directory(const struct box *box, int directory, uint64_t deadline_ns) {
  long seen, last = -1;
  while ((seen = empty_once(box, directory, deadline_ns)) > 0) {
    if (seen == last && now_ns() > deadline_ns) return false;
    last = seen;
  }
  return seen == 0;
}

/* The trash holds directories only. Emptying one may add others beside it. */
static bool empty_trash(const struct box *box, uint64_t deadline_ns) {
  char buffer[4096] __attribute__((aligned(8)));
  for (;;) {
    long seen = 0, length;
    lseek(box->trash_fd, 0, SEEK_SET);
    while ((length = syscall(SYS_getdents64, box->trash_fd, buffer, sizeof buffer)) > 0) {
      for (long at = 0; at < length;) {
        struct entry *entry = (struct entry *)(buffer + at);
        at += entry->length;
        if (!strcmp(entry->name, ".") || !strcmp(entry->name, "..")) continue;
        seen++;
        int fd = openat(box->trash_fd, entry->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        bool emptied = fd >= 0 && empty_directory(box, fd, deadline_ns);
        if (fd >= 0) close(fd);
        if (!emptied || unlinkat(box->trash_fd, entry->name, AT_REMOVEDIR))
          if (now_ns() > deadline_ns) return false;
      }
    }
    if (!seen) return true;
    if (now_ns() > deadline_ns) return false;
  }
}

/* A run must not be able to take our own right to /work away, not even for the time until the next COLLECT. */
void reopen_work(struct box *box) {
  struct stat work, tmp;
  if (fstat(box->work_fd, &work) || fstat(box->tmp_fd, &tmp)) die("stat /work");
  if (work.st_mode != clean.work.st_mode) set_mode(box, box->work_fd, clean.work.st_mode & 07777);
  if (tmp.st_mode != clean.tmp.st_mode) set_mode(box, box->tmp_fd, clean.tmp.st_mode & 07777);
}

static bool counts_are_clean(const struct box *box) {
  struct statfs now;
  if (file_system_space(box, box->trash_fd, &now)) die("statfs /work");
  return now.f_bfree == clean.space.f_bfree && now.f_ffree == clean.space.f_ffree;
}

bool work_was_used(const struct box *box) { return box->options.isolation != ISOLATION_FULL || !counts_are_clean(box); }

bool clean_work(struct box *box) {
  bool counted = box->options.isolation == ISOLATION_FULL; /* else the file system is not ours alone: always look */
  bool clean_already = counted && counts_are_clean(box) && kept_link_is_untouched(box);
  uint64_t now = now_ns(), deadline = now + (uint64_t)box->options.clean_limit_ms * 1000000u;
  if (!clean_already) {
    set_mode(box, box->work_fd, 0700);
    set_mode(box, box->tmp_fd, 0700);
    bool emptied = empty_directory(box, box->work_fd, deadline) && empty_directory(box, box->tmp_fd, deadline) && empty_trash(box, deadline);
    if (!emptied) return false;
    renew_kept_link(box);
  }
  heal(box, box->work_fd, &clean.work);
  heal(box, box->tmp_fd, &clean.tmp);
  if (!counted) return true;
  while (!clean_already && !counts_are_clean(box)) {
    if (now_ns() - now > SETTLE_NS + (uint64_t)box->options.clean_limit_ms * 1000000u) return false;
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
  return true;
}

/* At the end of a reduced box, whose files are real ones. */
bool empty_files(struct box *box) {
  uint64_t deadline = now_ns() + 30000000000u;
  return empty_directory(box, box->files_fd, deadline) && empty_trash(box, deadline);
}
