#define _GNU_SOURCE
#include "harness.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void says_ready(void) {
  struct host host = new_box((const char *[]){"--processes", NULL});
  CHECK(host.isolation == (mode.full ? 1 : 2));
  CHECK(host.processes == 1);
  if (mode.full) CHECK(!strcmp(host.files, "/box") && !strcmp(host.work, "/work") && !strcmp(host.tmp, "/tmp"));
  else CHECK(host.files[0] == '/' && host.work[0] == '/' && host.tmp[0] == '/');
  CHECK(end_box(&host) == 0);
}

static void runs_a_batch_in_order(void) {
  struct host host = new_box(NULL);
  struct request request = program_request(&host, "echo");
  struct bytes run = run_head(&request, 32);
  char text[20];
  for (int i = 0; i < 32; i++) {
    int length = snprintf(text, sizeof text, "item %d\n", i);
    add_item(&run, i % 2 ? "more" : NULL, text, (size_t)length);
  }
  send_frame(host.to, RUN, 5, &run);
  for (uint32_t i = 0; i < 32; i++) {
    struct frame frame = expect(host.from, RESULT, 5);
    struct result result = parse_result(&frame);
    snprintf(text, sizeof text, "item %u\n", i);
    CHECK(result.index == i && result.outcome == OK && !strcmp(result.out, text), "item %u: %u %s", i, result.outcome, result.out);
    CHECK(result.exit_code == 0 && result.signal == 0 && result.flags == 0 && result.leftovers == 0);
    CHECK(result.wall_us > 0 && result.cpu_us > 0 && result.memory > 100000 && result.memory < 8 << 20, "%lu", result.memory);
    free_result(&result);
  }
  CHECK(end_box(&host) == 0);
}

static void passes_extra_arguments(void) {
  struct host host = new_box(NULL);
  struct request request = program_request(&host, "exit");
  struct bytes run = run_head(&request, 2);
  add_item(&run, "7", "", 0);
  add_item(&run, "8", "", 0);
  send_frame(host.to, RUN, 5, &run);
  for (int code = 7; code <= 8; code++) {
    struct frame frame = expect(host.from, RESULT, 5);
    struct result result = parse_result(&frame);
    CHECK(result.exit_code == code && result.outcome == RUNTIME_ERROR, "%d", result.exit_code);
  }
  end_box(&host);
}

static void passes_a_big_input(void) {
  struct host host = new_box(NULL);
  size_t size = 8 << 20;
  char *input = malloc(size + 1);
  for (size_t i = 0; i < size; i++) input[i] = (char)('a' + i * 7 % 26);
  input[size] = 0;
  struct request request = program_request(&host, "echo");
  request.stdout_keep = 16 << 20;
  struct result result = run_one(&host, &request, input);
  CHECK(result.outcome == OK && result.out_size == size && !memcmp(result.out, input, size), "%u bytes", result.out_size);
  free_result(&result);
  /* The box itself must stay small: a run's peak memory starts from it. */
  result = behave(&host, "exit", "0");
  CHECK(result.memory < 2 << 20, "%lu bytes", result.memory);
  free(input);
  end_box(&host);
}

static void cuts_outputs(void) {
  struct host host = new_box(NULL);
  struct request request = program_request_2(&host, "print", "100000");
  request.stdout_keep = 1000;
  struct result result = run_one(&host, &request, "");
  CHECK(result.outcome == OK && result.out_size == 1000 && result.stdout_bytes == 100000 && result.flags == STDOUT_TRUNCATED);
  CHECK(!memcmp(result.out, "abcdefgh", 8));
  request.stdout_keep = 100000;
  result = run_one(&host, &request, "");
  CHECK(result.out_size == 100000 && result.flags == 0);
  end_box(&host);
}

static void reads_frames_cut_anywhere(void) {
  struct host host = new_box(NULL);
  struct request request = program_request(&host, "echo");
  struct bytes run = run_head(&request, 1), frame = {0};
  add_item(&run, NULL, "slowly", 6);
  add_u32(&frame, (uint32_t)run.size + 5);
  add_u8(&frame, RUN);
  add_u32(&frame, 3);
  add(&frame, run.data, run.size);
  for (size_t i = 0; i < frame.size; i++) {
    send_bytes(host.to, frame.data + i, 1);
    if (i % 16 == 0) sched_yield();
  }
  struct frame answer = expect(host.from, RESULT, 3);
  struct result result = parse_result(&answer);
  CHECK(!strcmp(result.out, "slowly"));
  end_box(&host);
}

static void answers_pipelined_requests_in_order(void) {
  struct host host = new_box(NULL);
  struct request request = program_request(&host, "echo");
  for (uint32_t id = 10; id < 14; id++) {
    struct bytes run = run_head(&request, 1);
    add_item(&run, NULL, "x", 1);
    send_frame(host.to, RUN, id, &run);
  }
  close(host.to); /* what was sent before the end is still answered */
  for (uint32_t id = 10; id < 14; id++) expect(host.from, RESULT, id);
  CHECK(wait_box(host.pid) == 0);
  close(host.from);
}

static void goes_on_after_an_error(void) {
  struct host host = new_box(NULL);
  struct request empty = request_for(NULL, NULL);
  struct bytes run = run_head(&empty, 3);
  for (int i = 0; i < 3; i++) add_item(&run, NULL, "input", 5);
  send_frame(host.to, RUN, 4, &run);
  struct frame frame = expect(host.from, ERROR, 4);
  CHECK(frame.size > 4);
  struct request links = program_request(&host, "echo");
  links.links = "no/such/directory";
  run = run_head(&links, 1);
  add_item(&run, NULL, "", 0);
  send_frame(host.to, RUN, 5, &run);
  expect(host.from, ERROR, 5);
  struct result result = behave(&host, "exit", "0");
  CHECK(result.outcome == OK);
  end_box(&host);
}

