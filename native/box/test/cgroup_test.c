/*
 * What the box asks of a cgroup, seen in a folder of ordinary files with the names of cgroup v2: so it is the
 * same on every host. That a real one stops a program is tested where the worker makes one.
 */
#define _GNU_SOURCE
#include "harness.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIB (1ul << 20)
static const char *const NAMES[] = {"cgroup.procs", "memory.max", "memory.swap.max", "memory.current", "memory.peak", "memory.events", "memory.stat", "pids.max"};
static char folder[40];

static const char *path_of(const char *name) {
  static char path[80];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static void write_text(const char *name, const char *text) {
  int fd = open(path_of(name), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (fd < 0 || fchmod(fd, 0666) || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) exit(1);
  close(fd);
}

static const char *read_text(const char *name) {
  static char text[200];
  int fd = open(path_of(name), O_RDONLY);
  ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
  close(fd);
  text[length > 0 ? length : 0] = 0;
  return text;
}

static struct host box_in_folder(bool processes) {
  strcpy(folder, "/tmp/box-cgroup-XXXXXX");
  if (!mkdtemp(folder) || chmod(folder, 0755)) exit(1);
  for (unsigned i = 0; i < sizeof NAMES / sizeof *NAMES; i++) write_text(NAMES[i], "");
  write_text("memory.current", "5242880\n");
  write_text("memory.stat", "anon 1048576\nfile 3145728\nkernel 1048576\nshmem 2097152\n");
  write_text("memory.events", "low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\n");
  return new_box((const char *[]){"--cgroup", folder, "--work-bytes", "8388608", processes ? "--processes" : NULL, NULL});
}

static void leave_folder(struct host *host) {
  CHECK(end_box(host) == 0);
  for (unsigned i = 0; i < sizeof NAMES / sizeof *NAMES; i++) unlink(path_of(NAMES[i]));
  rmdir(folder);
}

static void limits(void) {
  struct host host = box_in_folder(false);
  CHECK(!strcmp(read_text("cgroup.procs"), "0"));
  struct request request = program_request_2(&host, "exit", "0");
  request.memory = 64 * MIB;
  request.output = 1 * MIB;
  request.processes = 10;
  struct result result = run_one(&host, &request, "");
  CHECK(result.outcome == OK, "%u %s", result.outcome, result.err);
  /* What is held already (4 MiB: the page cache is not), the run's memory, its files, both outputs, and room.
   * */
  CHECK(strtoul(read_text("memory.max"), NULL, 10) == (4 + 64 + 8 + 2 + 32) * MIB, "%s", read_text("memory.max"));
  CHECK(!strcmp(read_text("memory.swap.max"), "0"), "%s", read_text("memory.swap.max"));
  CHECK(!strcmp(read_text("pids.max"), "18"), "%s", read_text("pids.max"));
  leave_folder(&host);
}

static struct result exit_well(struct host *host) {
  struct request request = program_request_2(host, "exit", "0");
  request.memory = 64 * MIB;
  return run_one(host, &request, "");
}

/* The process that was killed need not be the first one, which may even end well. */
static void witness(void) {
  struct host host = box_in_folder(true);
  CHECK(exit_well(&host).outcome == OK);
  write_text("memory.events", "low 0\nhigh 0\nmax 7\noom 1\noom_kill 1\n");
  struct result result = exit_well(&host);
  CHECK(result.outcome == MEMORY_LIMIT && result.memory >= 64 * MIB, "%u: %lu", result.outcome, result.memory);
  CHECK(exit_well(&host).outcome == OK, "the next one is another's");
  leave_folder(&host);
}

static void exact_witness(void) {
  struct host host = box_in_folder(false);
  struct request request = program_request(&host, "kill-itself");
  request.memory = 64 * MIB;
  struct result result = run_one(&host, &request, "");
  CHECK(result.outcome == RUNTIME_ERROR && result.signal == SIGKILL, "%u", result.outcome);
  write_text("memory.events", "oom 1\noom_kill 1\n");
  result = run_one(&host, &request, "");
  CHECK(result.outcome == MEMORY_LIMIT && result.signal == SIGKILL, "%u", result.outcome);
  result = run_one(&host, &request, "");
  CHECK(result.outcome == RUNTIME_ERROR, "%u", result.outcome);
  leave_folder(&host);
}

static void without(void) {
  struct host host = new_box((const char *[]){"--cgroup", "/no/such/folder", NULL});
  struct result result = behave(&host, "exit", "0");
  CHECK(result.outcome == OK, "%u", result.outcome);
  CHECK(end_box(&host) == 0);
}

static void scores(void) {
  struct host host = new_box(NULL);
  char path[64], text[16] = "", before[16] = "";
  int fd = open("/proc/self/oom_score_adj", O_RDONLY);
  if (fd < 0 || read(fd, before, sizeof before - 1) <= 0) exit(1);
  close(fd);
  snprintf(path, sizeof path, "/proc/%d/oom_score_adj", (int)host.pid);
  fd = open(path, O_RDONLY);
  CHECK(fd >= 0 && read(fd, text, sizeof text - 1) > 0);
  close(fd);
  CHECK(atoi(text) == (atoi(before) > 900 ? atoi(before) : 900), "the box: %s", text);
  /* A run sees its own where it has a /proc. */
  struct result result = behave(&host, "cat", "/proc/self/oom_score_adj");
  if (mode.full) CHECK(!strcmp(result.out, "1000\n"), "a run: %s", result.out);
  CHECK(end_box(&host) == 0);
}

void cgroup_tests(void) {
  test("limits its cgroup to what the run may have, files and outputs included", limits);
  test("believes a cgroup that says the kernel killed for want of memory", witness);
  test("asks its cgroup whose a SIGKILL was", exact_witness);
  test("goes on without a cgroup that is not there", without);
  test("offers runs to the kernel before itself when memory is short", scores);
}
