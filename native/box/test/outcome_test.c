#define _GNU_SOURCE
#include "harness.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static struct host host;
#define MIB (1ul << 20)

static struct result limited(const char *behaviour, uint32_t cpu_ms, uint32_t wall_ms, uint64_t memory) {
  struct request request = program_request(&host, behaviour);
  request.cpu_ms = cpu_ms;
  request.wall_ms = wall_ms;
  request.memory = memory;
  return run_one(&host, &request, "");
}

static void exit_codes(void) {
  struct result result = behave(&host, "exit", "0");
  CHECK(result.outcome == OK && result.exit_code == 0);
  result = behave(&host, "exit", "77");
  CHECK(result.outcome == RUNTIME_ERROR && result.exit_code == 77 && result.signal == 0);
}

static void crashes(void) {
  struct result result = behave(&host, "crash", NULL);
  CHECK(result.outcome == RUNTIME_ERROR && result.signal == SIGSEGV && result.exit_code == -1);
}

/* Of the whole machine; -1: it does not count them. */
static long oom_kills(void) {
  char text[16384] = "";
  int fd = open("/proc/vmstat", O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
  close(fd);
  const char *at = length > 0 ? strstr(text, "\noom_kill ") : NULL;
  return at ? atol(at + strlen("\noom_kill ")) : -1;
}

/* When the kernel killed another process meanwhile, the box cannot know which of the two it was: once more. */
static void own_sigkill(void) {
  long before = oom_kills();
  CHECK(before >= 0, "Linux 4.13 counts them");
  for (;;) {
    struct host fresh = new_box(NULL);
    struct result result = behave(&fresh, "kill-itself", NULL);
    CHECK(result.signal == SIGKILL, "signal %d", result.signal);
    CHECK(end_box(&fresh) == 0);
    long after = oom_kills();
    if (after == before) {
      CHECK(result.outcome == RUNTIME_ERROR, "outcome %u", result.outcome);
      return;
    }
    before = after;
  }
}

static void cpu_limit(void) {
  struct result result = limited("spin", 200, 30000, 256 * MIB);
  CHECK(result.outcome == CPU_LIMIT && result.signal == SIGKILL, "outcome %u signal %d", result.outcome, result.signal);
  CHECK(result.cpu_us >= 200000 && result.cpu_us < 260000, "%lu us", result.cpu_us);
  result = limited("spin", 200, 30000, 0); /* without a memory limit the watchdog sleeps longer */
  CHECK(result.outcome == CPU_LIMIT && result.cpu_us >= 200000 && result.cpu_us < 260000, "%lu us", result.cpu_us);
}

static void wall_limit(void) {
  struct result result = limited("nap", 1000, 300, 256 * MIB);
  CHECK(result.outcome == WALL_LIMIT && result.wall_us >= 300000 && result.wall_us < 1000000, "%u, %lu us", result.outcome, result.wall_us);
  result = limited("stop", 1000, 300, 256 * MIB);
  CHECK(result.outcome == WALL_LIMIT, "stopped: %u", result.outcome);
}

static void memory_limit(void) {
  const char *const behaviours[] = {"eat-thread", "eat-undumpable", "recurse", "eat-tables"};
  for (int i = 0; i < 4; i++) {
    struct result result = limited(behaviours[i], 20000, 60000, 64 * MIB);
    CHECK(result.outcome == MEMORY_LIMIT, "%s: outcome %u", behaviours[i], result.outcome);
    CHECK(result.memory > 57 * MIB && result.memory < 112 * MIB, "%s: %lu", behaviours[i], result.memory);
  }
}

static void memory_is_exact(void) {
  struct result result = behave(&host, "eat", "100");
  CHECK(result.outcome == OK && result.memory > 100 * MIB && result.memory < 104 * MIB, "%u: %lu", result.outcome, result.memory);
  struct request request = program_request_2(&host, "eat", "100");
  request.memory = 64 * MIB;
  for (uint8_t kind = 0; kind <= 2; kind++) {
    request.address_space = kind;
    result = run_one(&host, &request, "");
    CHECK(result.outcome == MEMORY_LIMIT, "address space %u: outcome %u", kind, result.outcome);
  }
  request.argv[2] = "1000";
  request.address_space = 1;
  result = run_one(&host, &request, "");
  CHECK(result.outcome == MEMORY_LIMIT, "bad_alloc: outcome %u", result.outcome);
}

static void out_of_memory_in_words(void) {
  struct result result = behave(&host, "oom", NULL);
  CHECK(result.outcome == RUNTIME_ERROR && result.exit_code == 1, "%u", result.outcome);
}

static void refused_memory(void) {
  const char *const behaviours[] = {"ask", "grow"};
  for (int i = 0; i < 2; i++) {
    struct result result = behave(&host, behaviours[i], "250");
    CHECK(result.outcome == OK, "%s: within: %u", behaviours[i], result.outcome);
    result = behave(&host, behaviours[i], "300");
    CHECK(result.outcome == MEMORY_LIMIT && result.exit_code == 3 && result.memory < 32 * MIB, "%s: beyond: %u", behaviours[i], result.outcome);
  }
}

static void own_stack(void) {
  struct request request = program_request(&host, "recurse");
  request.stack = 4 * MIB;
  struct result result = run_one(&host, &request, "");
  CHECK(result.outcome == RUNTIME_ERROR && result.signal == SIGSEGV && result.memory < 16 * MIB, "%u %d %lu", result.outcome, result.signal, result.memory);
}

static void file_limit(void) {
  const char *const behaviours[] = {"large", "large-ignoring"};
  for (int i = 0; i < 2; i++)
    for (uint64_t output = 500; output <= 5000; output += 4500) { /* below and above the limit of files */
      struct request request = program_request_2(&host, behaviours[i], "1000");
      request.output = output, request.file = 1000;
      struct result result = run_one(&host, &request, "");
      CHECK(result.outcome == OK, "%s: just as much: %u %d", behaviours[i], result.outcome, result.exit_code);
      request.argv[2] = "1001";
      result = run_one(&host, &request, "");
      CHECK(result.outcome == FILE_SIZE_LIMIT, "%s: one more: %u %d", behaviours[i], result.outcome, result.exit_code);
    }
  struct request request = program_request(&host, "flood");
  request.output = 1000, request.file = 8 * MIB, request.stdout_keep = 5000;
  struct result result = run_one(&host, &request, "");
  CHECK(result.outcome == OUTPUT_LIMIT && result.out_size == 1000, "%u %u", result.outcome, result.out_size);
}

static void order_of_writing(void) {
  struct host ordered = new_box((const char *[]){"--ordered", NULL});
  for (int i = 0; i < 2; i++) {
    struct result result = behave(&ordered, "in-turn", NULL);
    CHECK(!strcmp(result.out, "acd") && !strcmp(result.err, "bbe"), "%s %s", result.out, result.err);
    static const uint32_t pieces[] = {1 << 1, 2 << 1 | 1, 2 << 1, 1 << 1 | 1};
    CHECK(result.order_count == 4 && !memcmp(result.order, pieces, sizeof pieces), "%u pieces", result.order_count);
  }
  CHECK(end_box(&ordered) == 0);
  struct result result = behave(&host, "in-turn", NULL);
  CHECK(result.outcome == OK && result.order_count == 0, "%u pieces", result.order_count);
}

static void output_limit(void) {
  struct request request = program_request(&host, "flood");
  request.output = 1 * MIB;
  request.stdout_keep = 10;
  struct result result = run_one(&host, &request, "");
  CHECK(result.outcome == OUTPUT_LIMIT && result.stdout_bytes == MIB + 1 && result.out_size == 10, "%u %lu", result.outcome, result.stdout_bytes);
  request.flags = LARGE_FILES;
  result = run_one(&host, &request, "");
  CHECK(result.outcome == OUTPUT_LIMIT && result.stdout_bytes >= MIB && result.out_size == 10, "large files: %u", result.outcome);
  request = program_request_2(&host, "flood", "2");
  request.output = 1 * MIB;
  result = run_one(&host, &request, "");
  CHECK(result.outcome == OUTPUT_LIMIT && result.stderr_bytes == MIB + 1 && result.flags & STDERR_TRUNCATED, "stderr: %u", result.outcome);
}

static void outputs_at_the_limit(void) {
  for (unsigned large = 0; large < 2; large++) {
    struct request request = program_request_2(&host, "print", "1000");
    request.output = 1000;
    request.stdout_keep = 5000;
    request.flags = large ? LARGE_FILES : 0;
    struct result result = run_one(&host, &request, "");
    CHECK(result.outcome == OK && result.out_size == 1000 && !(result.flags & STDOUT_TRUNCATED), "just as much: %u %u", result.outcome, result.out_size);
    request.argv[2] = "1001";
    result = run_one(&host, &request, "");
    CHECK(result.outcome == OUTPUT_LIMIT && result.out_size == 1000 && result.flags & STDOUT_TRUNCATED, "one more: %u %u", result.outcome, result.out_size);
  }
}

static void internal_errors(void) {
  struct request request = request_for("/no/such/program", NULL);
  struct result result = run_one(&host, &request, "");
  CHECK(result.outcome == INTERNAL && result.exit_code == -1 && !strcmp(result.err, "exec /no/such/program: No such file or directory"), "%s", result.err);
  request = request_for("no-such-program", NULL);
  result = run_one(&host, &request, "");
  CHECK(result.outcome == INTERNAL && strstr(result.err, "No such file"), "%s", result.err);
  put_file(&host, "test", "broken", 0755, "\177ELF nonsense", 13);
  char path[400];
  snprintf(path, sizeof path, "%.300s/test/broken", host.files);
  request = request_for(path, NULL);
  result = run_one(&host, &request, "");
  CHECK(result.outcome == RUNTIME_ERROR && result.exit_code == 126 && strstr(result.err, "Exec format error"), "%u %s", result.outcome, result.err);
  put_file(&host, "test", "script", 0755, "#!/no/such/shell\n", 17);
  snprintf(path, sizeof path, "%.300s/test/script", host.files);
  result = run_one(&host, &request, "");
  CHECK(result.outcome == RUNTIME_ERROR && result.exit_code == 127 && strstr(result.err, "No such file"), "%u %s", result.outcome, result.err);
}

static pid_t child_of(pid_t pid) {
  char path[64], text[64] = "";
  snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
  close(fd);
  return length > 0 ? (pid_t)atoi(text) : -1;
}

/* As a tracer we can make its end take as long as we like. */
static void run_without_end(void) {
  struct host fresh = new_box(NULL);
  struct request request = program_request(&fresh, "nap");
  request.wall_ms = 1000;
  start_watched(&fresh, request, "nap");
  pid_t run;
  while ((run = child_of(child_of(fresh.pid))) < 0) usleep(1000);
  CHECK(!ptrace(PTRACE_SEIZE, run, 0, PTRACE_O_TRACEEXIT), "%d: %s", (int)run, strerror(errno));
  struct frame frame = expect(fresh.from, 0x83, 9);
  struct result result = parse_result(&frame);
  CHECK(result.outcome == WALL_LIMIT && result.flags & 4 && result.wall_us < 9000000, "%u, flags %u, %lu us", result.outcome, result.flags, result.wall_us);
  CHECK(result.wall_us > 3500000, "it ended by itself: %lu us", result.wall_us);
  free_result(&result);
  CHECK(waitpid(run, NULL, __WALL) == run && !ptrace(PTRACE_DETACH, run, 0, 0), "%s", strerror(errno));
  CHECK(end_box(&fresh) == 0);
}

static void programs_by_name(void) {
  struct request request = request_for("program", "exit");
  char path[420];
  request.argv[2] = "3";
  snprintf(path, sizeof path, "PATH=/nowhere:%.300s/test", host.files);
  request.env[0] = path;
  struct result result = run_one(&host, &request, "");
  CHECK(result.outcome == RUNTIME_ERROR && result.exit_code == 3, "%u %s", result.outcome, result.err);
}

/* How many processes of the host were started as DIRECTORY/... */
static int running_below(const char *directory) {
  int count = 0;
  DIR *proc = opendir("/proc");
  for (struct dirent *entry; (entry = readdir(proc));) {
    char path[300], command[400] = "";
    snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) continue;
    if (read(fd, command, sizeof command - 1) > 0) count += !strncmp(command, directory, strlen(directory));
    close(fd);
  }
  closedir(proc);
  return count;
}

