/*
 * One buffer for what comes in, one for what goes out. A frame is never in memory as a whole: its parts are
 * taken as they arrive, and what is given leaves when the buffer is full or the host waits for it.
 */
#define _GNU_SOURCE
#include "frames.h"

#include "die.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define BUFFER_SIZE 65536

static struct {
  uint8_t bytes[BUFFER_SIZE];
  size_t start, end;
  uint32_t frame_left;
} input;

static struct {
  uint8_t bytes[BUFFER_SIZE];
  size_t used;
} output;

/* Blocks until the host has sent something; the outer process of a reduced box may die meanwhile. */
static void wait_for_input(struct box *box) {
  struct pollfd fds[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = box->lifeline_fd, .events = 0}};
  while (poll(fds, 2, -1) < 0)
    if (errno != EINTR) die("poll");
  if (fds[1].revents) leave(box, 0);
}

/* False at the end of the input. */
static bool fill(struct box *box) {
  for (;;) {
    if (box->lifeline_fd >= 0) wait_for_input(box);
    ssize_t count = read(STDIN_FILENO, input.bytes, sizeof input.bytes);
    if (count > 0) {
      input.start = 0;
      input.end = (size_t)count;
      return true;
    }
    if (count == 0 || errno == ECONNRESET) return false;
    if (errno == EAGAIN) wait_for_input(box);
    else if (errno != EINTR) die("read requests");
  }
}

static void malformed(struct box *box, const char *what) {
  (void)box;
  errno = 0;
  die_of_host("malformed frame: %s", what);
}

static void take_raw(struct box *box, void *to, size_t count) {
  uint8_t *next = to;
  while (count) {
    if (input.start == input.end && !fill(box)) malformed(box, "the input ends inside it");
    size_t some = input.end - input.start < count ? input.end - input.start : count;
    memcpy(next, input.bytes + input.start, some);
    input.start += some;
    next += some;
    count -= some;
  }
}

bool next_frame(struct box *box, struct frame_head *head) {
  uint8_t bytes[9];
  if (input.start == input.end && !fill(box)) return false;
  take_raw(box, bytes, sizeof bytes);
  uint32_t length;
  memcpy(&length, bytes, 4);
  if (length < 5 || length > LONGEST_FRAME) malformed(box, "length out of range");
  head->type = bytes[4];
  memcpy(&head->request_id, bytes + 5, 4);
  input.frame_left = length - 5;
  return true;
}

bool input_is_buffered(void) { return input.start != input.end; }

bool output_waits(void) { return output.used > 0; }

void end_frame(void) {
  if (input.frame_left) malformed(NULL, "it is longer than its contents");
}

uint32_t frame_bytes_left(void) { return input.frame_left; }

void take_bytes(struct box *box, void *to, size_t count) {
  if (count > input.frame_left) malformed(box, "it is shorter than its contents");
  input.frame_left -= (uint32_t)count;
  take_raw(box, to, count);
}

uint8_t take_u8(struct box *box) {
  uint8_t value;
  take_bytes(box, &value, sizeof value);
  return value;
}

uint32_t take_u32(struct box *box) {
  uint32_t value;
  take_bytes(box, &value, sizeof value);
  return value;
}

uint64_t take_u64(struct box *box) {
  uint64_t value;
  take_bytes(box, &value, sizeof value);
  return value;
}

size_t take_some(struct box *box, const uint8_t **bytes, size_t most) {
  if (most > input.frame_left) most = input.frame_left;
  if (!most) return 0;
  if (input.start == input.end && !fill(box)) malformed(box, "the input ends inside it");
  size_t some = input.end - input.start < most ? input.end - input.start : most;
  *bytes = input.bytes + input.start;
  input.start += some;
  input.frame_left -= (uint32_t)some;
  return some;
}

void skip_frame(struct box *box) {
  const uint8_t *ignored;
  while (take_some(box, &ignored, BUFFER_SIZE)) {
  }
}

/* Writes at explicit offsets, so that the reader of the file starts at 0. fd -1: throw the bytes away. */
void take_to_file(struct box *box, int fd, uint32_t count) {
  if (count > input.frame_left) malformed(box, "it is shorter than its contents");
  const uint8_t *bytes;
  for (off_t at = 0; at < (off_t)count;) {
    size_t some = take_some(box, &bytes, count - (size_t)at);
    for (size_t written = 0; fd >= 0 && written < some;) {
      ssize_t now = pwrite(fd, bytes + written, some - written, at + (off_t)written);
      if (now > 0) written += (size_t)now;
      else if (now == 0 || errno != EINTR) die("write stdin of a run");
    }
    at += (off_t)some;
  }
}

