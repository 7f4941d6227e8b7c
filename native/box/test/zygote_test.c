#define _GNU_SOURCE
#include "harness.h"

#include <stdlib.h>

#define RUNS 5

static struct host host;

/* Beside the other test program. */
static const char *interpreter_path(void) {
  static char path[1000];
  snprintf(path, sizeof path, "%.*s/interpreter", (int)(strrchr(program_path, '/') - program_path), program_path);
  return path;
}

static struct request interpreter_request(const char *script, const char *argument) {
  static char path[400];
  put_file(&host, "own", "main", 0644, script, strlen(script));
  snprintf(path, sizeof path, "%.300s/test/interpreter", host.files);
  struct request request = request_for(path, "main");
  request.copies = "own";
  request.argv[2] = argument;
  request.main_argument = 1;
  return request;
}

/* Runs it so often in one RUN. The results are the caller's. */
static void run_many(struct request request, struct result *results) {
  struct bytes run = run_head(&request, RUNS);
  for (unsigned i = 0; i < RUNS; i++) add_item(&run, NULL, i % 2 ? "odd" : "even", i % 2 ? 3 : 4);
  send_frame(host.to, RUN, 9, &run);
  free(run.data);
  for (unsigned i = 0; i < RUNS; i++) {
    struct frame frame = expect(host.from, RESULT, 9);
    results[i] = parse_result(&frame);
    free(frame.payload);
  }
}

/* How many of the runs began with the same random bytes as the one before. */
static unsigned count_forked(const struct result *results) {
  unsigned same = 0;
  for (unsigned i = 1; i < RUNS; i++) same += results[i].out_size >= 32 && !strncmp(results[i].out, results[i - 1].out, 32);
  return same;
}

static void forks_runs(void) {
  struct result results[RUNS];
  run_many(interpreter_request("count", NULL), results);
  CHECK(count_forked(results) == RUNS - 1, "%u: %s %s", count_forked(results), results[0].out, results[1].out);
  for (unsigned i = 0; i < RUNS; i++) {
    const char *said = results[i].out_size > 32 ? results[i].out + 32 : "";
    CHECK(results[i].outcome == OK && !results[i].leftovers && !results[i].flags, "%u %u", results[i].outcome, results[i].leftovers);
    CHECK(!strcmp(said, i % 2 ? " odd 4 1 1" : " even 4 1 1"), "%s", said);
  }
  run_many(interpreter_request("abort", NULL), results);
  CHECK(count_forked(results) == RUNS - 1, "%u", count_forked(results));
  for (unsigned i = 0; i < RUNS; i++) CHECK(results[i].signal == 6, "%d", results[i].signal);
}

static void keeps_limits(void) {
  struct result results[RUNS];
  struct request request = interpreter_request("spin", NULL);
  request.cpu_ms = 60;
  run_many(request, results);
  for (unsigned i = 0; i < RUNS; i++) CHECK(results[i].outcome == CPU_LIMIT && results[i].cpu_us >= 60000 && results[i].cpu_us < 400000, "%u %lu", results[i].outcome, (unsigned long)results[i].cpu_us);
}

static void only_where_fit(void) {
  struct result results[RUNS];
  run_many(interpreter_request("count", "with-descriptor"), results);
  CHECK(count_forked(results) == 0 && results[0].outcome == OK, "%u %u", count_forked(results), results[0].outcome);
  run_many(interpreter_request("count", "with-thread"), results);
  CHECK(count_forked(results) == 0 && results[0].outcome == OK, "%u %u", count_forked(results), results[0].outcome);
  struct request request = interpreter_request("count", NULL);
  request.main_argument = 0;
  run_many(request, results);
  CHECK(count_forked(results) == 0 && results[0].outcome == OK, "%u %u", count_forked(results), results[0].outcome);
  struct request missing = interpreter_request("count", NULL);
  missing.argv[1] = "other"; /* opened in the zygote, not there in a run */
  run_many(missing, results);
  CHECK(results[0].exit_code == 3 && results[RUNS - 1].exit_code == 3, "%d", results[0].exit_code);
}

static void time_of_start(void) {
  struct result results[RUNS];
  run_many(interpreter_request("time", "for-a-second"), results);
  CHECK(count_forked(results) == RUNS - 1, "%u", count_forked(results));
  for (unsigned i = 0; i < RUNS; i++) CHECK(results[i].out_size > 32 && !strcmp(results[i].out + 32, " 1 0 7"), "%s", results[i].out);
}

static void another_program(void) {
  struct result first[RUNS], second[RUNS];
  run_many(interpreter_request("count", NULL), first);
  run_many(interpreter_request("count", NULL), second);
  CHECK(!strncmp(first[0].out, second[0].out, 32), "%s %s", first[0].out, second[0].out);
  run_many(interpreter_request("count", "another argument"), second);
  CHECK(strncmp(first[0].out, second[0].out, 32) && count_forked(second) == RUNS - 1, "%s %s", first[0].out, second[0].out);
}

static void hurt_by_runs(void) {
  struct result results[RUNS];
  run_many(interpreter_request("hurt", NULL), results);
  for (unsigned i = 0; i < RUNS; i++) CHECK(results[i].outcome == OK && !results[i].leftovers, "%u", results[i].outcome);
  if (mode.full) CHECK(count_forked(results) == RUNS - 1 && results[0].out_size == 32, "%u %s", count_forked(results), results[0].out);
  run_many(interpreter_request("count", NULL), results);
  for (unsigned i = 0; i < RUNS; i++) CHECK(results[i].outcome == OK, "%u", results[i].outcome);
}

void zygote_tests(void) {
  host = new_box(NULL);
  put_program(&host, "test", "interpreter", interpreter_path());
  test("forks the runs of an interpreted program from one interpreter", forks_runs);
  test("holds each run that was forked to its own limits", keeps_limits);
  test("starts runs anew where the interpreter is not fit to be forked, or where the host did not ask for it", only_where_fit);
  test("tells each run that was forked the time of its own start", time_of_start);
  test("starts another interpreter for another command line", another_program);
  test("does without an interpreter that a run has killed or stopped", hurt_by_runs);
  CHECK(end_box(&host) == 0, "the box did not end well");
}
