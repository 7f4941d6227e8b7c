#define _GNU_SOURCE
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct mode mode;
const char *program_path;
bool test_failed;
unsigned last_slot;
static int passed, failed;

void test(const char *sentence, void (*body)(void)) {
  test_failed = false;
  body();
  if (test_failed) failed++;
  else passed++;
  printf("%s %s: %s\n", test_failed ? "FAILED" : "ok    ", mode.name, sentence);
  fflush(stdout);
}

double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

struct host new_box(const char *const *options) {
  char slot[12]; /* boxes that live at the same time need different ones */
  snprintf(slot, sizeof slot, "%u", ++last_slot);
  const char *all[20] = {"--isolation", mode.full ? "full" : "reduced", "--slot", slot};
  for (unsigned i = 0; options && options[i]; i++) all[i + 4] = options[i];
  struct host host = start_box(all);
  put_program(&host, "test", "program", program_path);
  return host;
}

struct request program_request_2(const struct host *host, const char *behaviour, const char *argument) {
  static char paths[4][400];
  static unsigned next;
  char *path = paths[next++ % 4];
  snprintf(path, sizeof paths[0], "%.300s/test/program", host->files);
  struct request request = request_for(path, behaviour);
  request.argv[2] = argument;
  return request;
}

struct request program_request(const struct host *host, const char *behaviour) { return program_request_2(host, behaviour, NULL); }

struct result behave(struct host *host, const char *behaviour, const char *argument) {
  struct request request = program_request_2(host, behaviour, argument);
  return run_one(host, &request, "");
}

/*
 * The answer of an item that ends at once is sent with the first look that the box takes at the next one:
 * when it has come, the program in question has been executed and is being watched.
 */
void start_watched(struct host *host, struct request request, const char *behaviour) {
  request.argv[1] = NULL;
  struct bytes run = run_head(&request, 2);
  add_item(&run, "exit", "", 0);
  add_item(&run, behaviour, "", 0);
  send_frame(host->to, RUN, 9, &run);
  free(run.data);
  struct frame frame = expect(host->from, RESULT, 9);
  struct result result = parse_result(&frame);
  CHECK(result.index == 0 && result.outcome == OK, "%u: %u", result.index, result.outcome);
  free_result(&result);
  free(frame.payload);
}

/* Where another user can reach it, in whatever folder the source tree is. */
static char *copy_box(const char *from) {
  static char directory[] = "/tmp/box-test-XXXXXX", path[sizeof directory + 4];
  char command[1000];
  if (!mkdtemp(directory) || chmod(directory, 0755)) exit(1);
  snprintf(path, sizeof path, "%s/box", directory);
  snprintf(command, sizeof command, "cp '%s' '%s' && chmod 755 '%s'", from, path, path);
  if (system(command)) exit(1);
  return path;
}

static void remove_copy(const char *path) {
  char directory[100];
  unlink(path);
  snprintf(directory, sizeof directory, "%.*s", (int)(strrchr(path, '/') - path), path);
  rmdir(directory);
}

static void run_mode(struct mode which) {
  mode = which;
  test_user = which.other_user ? "65534" : "";
  protocol_tests();
  outcome_tests();
  isolation_tests();
  file_tests();
  probe_tests();
  cgroup_tests();
  zygote_tests();
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  signal(SIGPIPE, SIG_IGN);
  setvbuf(stdout, NULL, _IOLBF, 0);
  char *copy = copy_box(argv[1]);
  box_path = copy;
  program_path = argv[2];
  const char *only = argc > 3 ? argv[3] : NULL;
  const struct mode modes[] = {{"full, root", true, false}, {"full, ordinary user", true, true}, {"reduced, root", false, false}, {"reduced, ordinary user", false, true}};
  for (unsigned i = 0; i < 4; i++) {
    struct mode which = modes[i];
    if (only && strcmp(only, which.name)) continue;
    if (geteuid() != 0 && !which.other_user) continue; /* the other two modes are then tested as this user */
    if (geteuid() != 0) which.other_user = false;
    run_mode(which);
  }
  remove_copy(copy);
  printf("%d passed, %d failed\n", passed, failed);
  return failed || !passed;
}