/* A host that no longer reads is a host that is gone: that is no error of ours. */
static void write_all(struct box *box, struct iovec *parts, int count) {
  while (count) {
    ssize_t written = write_with_cookie(STDOUT_FILENO, parts, count);
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) {
        struct pollfd fds[2] = {{.fd = STDOUT_FILENO, .events = POLLOUT}, {.fd = box->lifeline_fd, .events = 0}};
        poll(fds, 2, -1);
        if (!fds[1].revents) continue;
      }
      leave(box, errno == EPIPE || errno == ECONNRESET || errno == EAGAIN ? 0 : EXIT_BOX_FAILED);
    }
    for (; count && (size_t)written >= parts->iov_len; parts++, count--) written -= (ssize_t)parts->iov_len;
    if (count) {
      parts->iov_base = (uint8_t *)parts->iov_base + written;
      parts->iov_len -= (size_t)written;
    }
  }
}

void flush_output(struct box *box) {
  if (!output.used) return;
  struct iovec part = {output.bytes, output.used};
  write_all(box, &part, 1);
  output.used = 0;
}

/* For the watchdog, which must not wait for a host that reads slowly. A pipe or socket that polls writable
 * takes a page. */
void flush_output_without_waiting(struct box *box) {
  struct pollfd fd = {.fd = STDOUT_FILENO, .events = POLLOUT};
  size_t sent = 0;
  while (sent < output.used && poll(&fd, 1, 0) == 1 && fd.revents == POLLOUT) {
    struct iovec part = {output.bytes + sent, output.used - sent < 4096 ? output.used - sent : 4096};
    size_t size = part.iov_len;
    write_all(box, &part, 1);
    sent += size;
  }
  memmove(output.bytes, output.bytes + sent, output.used - sent);
  output.used -= sent;
}

void give_bytes(struct box *box, const void *bytes, size_t count) {
  if (count > BUFFER_SIZE - output.used) {
    struct iovec parts[2] = {{output.bytes, output.used}, {(void *)(uintptr_t)bytes, count}};
    write_all(box, output.used ? parts : parts + 1, output.used ? 2 : 1);
    output.used = 0;
    return;
  }
  memcpy(output.bytes + output.used, bytes, count);
  output.used += count;
}

void give_u8(struct box *box, uint8_t value) { give_bytes(box, &value, sizeof value); }
void give_u16(struct box *box, uint16_t value) { give_bytes(box, &value, sizeof value); }
void give_u32(struct box *box, uint32_t value) { give_bytes(box, &value, sizeof value); }
void give_u64(struct box *box, uint64_t value) { give_bytes(box, &value, sizeof value); }

void give_string(struct box *box, const char *text) {
  size_t length = strlen(text);
  give_u32(box, (uint32_t)length);
  give_bytes(box, text, length);
}

/* Straight from the file into the buffer: a large output is never held in memory as a whole. */
void give_from_file(struct box *box, int fd, uint64_t count) {
  for (uint64_t at = 0; at < count;) {
    if (output.used == BUFFER_SIZE) flush_output(box);
    size_t room = BUFFER_SIZE - output.used;
    if (room > count - at) room = (size_t)(count - at);
    ssize_t now = pread(fd, output.bytes + output.used, room, (off_t)at);
    if (now < 0 && errno == EINTR) continue;
    if (now <= 0) die("read back an output"); /* its length is already promised, and no process is left to cut it */
    output.used += (size_t)now;
    at += (uint64_t)now;
  }
}

void begin_frame(struct box *box, enum frame_type type, uint32_t request_id, uint64_t payload_length) {
  give_u32(box, (uint32_t)(payload_length + 5));
  give_u8(box, (uint8_t)type);
  give_u32(box, request_id);
}

void answer_error(struct box *box, uint32_t request_id, const char *format, ...) {
  char message[400];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  begin_frame(box, FRAME_ERROR, request_id, 4 + strlen(message));
  give_string(box, message);
  flush_output(box);
}
