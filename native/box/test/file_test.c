#define _GNU_SOURCE
#include "harness.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static struct host host;

static void bundle_in_many_parts(void) {
  struct bytes bundle = {0};
  add_file(&bundle, "one.txt", 0644, "first", 5);
  add_file(&bundle, "deep/er/two.txt", 0644, "second", 6);
  add_file(&bundle, "empty", 0755, "", 0);
  for (size_t i = 0; i < bundle.size; i++) {
    struct bytes part = {0};
    add_u8(&part, i + 1 < bundle.size);
    add_text(&part, "parts");
    add(&part, bundle.data + i, 1);
    send_frame(host.to, PUT, 6, &part);
    free(part.data);
  }
  expect(host.from, DONE, 6);
  char path[400];
  snprintf(path, sizeof path, "%.300s/parts/deep/er/two.txt", host.files);
  struct result result = behave(&host, "cat", path);
  CHECK(!strcmp(result.out, "second"), "%s", result.out);
  put_file(&host, "parts", "one.txt", 0644, "overwritten", 11);
  snprintf(path, sizeof path, "%.300s/parts/one.txt", host.files);
  result = behave(&host, "cat", path);
  CHECK(!strcmp(result.out, "overwritten"), "%s", result.out);
}

static void bad_paths(void) {
  const char *const paths[] = {"../x", "/etc/x", "a//b", "a/./b", "a/..", ".", "a/", "test/program/below-a-file"};
  for (unsigned i = 0; i < sizeof paths / sizeof *paths; i++) {
    struct bytes put = {0};
    add_u8(&put, 0);
    add_text(&put, "");
    add_file(&put, "before", 0644, "x", 1);
    add_file(&put, paths[i], 0644, "x", 1);
    add_file(&put, "after", 0644, "x", 1);
    send_frame(host.to, PUT, 8, &put);
    expect(host.from, ERROR, 8);
  }
  struct bytes put = {0};
  add_u8(&put, 0);
  add_text(&put, "../up");
  send_frame(host.to, PUT, 8, &put);
  expect(host.from, ERROR, 8);
}

static void too_many_files(void) {
  if (!mode.full) return;
  struct host small = new_box((const char *[]){"--files-bytes", "4194304", NULL});
  char *big = calloc(1, 8 << 20);
  struct bytes put = {0};
  add_u8(&put, 0);
  add_text(&put, "big");
  add_file(&put, "file", 0644, big, 8 << 20);
  send_frame(small.to, PUT, 8, &put);
  struct frame frame = expect(small.from, ERROR, 8);
  CHECK(memmem(frame.payload, frame.size, "No space left", 13));
  free(big);
  end_box(&small);
}

static struct bytes collect(struct host *from, uint64_t most_bytes, uint32_t most_files, uint8_t *flags) {
  struct bytes request = {0}, bundle = {0};
  add_u64(&request, most_bytes);
  add_u32(&request, most_files);
  add_u8(&request, 0);
  add_u32(&request, 0);
  send_frame(from->to, COLLECT, 11, &request);
  do {
    struct frame frame = expect(from->from, FILES, 11);
    *flags = frame.payload[0];
    add(&bundle, frame.payload + 1, frame.size - 1);
  } while (*flags & 1);
  return bundle;
}

/* name -> content in a bundle; NULL: not there */
static const uint8_t *find(const struct bytes *bundle, const char *name, uint32_t *mode_bits, uint64_t *size) {
  for (size_t at = 0; at < bundle->size;) {
    uint32_t length;
    memcpy(&length, bundle->data + at, 4);
    const uint8_t *path = bundle->data + at + 4;
    memcpy(mode_bits, path + length, 4);
    memcpy(size, path + length + 4, 8);
    if (length == strlen(name) && !memcmp(path, name, length)) return path + length + 12;
    at += 4 + length + 12 + *size;
  }
  return NULL;
}

static void collects(void) {
  struct request request = program_request(&host, "make-output");
  request.flags = KEEP_WORK;
  struct result result = run_one(&host, &request, "");
  CHECK(result.outcome == OK, "%d", result.exit_code);
  uint8_t flags;
  uint32_t bits;
  uint64_t size;
  struct bytes bundle = collect(&host, 1 << 20, 100, &flags);
  const uint8_t *content = find(&bundle, "program", &bits, &size);
  CHECK(flags == 0, "%u", flags);
  CHECK(content && bits == 0755 && size == 4 && !memcmp(content, "\177ELF", 4), "program");
  content = find(&bundle, "sub/big", &bits, &size);
  CHECK(content && bits == 0644 && size == 100000 && content[0] == 'b' && content[99999] == 'b', "sub/big");
  CHECK(find(&bundle, "unreadable", &bits, &size) && size == 0, "unreadable");
  CHECK(find(&bundle, "empty", &bits, &size), "empty");
  CHECK(!find(&bundle, "stolen", &bits, &size) && !find(&bundle, "fifo", &bits, &size) && !find(&bundle, "root", &bits, &size), "too much");
  struct bytes again = {0}; /* what COLLECT gave may be PUT as it is */
  add_u8(&again, 0);
  add_text(&again, "again");
  add(&again, bundle.data, bundle.size);
  send_frame(host.to, PUT, 12, &again);
  expect(host.from, DONE, 12);
  collect(&host, 50000, 100, &flags);
  CHECK(flags == 2, "too many bytes");
  collect(&host, 1 << 20, 1, &flags);
  CHECK(flags == 2, "too many files");
  behave(&host, "exit", "0");
  bundle = collect(&host, 1 << 20, 100, &flags);
  CHECK(bundle.size == 0 && flags == 0, "emptied after a run without KEEP_WORK");
}