static void sends_slow_answers_at_once(void) {
  struct host host = new_box(NULL);
  struct request request = program_request(&host, "wait");
  struct bytes run = run_head(&request, 2);
  add_item(&run, "20", "", 0);
  add_item(&run, "5000", "", 0);
  send_frame(host.to, RUN, 4, &run);
  double start = seconds();
  expect(host.from, RESULT, 4);
  CHECK(seconds() - start < 4, "%f s", seconds() - start);
  kill(host.pid, SIGKILL);
  end_box(&host);
}

static void expect_host_mistake(const void *data, size_t size, const char *what) {
  const char *arguments[] = {"serve", "--isolation", mode.full ? "full" : "reduced", NULL};
  struct host host = {0};
  host.pid = spawn_box(arguments, &host.to, &host.from);
  read_ready(&host);
  send_bytes(host.to, data, size);
  close(host.to);
  int code = wait_box(host.pid);
  close(host.from);
  CHECK(code == 121, "%s: exit code %d", what, code);
  if (!mode.full) CHECK(access(host.work, F_OK), "%s is still there", host.work);
}

static void expect_malformed(uint8_t type, const struct bytes *payload, const char *what) {
  struct bytes frame = {0};
  add_u32(&frame, (uint32_t)payload->size + 5);
  add_u8(&frame, type);
  add_u32(&frame, 1);
  add(&frame, payload->data, payload->size);
  expect_host_mistake(frame.data, frame.size, what);
}

static void ends_on_malformed_frames(void) {
  struct bytes nothing = {0}, put = {0};
  expect_host_mistake("\3\0\0\0\1\1\1", 7, "a length below 5");
  expect_host_mistake("\377\377\377\377\2\0\0\0\0", 9, "a length of 4 GiB");
  expect_host_mistake("\20\0\0\0\2\1", 6, "an end in the middle");
  expect_malformed(0x7f, &nothing, "an unknown type");
  expect_malformed(RUN, &nothing, "an empty RUN");
  struct request request = request_for("/bin/true", NULL);
  struct bytes run = run_head(&request, 1);
  expect_malformed(RUN, &run, "a RUN without its item");
  add_item(&run, NULL, "", 0);
  add_u8(&run, 0);
  expect_malformed(RUN, &run, "a byte too many");
  request.address_space = 3;
  run = run_head(&request, 0);
  expect_malformed(RUN, &run, "an unknown address space");
  request = request_for("/bin/true", NULL);
  run = run_head(&request, 1);
  add_u32(&run, 1);
  add_sized(&run, "a\0b", 3);
  add_u32(&run, 0);
  expect_malformed(RUN, &run, "a NUL in an argument");
  add_u8(&put, 0);
  add_text(&put, "d");
  add_text(&put, "file");
  expect_malformed(PUT, &put, "a bundle that ends inside an entry");
  struct bytes collect = {0};
  add_u32(&collect, 1);
  expect_malformed(COLLECT, &collect, "a short COLLECT");
}

static void refuses_bad_numbers(void) {
  const char *const values[] = {"", "x", "1x", "+1", "-1", " 1", "60001", "99999999999999999999999"};
  for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
    int to, from, code = wait_box(spawn_box((const char *[]){"serve", "--slot", values[i], NULL}, &to, &from));
    CHECK(code == 2, "--slot '%s': exit code %d", values[i], code);
    close(to);
    close(from);
  }
}

static void start_nap(struct host *host) {
  struct request request = program_request(host, "nap");
  request.wall_ms = 60000;
  start_watched(host, request, "nap");
}

static bool ends_soon(int fd) {
  char byte;
  struct pollfd wait = {.fd = fd, .events = POLLIN};
  return poll(&wait, 1, 10000) == 1 && read(fd, &byte, 1) == 0;
}

static void ends_when_nobody_reads(void) {
  struct host host = new_box(NULL);
  double start = seconds();
  start_nap(&host);
  close(host.from);
  CHECK(wait_box(host.pid) == 0);
  CHECK(seconds() - start < 10);
  close(host.to);
  if (!mode.full) CHECK(access(host.work, F_OK), "%s is still there", host.work);
}

static void ends_when_its_outer_process_is_killed(void) {
  struct host host = new_box(NULL);
  start_nap(&host);
  kill(host.pid, SIGKILL);
  wait_box(host.pid);
  CHECK(ends_soon(host.from), "somebody still holds the output");
  if (!mode.full) CHECK(access(host.work, F_OK), "%s is still there", host.work);
  close(host.from);
  close(host.to);
}

void protocol_tests(void) {
  test("says READY with its isolation and its directories", says_ready);
  test("runs a batch of 32 and answers in order", runs_a_batch_in_order);
  test("appends each item's own arguments", passes_extra_arguments);
  test("passes 8 MiB of input through unchanged, and stays small", passes_a_big_input);
  test("cuts outputs at what is to be kept, and says so", cuts_outputs);
  test("reads frames cut anywhere", reads_frames_cut_anywhere);
  test("answers requests sent together in order, also after the end of its input", answers_pipelined_requests_in_order);
  test("answers what cannot be done with ERROR and goes on", goes_on_after_an_error);
  test("does not keep the answer of a quick item waiting for a slow one", sends_slow_answers_at_once);
  test("ends with exit code 121 on frames that do not parse", ends_on_malformed_frames);
  test("ends with exit code 2 on options that are no numbers, or too large", refuses_bad_numbers);
  test("ends when nobody reads its answers", ends_when_nobody_reads);
  test("ends when its outer process is killed", ends_when_its_outer_process_is_killed);
}
