/*
 * PUT: a bundle of files, streamed to disk. A bundle may come in several frames, cut anywhere, so it is read
 * by a small state machine. An entry that cannot be written is remembered (the first error is the answer) and
 * the rest is drained.
 */
#define _GNU_SOURCE
#include "die.h"
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
  bool open; /* more frames of this bundle are to come */
  int directory;
  enum { PATH_LENGTH, PATH, MODE_AND_SIZE, CONTENT } state;
  uint8_t small[12];
  char path[LONGEST_PATH + 1];
  uint32_t path_length;
  uint32_t have; /* bytes of the current field */
  uint64_t content_left;
  int file;
  char error[300];
} put = {.directory = -1, .file = -1};

bool is_plain_path(const char *path, size_t length) {
  if (!length || length > LONGEST_PATH || memchr(path, 0, length)) return false;
  for (size_t start = 0; start <= length;) {
    const char *slash = memchr(path + start, '/', length - start);
    size_t size = slash ? (size_t)(slash - path) - start : length - start;
    const char *part = path + start;
    if (!size || size > 255 || (size == 1 && part[0] == '.') || (size == 2 && part[0] == '.' && part[1] == '.')) return false;
    start += size + 1;
  }
  return true;
}

/* Component by component with O_NOFOLLOW: a symbolic link anywhere is an error, on any kernel. */
static int walk(int from, const char *path, size_t length, bool create) {
  int directory = openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (size_t start = 0; directory >= 0 && start < length;) {
    const char *slash = memchr(path + start, '/', length - start);
    size_t size = slash ? (size_t)(slash - path) - start : length - start;
    char part[256];
    memcpy(part, path + start, size);
    part[size] = 0;
    if (create && mkdirat(directory, part, 0755) && errno != EEXIST) size = 0;
    int next = size ? openat(directory, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    int error = errno;
    close(directory);
    errno = error;
    directory = next;
    start += size + 1;
  }
  return directory;
}

int open_files_directory(const struct box *box, const char *path, bool create) {
  size_t length = strlen(path);
  if (length && !is_plain_path(path, length)) {
    errno = EINVAL;
    return -1;
  }
  return walk(box->files_fd, path, length, create);
}

static void fail(const char *what) {
  if (!put.error[0]) snprintf(put.error, sizeof put.error, "%.200s: %s", what, strerror(errno));
}

static void begin_file(uint32_t mode) {
  if (put.error[0]) return;
  if (!is_plain_path(put.path, put.path_length)) {
    errno = EINVAL;
    fail(put.path);
    return;
  }
  const char *slash = memrchr(put.path, '/', put.path_length);
  const char *name = slash ? slash + 1 : put.path;
  int parent = walk(put.directory, put.path, slash ? (size_t)(slash - put.path) : 0, true);
  if (parent < 0) {
    fail(put.path);
    return;
  }
  if (unlinkat(parent, name, 0) && errno != ENOENT) fail(put.path);
  else if ((put.file = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode & 0111 ? 0755 : 0644)) < 0) fail(put.path);
  close(parent);
}

static void end_file(void) {
  if (put.file >= 0) close(put.file);
  put.file = -1;
  put.state = PATH_LENGTH;
  put.have = 0;
}

static void write_content(const uint8_t *bytes, size_t count) {
  while (count && put.file >= 0) {
    ssize_t now = write(put.file, bytes, count);
    if (now < 0) {
      if (errno == EINTR) continue;
      fail(put.path);
      close(put.file);
      put.file = -1;
      return;
    }
    bytes += now;
    count -= (size_t)now;
  }
}

/* Collects a field of known size. True when it is complete. */
static bool take_field(struct box *box, void *field, uint32_t size) {
  uint32_t some = size - put.have < frame_bytes_left() ? size - put.have : frame_bytes_left();
  take_bytes(box, (uint8_t *)field + put.have, some);
  put.have += some;
  return put.have == size;
}

static void take_bundle_part(struct box *box) {
  while (frame_bytes_left() || (put.state == CONTENT && !put.content_left)) {
    if (put.state == PATH_LENGTH && take_field(box, put.small, 4)) {
      memcpy(&put.path_length, put.small, 4);
      if (!put.path_length || put.path_length > LONGEST_PATH) die_of_host("malformed bundle: path of %u bytes", put.path_length);
      put.state = PATH;
      put.have = 0;
    } else if (put.state == PATH && take_field(box, put.path, put.path_length)) {
      put.path[put.path_length] = 0;
      put.state = MODE_AND_SIZE;
      put.have = 0;
    } else if (put.state == MODE_AND_SIZE && take_field(box, put.small, 12)) {
      uint32_t mode;
      memcpy(&mode, put.small, 4);
      memcpy(&put.content_left, put.small + 4, 8);
      put.state = CONTENT;
      begin_file(mode);
    } else if (put.state == CONTENT) {
      const uint8_t *bytes;
      size_t some = put.content_left ? take_some(box, &bytes, put.content_left > frame_bytes_left() ? frame_bytes_left() : (size_t)put.content_left) : 0;
      if (some) write_content(bytes, some);
      put.content_left -= some;
      if (!put.content_left) end_file();
    }
  }
}

static void begin_bundle(struct box *box, const char *directory) {
  put.error[0] = 0;
  put.state = PATH_LENGTH;
  put.have = 0;
  put.file = -1;
  put.directory = open_files_directory(box, directory, true);
  if (put.directory < 0) fail(directory);
}

static void end_bundle(struct box *box, uint32_t request_id) {
  if (put.state != PATH_LENGTH || put.have) die_of_host("malformed bundle: it ends inside an entry");
  if (put.directory >= 0) close(put.directory);
  put.directory = -1;
  if (put.error[0]) {
    answer_error(box, request_id, "PUT %s", put.error);
    return;
  }
  begin_frame(box, FRAME_DONE, request_id, 0);
  flush_output(box);
}

bool put_is_open(void) { return put.open; }

void handle_put(struct box *box, const struct frame_head *head) {
  static char directory[LONGEST_PATH + 1];
  uint8_t flags = take_u8(box);
  uint32_t length = take_u32(box);
  if (flags > 1 || length > LONGEST_PATH) die_of_host("malformed PUT");
  take_bytes(box, directory, length);
  if (memchr(directory, 0, length)) die_of_host("malformed PUT: NUL in a path");
  directory[length] = 0;
  if (!put.open) begin_bundle(box, directory);
  put.open = flags & 1;
  take_bundle_part(box);
  if (!put.open) end_bundle(box, head->request_id);
}
