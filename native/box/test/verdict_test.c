/*
 * The order of verdicts, without a box: every two causes that can be observed of one run are put together,
 * and the one that comes first must win. PROTOCOL.md has the outcomes, README.md ("The verdict") the order in
 * words.
 */
#define _GNU_SOURCE
#include "../run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>

#define MIB (1ull << 20)
#define SECOND 1000000000ull
#define EXITED(code) ((code) << 8) /* as wait4 says it; a signal is its own number */

static const struct program program = {.wall_limit_ns = 2 * SECOND, .cpu_limit_ns = SECOND, .memory_limit = 100 * MIB, .output_limit = MIB, .file_limit = MIB};
static const char *const NAMES[] = {"ok", "runtime_error", "cpu_limit", "wall_limit", "memory_limit", "output_limit", "internal", "file_size_limit"};
static int passed, failed;

/* A cause has a place in the order; those of one place have one outcome. What is 0 or NULL it says nothing
 * about. */
struct cause {
  int place;
  const char *name;
  enum outcome outcome;
  struct observed observed;
  bool needs_no_stop; /* it would not be this cause if the box had killed the run, or its time were up */
};

static const struct cause CAUSES[] = {
    {1, "exec failed", OUTCOME_INTERNAL, {.launch_error = ENOENT}, false},
    {2, "the peak is over the limit", OUTCOME_MEMORY_LIMIT, {.memory = 100 * MIB + 1}, false},
    {2, "the watchdog saw too much memory", OUTCOME_MEMORY_LIMIT, {.stop = STOP_MEMORY}, false},
    {2, "the cgroup killed", OUTCOME_MEMORY_LIMIT, {.out_of_memory = true}, false},
    {2, "a SIGKILL that may be the kernel's", OUTCOME_MEMORY_LIMIT, {.wait_status = SIGKILL, .may_be_oom_kill = true}, true},
    {3, "the wall clock ran out", OUTCOME_WALL_LIMIT, {.stop = STOP_WALL}, false},
    {4, "the watchdog saw too much CPU time", OUTCOME_CPU_LIMIT, {.stop = STOP_CPU}, false},
    {4, "SIGXCPU", OUTCOME_CPU_LIMIT, {.wait_status = SIGXCPU}, false},
    {4, "the CPU time is over the limit", OUTCOME_CPU_LIMIT, {.cpu_ns = SECOND + 1}, false},
    {5, "the watchdog saw too much output", OUTCOME_OUTPUT_LIMIT, {.stop = STOP_OUTPUT}, false},
    {6, "SIGXFSZ", OUTCOME_FILE_SIZE_LIMIT, {.wait_status = SIGXFSZ}, false},
    {5, "stdout is over its limit", OUTCOME_OUTPUT_LIMIT, {.stdout_bytes = MIB + 1}, false},
    {5, "stderr is over its limit", OUTCOME_OUTPUT_LIMIT, {.stderr_bytes = MIB + 1}, false},
    {6, "a file is over its limit", OUTCOME_FILE_SIZE_LIMIT, {.file_too_large = true}, false},
    {7, "it failed, and was refused memory", OUTCOME_MEMORY_LIMIT, {.wait_status = EXITED(1), .memory_refused = true}, false},
    {7, "it was ended by a signal, and is too large to be loaded", OUTCOME_MEMORY_LIMIT, {.wait_status = SIGSEGV, .image_too_large = true}, false},
    {8, "an exit code", OUTCOME_RUNTIME_ERROR, {.wait_status = EXITED(1)}, false},
    {8, "a crash", OUTCOME_RUNTIME_ERROR, {.wait_status = SIGSEGV}, false},
    {8, "a SIGKILL that is not the kernel's", OUTCOME_RUNTIME_ERROR, {.wait_status = SIGKILL}, false},
};
#define COUNT (sizeof CAUSES / sizeof *CAUSES)