/* Until there are several; a bomb needs a moment to go off on a busy machine. */
static int becomes_many(const char *directory) {
  for (int waited_ms = 0; waited_ms < 20000; waited_ms += 10) {
    if (running_below(directory) > 1) return 1;
    usleep(10000);
  }
  return 0;
}

static void processes_and_leftovers(void) {
  struct host with = new_box((const char *[]){"--processes", NULL});
  struct result result = behave(&with, "fork", NULL);
  CHECK(result.exit_code == 0, "fork: %d", result.exit_code);
  result = behave(&with, "leave", "5");
  CHECK(result.outcome == OK && result.leftovers == 5, "%u leftovers", result.leftovers);
  struct request request = program_request(&with, "hide-work");
  request.cpu_ms = 300;
  request.wall_ms = 30000;
  result = run_one(&with, &request, "");
  CHECK(result.outcome == CPU_LIMIT && result.cpu_us < 500000, "hidden work: outcome %u, %lu us", result.outcome, result.cpu_us);
  request = program_request(&with, "bomb");
  request.cpu_ms = 300;
  request.wall_ms = 5000;
  request.processes = 50;
  result = run_one(&with, &request, "");
  CHECK(result.outcome == CPU_LIMIT || result.outcome == WALL_LIMIT, "bomb: outcome %u", result.outcome);
  result = behave(&with, "exit", "0");
  CHECK(result.outcome == OK && result.leftovers == 0, "after the bomb");
  /* The end of the box in the middle of a bomb is the end of the bomb. */
  request.wall_ms = 60000;
  request.cpu_ms = 50000;
  start_watched(&with, request, "bomb");
  if (!mode.full) CHECK(becomes_many(with.files), "no bomb: %d", running_below(with.files));
  close(with.from);
  CHECK(wait_box(with.pid) == 0);
  close(with.to);
  if (!mode.full) CHECK(!running_below(with.files), "left: %d", running_below(with.files));
}

