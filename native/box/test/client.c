#define _GNU_SOURCE
#include "client.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

const char *box_path = "build/box";
const char *test_user = "";

static void give_up(const char *what) {
  printf("cannot go on: %s (%s)\n0 passed, 1 failed\n", what, strerror(errno));
  exit(1);
}

void add(struct bytes *bytes, const void *data, size_t size) {
  if (bytes->size + size > bytes->room) {
    bytes->room = (bytes->size + size) * 2;
    bytes->data = realloc(bytes->data, bytes->room);
    if (!bytes->data) give_up("memory");
  }
  if (size) memcpy(bytes->data + bytes->size, data, size);
  bytes->size += size;
}

void add_u8(struct bytes *bytes, uint8_t value) { add(bytes, &value, sizeof value); }
void add_u32(struct bytes *bytes, uint32_t value) { add(bytes, &value, sizeof value); }
void add_u64(struct bytes *bytes, uint64_t value) { add(bytes, &value, sizeof value); }
void add_sized(struct bytes *bytes, const void *data, size_t size) {
  add_u32(bytes, (uint32_t)size);
  add(bytes, data, size);
}
void add_text(struct bytes *bytes, const char *text) { add_sized(bytes, text, strlen(text)); }

void add_file(struct bytes *bundle, const char *path, uint32_t mode, const void *data, size_t size) {
  add_text(bundle, path);
  add_u32(bundle, mode);
  add_u64(bundle, size);
  add(bundle, data, size);
}

pid_t spawn_box(const char *const *arguments, int *to, int *from) {
  int in[2], out[2];
  const char *argv[40];
  unsigned argc = 0;
  if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC)) give_up("pipe");
  if (*test_user) {
    static char uid[64], gid[64];
    snprintf(uid, sizeof uid, "--reuid=%s", test_user);
    snprintf(gid, sizeof gid, "--regid=%s", test_user);
    argv[argc++] = "setpriv";
    argv[argc++] = uid;
    argv[argc++] = gid;
    argv[argc++] = "--clear-groups";
  }
  argv[argc++] = box_path;
  while (*arguments) argv[argc++] = *arguments++;
  argv[argc] = NULL;
  pid_t pid = fork();
  if (pid < 0) give_up("fork");
  if (!pid) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    if (!getenv("BOX_TEST_STDERR")) dup2(open("/dev/null", O_WRONLY), 2);
    execvp(argv[0], (char *const *)argv);
    _exit(99);
  }
  close(in[0]);
  close(out[1]);
  *to = in[1];
  *from = out[0];
  return pid;
}

void send_bytes(int fd, const void *data, size_t size) {
  for (const uint8_t *next = data; size;) {
    ssize_t now = write(fd, next, size);
    if (now < 0 && errno == EINTR) continue;
    if (now < 0) return; /* the box has gone: the test sees it by what it reads */
    next += now;
    size -= (size_t)now;
  }
}

void send_frame(int fd, uint8_t type, uint32_t id, const struct bytes *payload) {
  struct bytes frame = {0};
  add_u32(&frame, (uint32_t)(payload ? payload->size : 0) + 5);
  add_u8(&frame, type);
  add_u32(&frame, id);
  if (payload) add(&frame, payload->data, payload->size);
  send_bytes(fd, frame.data, frame.size);
  free(frame.data);
}

static bool read_all(int fd, void *data, size_t size) {
  for (uint8_t *next = data; size;) {
    ssize_t now = read(fd, next, size);
    if (now < 0 && errno == EINTR) continue;
    if (now <= 0) return false;
    next += now;
    size -= (size_t)now;
  }
  return true;
}

bool receive(int fd, struct frame *frame) {
  uint32_t length;
  if (!read_all(fd, &length, 4)) return false;
  frame->size = length - 5;
  frame->payload = malloc(frame->size + 1);
  return frame->payload && read_all(fd, &frame->type, 1) && read_all(fd, &frame->request_id, 4) && read_all(fd, frame->payload, frame->size);
}

struct frame expect(int fd, uint8_t type, uint32_t id) {
  struct frame frame = {0};
  errno = 0;
  if (!receive(fd, &frame)) give_up("the box closed its output");
  if (frame.type != type || frame.request_id != id) {
    frame.payload[frame.size] = 0;
    printf("expected frame 0x%02x for %u, got 0x%02x for %u: %s\n", type, id, frame.type, frame.request_id, frame.type == 0x85 ? (char *)frame.payload + 4 : "");
    give_up("unexpected frame");
  }
  return frame;
}

static uint32_t u32_at(const uint8_t **at) {
  uint32_t value;
  memcpy(&value, *at, 4);
  *at += 4;
  return value;
}

static uint64_t u64_at(const uint8_t **at) {
  uint64_t value;
  memcpy(&value, *at, 8);
  *at += 8;
  return value;
}