static void expect(enum outcome outcome, const struct observed *observed, const char *name, const char *other) {
  enum outcome got = judge(&program, observed);
  if (got == outcome) {
    passed++;
    return;
  }
  failed++;
  printf("FAILED %s%s%s: %s, not %s\n", name, *other ? ", and " : "", other, NAMES[got], NAMES[outcome]);
}

/* Both at once. False where that cannot be: a run has one end, and is killed for one reason. */
static bool unite(const struct cause *first, const struct cause *second, struct observed *both) {
  const struct observed *a = &first->observed, *b = &second->observed;
  if (first->needs_no_stop && (b->stop || b->cpu_ns)) return false;
  if (a->stop && b->stop) return false;
  if (a->wait_status && b->wait_status && a->wait_status != b->wait_status) return false;
  *both = (struct observed){
      .launch_error = a->launch_error ? a->launch_error : b->launch_error,
      .stop = a->stop ? a->stop : b->stop,
      .wait_status = a->wait_status ? a->wait_status : b->wait_status,
      .cpu_ns = a->cpu_ns > b->cpu_ns ? a->cpu_ns : b->cpu_ns,
      .memory = a->memory > b->memory ? a->memory : b->memory,
      .out_of_memory = a->out_of_memory || b->out_of_memory,
      .memory_refused = a->memory_refused || b->memory_refused,
      .image_too_large = a->image_too_large || b->image_too_large,
      .file_too_large = a->file_too_large || b->file_too_large,
      .may_be_oom_kill = a->may_be_oom_kill || b->may_be_oom_kill,
      .stdout_bytes = a->stdout_bytes > b->stdout_bytes ? a->stdout_bytes : b->stdout_bytes,
      .stderr_bytes = a->stderr_bytes > b->stderr_bytes ? a->stderr_bytes : b->stderr_bytes,
  };
  return true;
}

static void each_alone(void) {
  for (unsigned i = 0; i < COUNT; i++) expect(CAUSES[i].outcome, &CAUSES[i].observed, CAUSES[i].name, "");
}

/* No two neighbouring places may have nothing in common, or their order would rest on nothing. */
static void each_with_each(void) {
  bool met[16] = {false};
  for (unsigned i = 0; i < COUNT; i++)
    for (unsigned k = 0; k < COUNT; k++) {
      struct observed both;
      if (CAUSES[i].place >= CAUSES[k].place || !unite(&CAUSES[i], &CAUSES[k], &both)) continue;
      expect(CAUSES[i].outcome, &both, CAUSES[i].name, CAUSES[k].name);
      if (CAUSES[k].place == CAUSES[i].place + 1) met[CAUSES[i].place] = true;
    }
  for (int place = CAUSES[0].place; place < CAUSES[COUNT - 1].place; place++)
    if (!met[place]) failed++, printf("FAILED places %d and %d were never at once\n", place, place + 1);
}

static void borders(void) {
  expect(OUTCOME_OK, &(struct observed){.memory = 100 * MIB, .cpu_ns = SECOND, .stdout_bytes = MIB, .stderr_bytes = MIB}, "everything just within its limit", "");
  expect(OUTCOME_RUNTIME_ERROR, &(struct observed){.wait_status = EXITED(1), .memory = 100 * MIB}, "it failed with all of its memory in use", "");
  expect(OUTCOME_CPU_LIMIT, &(struct observed){.wait_status = SIGKILL, .may_be_oom_kill = true, .cpu_ns = 2 * SECOND}, "the kernel's SIGKILL at the end of RLIMIT_CPU", "");
  expect(OUTCOME_OK, &(struct observed){.wait_status = 0}, "a good end", "");
  expect(OUTCOME_OK, &(struct observed){.memory_refused = true, .process_denied = true}, "a good end after it was refused something", "");
  expect(OUTCOME_RUNTIME_ERROR, &(struct observed){.wait_status = EXITED(1), .process_denied = true}, "it failed, and was refused a process", "");
}

int main(void) {
  each_alone();
  each_with_each();
  borders();
  printf("%d passed, %d failed: the order of verdicts\n", passed, failed);
  return failed || !passed;
}
