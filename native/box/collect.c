/*
 * COLLECT: the regular files below /work, as a bundle. The tree is hostile: no symbolic link is followed,
 * nothing but regular files is opened, depth and path length are bounded. No other process is alive, so what
 * was looked at stays as it is.
 * Files that no pattern asks for are passed over: they count for no bound.
 */
#define _GNU_SOURCE
#include "die.h"
#include "files.h"
#include "serve.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DEEPEST 32
#define MAX_PATTERNS 128
#define LONGEST_PATTERN 1024
#define PART_SIZE 32768 /* of a bundle; each part is a FILES frame */

static struct {
  uint8_t part[PART_SIZE];
  size_t used;
  uint32_t request_id;
  uint64_t bytes_left;
  uint32_t files_left;
  bool stopped;
  char patterns[MAX_PATTERNS][LONGEST_PATTERN + 1];
  uint32_t pattern_count; /* 0: every file */
  char path[LONGEST_PATH + 1];
} collect;

enum { MORE_FOLLOWS = 1, STOPPED = 2, IS_DIRTY = 4 };
enum { EMPTY_AFTERWARDS = 1 };

static void send_part(struct box *box, bool more) {
  begin_frame(box, FRAME_FILES, collect.request_id, 1 + collect.used);
  give_u8(box, (uint8_t)((more ? MORE_FOLLOWS : 0) | (!more && collect.stopped ? STOPPED : 0) | (!more && is_dirty() ? IS_DIRTY : 0)));
  give_bytes(box, collect.part, collect.used);
  collect.used = 0;
}

static void add_bytes(struct box *box, const void *bytes, size_t count) {
  for (const uint8_t *next = bytes; count;) {
    if (collect.used == PART_SIZE) send_part(box, true);
    size_t some = PART_SIZE - collect.used < count ? PART_SIZE - collect.used : count;
    memcpy(collect.part + collect.used, next, some);
    collect.used += some;
    next += some;
    count -= some;
  }
}

static void add_content(struct box *box, int fd, uint64_t size) {
  while (size) {
    if (collect.used == PART_SIZE) send_part(box, true);
    size_t room = PART_SIZE - collect.used < size ? PART_SIZE - collect.used : (size_t)size;
    ssize_t now = read(fd, collect.part + collect.used, room);
    if (now < 0 && errno == EINTR) continue;
    if (now <= 0) die("read a file of /work"); /* its size is already promised */
    collect.used += (size_t)now;
    size -= (uint64_t)now;
  }
}

/* Where runs were denied chmod (reduced isolation), linkers could not mark their output: look at the file
 * instead. */
static bool is_executable(const struct box *box, int fd, const struct stat *status) {
  char magic[4];
  if (status->st_mode & 0111) return true;
  return box->deny_chmod && pread(fd, magic, 4, 0) == 4 && !memcmp(magic, "\177ELF", 4);
}

static int open_entry(const struct box *box, int directory, const char *name, int flags) {
  int fd = openat(directory, name, flags | O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd >= 0 || errno != EACCES) return fd;
  syscall(SYS_fchmodat, directory, name, 0700, 0, 0, box->cookie);
  return openat(directory, name, flags | O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

static void add_file(struct box *box, int directory, const char *name, size_t path_length) {
  struct stat status;
  if (!collect.files_left) {
    collect.stopped = true;
    return;
  }
  int fd = open_entry(box, directory, name, 0);
  if (fd < 0 || fstat(fd, &status) || !S_ISREG(status.st_mode)) {
    collect.stopped = true;
  } else if ((uint64_t)status.st_size > collect.bytes_left) {
    collect.stopped = true;
  } else {
    uint32_t length = (uint32_t)path_length, mode = is_executable(box, fd, &status) ? 0755 : 0644;
    uint64_t size = (uint64_t)status.st_size;
    collect.files_left--;
    collect.bytes_left -= size;
    add_bytes(box, &length, sizeof length);
    add_bytes(box, collect.path, path_length);
    add_bytes(box, &mode, sizeof mode);
    add_bytes(box, &size, sizeof size);
    add_content(box, fd, size);
  }
  if (fd >= 0) close(fd);
}

static bool is_wanted(const char *path) {
  for (uint32_t i = 0; i < collect.pattern_count; i++)
    if (matches_glob(collect.patterns[i], path)) return true;
  return !collect.pattern_count;
}

static void walk(struct box *box, int fd, size_t path_length, unsigned depth) {
  DIR *directory = fdopendir(fd);
  if (!directory) die("fdopendir");
  for (struct dirent *entry; !collect.stopped && (entry = readdir(directory));) {
    const char *name = entry->d_name;
    struct stat status;
    if (!strcmp(name, ".") || !strcmp(name, "..") || fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW)) continue;
    if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) continue;
    size_t name_length = strlen(name), length = path_length + (path_length ? 1 : 0) + name_length;
    if (length > LONGEST_PATH || (S_ISDIR(status.st_mode) && depth == DEEPEST)) {
      if (collect.pattern_count) continue;
      collect.stopped = true;
      break;
    }
    if (path_length) collect.path[path_length] = '/';
    memcpy(collect.path + length - name_length, name, name_length);
    collect.path[length] = 0;
    if (S_ISREG(status.st_mode)) {
      if (is_wanted(collect.path)) add_file(box, fd, name, length);
      continue;
    }
    int below = open_entry(box, fd, name, O_DIRECTORY);
    if (below < 0) collect.stopped |= !collect.pattern_count;
    else walk(box, below, length, depth + 1);
  }
  closedir(directory);
}

static void take_patterns(struct box *box) {
  collect.pattern_count = take_u32(box);
  if (collect.pattern_count > MAX_PATTERNS) die_of_host("malformed COLLECT: too many patterns");
  for (uint32_t i = 0; i < collect.pattern_count; i++) {
    uint32_t length = take_u32(box);
    if (length > LONGEST_PATTERN) die_of_host("malformed COLLECT: a pattern is too long");
    take_bytes(box, collect.patterns[i], length);
    collect.patterns[i][length] = 0;
  }
}

void handle_collect(struct box *box, const struct frame_head *head) {
  collect.request_id = head->request_id;
  collect.used = 0;
  collect.stopped = false;
  collect.bytes_left = take_u64(box);
  collect.files_left = take_u32(box);
  uint8_t flags = take_u8(box);
  if (flags & ~EMPTY_AFTERWARDS) die_of_host("malformed COLLECT: unknown flag");
  take_patterns(box);
  end_frame();
  int fd = openat(box->work_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) die("open /work");
  walk(box, fd, 0, 0);
  if (flags & EMPTY_AFTERWARDS) empty_after_collect(box);
  send_part(box, false);
  flush_output(box);
}
