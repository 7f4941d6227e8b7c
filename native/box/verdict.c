/* From what was observed to one outcome. The order matters: the first cause that holds is the verdict. */
#define _GNU_SOURCE
#include "run.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_WINDOW 65536

static bool contains(const char *text, size_t length, const char *const *words, unsigned count) {
  for (unsigned i = 0; i < count; i++)
    if (memmem(text, length, words[i], strlen(words[i]))) return true;
  return false;
}

/* How language runtimes say that an allocation failed. Looked for at both ends of stderr. */
static bool says_out_of_memory(int stderr_fd, uint64_t length) {
  static const char *const words[] = {"bad_alloc",      "MemoryError",           "OutOfMemoryError",     "JavaScript heap out of memory",
                                      "memory allocation of", "runtime: out of memory", "out of memory allocating", "failed to allocate memory",
                                      "Out of memory!", "cannot allocate memory", "Cannot allocate memory"};
  static char text[WORDS_WINDOW];
  const unsigned count = sizeof words / sizeof *words;
  ssize_t some = pread(stderr_fd, text, sizeof text, 0);
  if (some > 0 && contains(text, (size_t)some, words, count)) return true;
  if (length <= sizeof text) return false;
  some = pread(stderr_fd, text, sizeof text, (off_t)(length - sizeof text));
  return some > 0 && contains(text, (size_t)some, words, count);
}

enum outcome judge(const struct program *program, const struct observed *observed, int stderr_fd) {
  int signal = WIFSIGNALED(observed->wait_status) ? WTERMSIG(observed->wait_status) : 0;
  uint64_t most = program->memory_limit;
  if (observed->launch_error) return OUTCOME_INTERNAL;

  if (most && observed->memory > most) return OUTCOME_MEMORY_LIMIT;
  if (observed->stop == STOP_MEMORY || observed->out_of_memory) return OUTCOME_MEMORY_LIMIT;
  if (observed->may_be_oom_kill && observed->cpu_ns < program->cpu_limit_ns) return OUTCOME_MEMORY_LIMIT; /* else it is that of RLIMIT_CPU */

  if (observed->stop == STOP_WALL) return OUTCOME_WALL_LIMIT;
  if (observed->stop == STOP_CPU || signal == SIGXCPU || observed->cpu_ns > program->cpu_limit_ns) return OUTCOME_CPU_LIMIT;

  if (observed->stop == STOP_OUTPUT || signal == SIGXFSZ) return OUTCOME_OUTPUT_LIMIT;
  if (observed->stdout_bytes > program->output_limit || observed->stderr_bytes > program->output_limit) return OUTCOME_OUTPUT_LIMIT;

  if (!signal && WEXITSTATUS(observed->wait_status) == 0) return OUTCOME_OK;
  if (most && observed->memory > most - most / 10) return OUTCOME_MEMORY_LIMIT;
  if (says_out_of_memory(stderr_fd, observed->stderr_bytes)) return OUTCOME_MEMORY_LIMIT;
  return OUTCOME_RUNTIME_ERROR;
}
