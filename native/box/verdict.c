/* From what was observed to one outcome; what a program says about itself is not asked. The order matters:
 * the first cause that holds is the verdict. */
#define _GNU_SOURCE
#include "run.h"

#include <signal.h>
#include <sys/wait.h>

enum outcome judge(const struct program *program, const struct observed *observed) {
  int signal = WIFSIGNALED(observed->wait_status) ? WTERMSIG(observed->wait_status) : 0;
  uint64_t most = program->memory_limit;
  if (observed->launch_error) return OUTCOME_INTERNAL;

  if (most && observed->memory > most) return OUTCOME_MEMORY_LIMIT;
  if (observed->stop == STOP_MEMORY || observed->out_of_memory) return OUTCOME_MEMORY_LIMIT;
  if (observed->may_be_oom_kill && observed->cpu_ns < program->cpu_limit_ns) return OUTCOME_MEMORY_LIMIT; /* else it is that of RLIMIT_CPU */

  if (observed->stop == STOP_WALL) return OUTCOME_WALL_LIMIT;
  if (observed->stop == STOP_CPU || signal == SIGXCPU || observed->cpu_ns > program->cpu_limit_ns) return OUTCOME_CPU_LIMIT;

  if (observed->stop == STOP_OUTPUT) return OUTCOME_OUTPUT_LIMIT;
  if (observed->stdout_bytes > program->output_limit || observed->stderr_bytes > program->output_limit) return OUTCOME_OUTPUT_LIMIT;
  /* No output is too large: it was a file. Where files have no limit of their own, it is that of the outputs.
   * */
  if (observed->file_too_large || signal == SIGXFSZ) return program->file_limit ? OUTCOME_FILE_SIZE_LIMIT : OUTCOME_OUTPUT_LIMIT;

  if (!signal && WEXITSTATUS(observed->wait_status) == 0) return OUTCOME_OK;
  if (observed->memory_refused || observed->image_too_large) return OUTCOME_MEMORY_LIMIT;
  return OUTCOME_RUNTIME_ERROR;
}