static void links(void) {
  put_file(&host, "linked", "linked.txt", 0644, "through a link", 14);
  struct request request = program_request(&host, "cat-link");
  request.links = "linked";
  for (int i = 0; i < 2; i++) {
    struct result result = run_one(&host, &request, "");
    CHECK(!strcmp(result.out, "through a link"), "%d", result.exit_code);
  }
  struct result result = behave(&host, "cat-link", NULL);
  CHECK(result.exit_code == ENOENT, "the link must be gone: %d", result.exit_code);
}

static void copies(void) {
  put_file(&host, "copied", "data/given", 0755, "first", 5);
  put_file(&host, "copied", "own", 0644, "1", 1);
  put_program(&host, "bin", "program", program_path);
  struct request request = program_request(&host, "spoil");
  request.copies = "copied", request.links = "bin";
  for (int i = 0; i < 4; i++) {
    request.argv[2] = i & 1 ? "1" : NULL;
    struct result result = run_one(&host, &request, "");
    CHECK(!strcmp(result.out, "link /program\ngiven 5 1 493\nown 1\n"), "run %d: %s", i, result.out);
  }
  struct result result = behave(&host, "spoil", NULL);
  CHECK(!strcmp(result.out, ""), "a run without them: %s", result.out);
  request.copies = "nowhere";
  result = run_one(&host, &request, "");
  CHECK(result.outcome == INTERNAL && strstr(result.err, "copy the files"), "%u %s", result.outcome, result.err);
}

static void collects_what_is_asked_for(void) {
  struct request request = program_request(&host, "make-output");
  request.flags = KEEP_WORK;
  run_one(&host, &request, "");
  struct bytes collecting = {0}, bundle = {0};
  add_u64(&collecting, 150000);
  add_u32(&collecting, 1);
  add_u8(&collecting, 1);
  add_u32(&collecting, 2);
  add_text(&collecting, "s*/b?g");
  add_text(&collecting, "nothing/**");
  send_frame(host.to, COLLECT, 11, &collecting);
  uint8_t flags;
  do {
    struct frame frame = expect(host.from, FILES, 11);
    flags = frame.payload[0];
    add(&bundle, frame.payload + 1, frame.size - 1);
  } while (flags & 1);
  uint32_t bits;
  uint64_t size;
  CHECK(flags == 0 && bundle.size == 4 + 7 + 12 + 100000 && find(&bundle, "sub/big", &bits, &size), "%u %zu", flags, bundle.size);
  bundle = collect(&host, 1 << 20, 100, &flags);
  CHECK(bundle.size == 0, "emptied after it was collected");
}

static void expect_clean_after(const char *behaviour, const char *argument) {
  struct result result = behave(&host, behaviour, argument);
  CHECK(!(result.flags & DIRTY), "%s: dirty", behaviour);
  result = behave(&host, "make-file", NULL);
  CHECK(result.outcome == OK, "after %s: %d", behaviour, result.exit_code);
  uint8_t flags;
  struct bytes bundle = collect(&host, 1 << 20, 10, &flags);
  CHECK(bundle.size == 0, "after %s", behaviour);
}

static void cleans(void) {
  expect_clean_after("make-file", NULL);
  expect_clean_after("make-tree", NULL);
  expect_clean_after("dig", "3900");
  expect_clean_after("fill-disk", NULL);
}

static void no_notes(void) {
  struct result first = behave(&host, "times", NULL), second = behave(&host, "times", NULL);
  CHECK(first.outcome == OK && !strcmp(first.out, second.out), "%s %s", first.out, second.out);
}

static void disk_is_limited(void) {
  struct host small = new_box((const char *[]){"--work-bytes", "4194304", "--work-inodes", "100", NULL});
  struct result result = behave(&small, "fill-disk", NULL);
  /* With a file system of its own: ENOSPC. Without: the watchdog, or nothing when the program is quicker than
   * it. */
  if (mode.full) CHECK(result.exit_code == ENOSPC, "%d", result.exit_code);
  else CHECK(result.outcome == OUTPUT_LIMIT, "%u", result.outcome);
  result = behave(&small, "exit", "0");
  CHECK(result.outcome == OK);
  end_box(&small);
}

static void dirty(void) {
  struct host slow = new_box((const char *[]){"--clean-ms", "0", NULL});
  struct request request = program_request(&slow, "make-tree");
  struct bytes run = run_head(&request, 3);
  for (int i = 0; i < 3; i++) add_item(&run, NULL, "input", 5);
  send_frame(slow.to, RUN, 4, &run);
  for (int i = 0; i < 3; i++) {
    struct frame frame = expect(slow.from, RESULT, 4);
    struct result result = parse_result(&frame);
    CHECK(result.flags & DIRTY, "item %d", i);
    CHECK(result.outcome == (i ? INTERNAL : OK), "item %d: %u", i, result.outcome);
  }
  end_box(&slow);
}

void file_tests(void) {
  host = new_box((const char *[]){"--work-inodes", "8192", NULL});
  test("takes a bundle in parts of one byte, and overwrites", bundle_in_many_parts);
  test("refuses paths that leave the directory, and goes on", bad_paths);
  if (mode.full) test("says when the files do not fit", too_many_files);
  test("collects regular files only, and never through a link", collects);
  test("links a directory's entries into the current directory", links);
  test("gives each run copies of its files and its link, whatever the last one did to them", copies);
  test("collects what a pattern asks for, and empties /work afterwards when it is told to", collects_what_is_asked_for);
  test("empties /work and /tmp after each run, however deep or closed the tree", cleans);
  test("leaves no note for the next run in the times of the directory", no_notes);
  test("limits the disk", disk_is_limited);
  test("calls itself dirty when it cannot empty the directory, and runs nothing more", dirty);
  CHECK(end_box(&host) == 0);
}