void read_ready(struct host *host) {
  struct frame frame = expect(host->from, 0x81, 0);
  const uint8_t *at = frame.payload;
  if (u32_at(&at) != 2) give_up("protocol version");
  host->isolation = *at++;
  host->processes = *at++;
  at += 2;
  char *const names[] = {host->files, host->work, host->tmp};
  for (int i = 0; i < 3; i++) {
    uint32_t length = u32_at(&at);
    snprintf(names[i], 300, "%.*s", (int)length, (const char *)at);
    at += length;
  }
  free(frame.payload);
}

struct host start_box(const char *const *options) {
  struct host host = {0};
  const char *arguments[30] = {"serve"};
  for (unsigned i = 0; options && options[i]; i++) arguments[i + 1] = options[i];
  host.pid = spawn_box(arguments, &host.to, &host.from);
  read_ready(&host);
  return host;
}

int wait_box(pid_t pid) {
  int status;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) give_up("waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

int end_box(struct host *host) {
  close(host->to);
  int code = wait_box(host->pid);
  close(host->from);
  return code;
}

void put_file(struct host *host, const char *directory, const char *path, uint32_t mode, const void *data, size_t size) {
  struct bytes payload = {0};
  add_u8(&payload, 0);
  add_text(&payload, directory);
  add_file(&payload, path, mode, data, size);
  send_frame(host->to, 0x01, 7, &payload);
  free(payload.data);
  free(expect(host->from, 0x82, 7).payload);
}

void put_program(struct host *host, const char *directory, const char *name, const char *source_path) {
  struct bytes content = {0};
  char chunk[65536];
  int fd = open(source_path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) give_up(source_path);
  for (ssize_t some; (some = read(fd, chunk, sizeof chunk)) > 0;) add(&content, chunk, (size_t)some);
  close(fd);
  put_file(host, directory, name, 0755, content.data, content.size);
  free(content.data);
}

struct request request_for(const char *program, const char *argument) {
  return (struct request){.wall_ms = 10000, .cpu_ms = 5000, .memory = 256u << 20, .output = 16u << 20, .processes = 64, .stdout_keep = 1u << 20,
                          .stderr_keep = 1u << 16, .links = "", .copies = "", .argv = {program, argument}};
}

static uint32_t count(const char *const *list) {
  uint32_t number = 0;
  while (list[number]) number++;
  return number;
}

struct bytes run_head(const struct request *request, uint32_t items) {
  struct bytes run = {0};
  add_u32(&run, request->wall_ms);
  add_u32(&run, request->cpu_ms);
  add_u64(&run, request->memory);
  add_u64(&run, request->output);
  add_u64(&run, request->file);
  add_u64(&run, request->stack);
  add_u32(&run, request->processes);
  add_u32(&run, request->stdout_keep);
  add_u32(&run, request->stderr_keep);
  add_u8(&run, request->address_space);
  add_u8(&run, request->flags);
  add_u8(&run, request->main_argument);
  add_u8(&run, 0);
  add_text(&run, request->links);
  add_text(&run, request->copies);
  add_u32(&run, count(request->argv));
  for (unsigned i = 0; request->argv[i]; i++) add_text(&run, request->argv[i]);
  add_u32(&run, count(request->env));
  for (unsigned i = 0; request->env[i]; i++) add_text(&run, request->env[i]);
  add_u32(&run, items);
  return run;
}

void add_item(struct bytes *run, const char *extra, const void *input, size_t size) {
  add_u32(run, extra ? 1 : 0);
  if (extra) add_text(run, extra);
  add_text(run, "");
  add_sized(run, input, size);
}

struct result parse_result(const struct frame *frame) {
  struct result result;
  const uint8_t *at = frame->payload;
  result.index = u32_at(&at);
  result.outcome = *at++;
  result.flags = *at++;
  memcpy(&result.leftovers, at, 2);
  at += 2;
  result.exit_code = (int32_t)u32_at(&at);
  result.signal = (int32_t)u32_at(&at);
  result.wall_us = u64_at(&at);
  result.cpu_us = u64_at(&at);
  result.memory = u64_at(&at);
  result.stdout_bytes = u64_at(&at);
  result.stderr_bytes = u64_at(&at);
  result.out_size = u32_at(&at);
  result.out = calloc(1, result.out_size + 1);
  memcpy(result.out, at, result.out_size);
  at += result.out_size;
  result.err_size = u32_at(&at);
  result.err = calloc(1, result.err_size + 1);
  memcpy(result.err, at, result.err_size);
  at += result.err_size;
  result.order_count = u32_at(&at) / 4;
  for (uint32_t i = 0; i < result.order_count; i++) {
    uint32_t piece = u32_at(&at);
    if (i < sizeof result.order / sizeof *result.order) result.order[i] = piece;
  }
  if (at != frame->payload + frame->size) give_up("RESULT has another length than its contents");
  return result;
}

void free_result(struct result *result) {
  free(result->out);
  free(result->err);
}

struct result run_one(struct host *host, const struct request *request, const char *input) {
  struct bytes run = run_head(request, 1);
  add_item(&run, NULL, input, strlen(input));
  send_frame(host->to, 0x02, 9, &run);
  free(run.data);
  struct frame frame = expect(host->from, 0x83, 9);
  struct result result = parse_result(&frame);
  free(frame.payload);
  return result;
}