static void no_processes(void) {
  struct result result = behave(&host, "fork", NULL);
  CHECK(result.exit_code == EPERM && result.flags & PROCESS_DENIED, "%d %u", result.exit_code, result.flags);
  result = behave(&host, "threads", NULL);
  CHECK(result.outcome == OK && !(result.flags & PROCESS_DENIED), "%u: %d", result.outcome, result.exit_code);
}

static void as_many_threads_as_allowed(void) {
  struct request request = program_request_2(&host, "many-threads", "7");
  request.processes = 8;
  struct result result = run_one(&host, &request, "");
  CHECK(result.outcome == OK && !(result.flags & PROCESS_DENIED), "seven: %u %d", result.outcome, result.exit_code);
  request.argv[2] = "8";
  result = run_one(&host, &request, "");
  CHECK(result.outcome == RUNTIME_ERROR && result.exit_code == EAGAIN && result.flags & PROCESS_DENIED, "eight: %u %d", result.outcome, result.exit_code);
}

void outcome_tests(void) {
  host = new_box(NULL);
  test("tells exit code 0 from others", exit_codes);
  test("reports the signal that ended a program", crashes);
  test("tells a SIGKILL of the program's own from one of the kernel", own_sigkill);
  test("stops a program that never ends, by its CPU time", cpu_limit);
  test("stops a program that sleeps or is stopped, by the wall clock", wall_limit);
  test("stops a program that takes too much memory, however it hides it", memory_limit);
  test("measures memory exactly, and limits it in every kind of address space", memory_is_exact);
  test("believes no program that says it is out of memory", out_of_memory_in_words);
  test("sees that memory was refused, and calls it so when the program fails", refused_memory);
  test("ends a recursion at the limit of the stack", own_stack);
  test("limits files and outputs apart from each other", file_limit);
  test("notes in which order the outputs were written, when it is told to", order_of_writing);
  test("stops a program that writes too much", output_limit);
  test("allows as many bytes of output as the limit says, and not one more", outputs_at_the_limit);
  test("answers in words when a program cannot be started: `internal`, or an exit code where the program is to blame", internal_errors);
  test("waits three seconds for a run that was killed to end, and then answers", run_without_end);
  test("finds a program by the PATH it is given", programs_by_name);
  test("lets programs make threads but no processes", no_processes);
  if (mode.full) test("lets programs have as many threads as allowed, and says that it refused one more", as_many_threads_as_allowed);
  test("with --processes counts and kills what is left behind", processes_and_leftovers);
  CHECK(end_box(&host) == 0);
}
