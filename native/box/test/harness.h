/* Tests are sentences. Each runs in every mode it is meant for: isolation level x kind of user. */
#ifndef BOX_TEST_HARNESS_H
#define BOX_TEST_HARNESS_H

#include "client.h"

#include <stdio.h>
#include <string.h>

enum { OK, RUNTIME_ERROR, CPU_LIMIT, WALL_LIMIT, MEMORY_LIMIT, OUTPUT_LIMIT, INTERNAL, FILE_SIZE_LIMIT };
enum { PUT = 1, RUN = 2, COLLECT = 3, READY = 0x81, DONE = 0x82, RESULT = 0x83, FILES = 0x84, ERROR = 0x85 };
enum { STDOUT_TRUNCATED = 1, STDERR_TRUNCATED = 2, DIRTY = 4, PROCESS_DENIED = 16, KEEP_WORK = 1, LARGE_FILES = 2 };

struct mode {
  const char *name;
  bool full, other_user; /* other_user: root starts the box as uid 65534 */
};
extern struct mode mode;
extern const char *program_path;

/* Says what was wrong, once for each check, and marks the test as failed. */
#define CHECK(condition, ...)                                     \
  do {                                                            \
    if (!(condition)) {                                           \
      printf("    %s:%d: %s: ", __FILE__, __LINE__, #condition);  \
      printf(" " __VA_ARGS__);                                    \
      putchar('\n');                                              \
      test_failed = true;                                         \
    }                                                             \
  } while (0)
extern bool test_failed;

void test(const char *sentence, void (*body)(void));

/* A box in the mode of the test, with the program in it as PROGRAM_NAME. */
extern unsigned last_slot;
struct host new_box(const char *const *options);
struct request program_request(const struct host *host, const char *behaviour);
struct request program_request_2(const struct host *host, const char *behaviour, const char *argument);
struct result behave(struct host *host, const char *behaviour, const char *argument);
void start_watched(struct host *host, struct request request, const char *behaviour); /* returns while it runs */
double seconds(void);

void protocol_tests(void);
void outcome_tests(void);
void isolation_tests(void);
void file_tests(void);
void probe_tests(void);
void cgroup_tests(void);
void zygote_tests(void);

#endif
