/** The stock configuration of Judge0 1.13.1, as `GET /config_info` shows it; requests are held to it. */
export const SETTINGS = Object.freeze({
  maintenance_mode: false,
  enable_wait_result: true,
  enable_compiler_options: true,
  allowed_languages_for_compile_options: [] as string[],
  enable_command_line_arguments: true,
  enable_submission_delete: false,
  enable_callbacks: true,
  callbacks_max_tries: 3,
  callbacks_timeout: 5.0,
  enable_additional_files: true,
  max_queue_size: 100,
  cpu_time_limit: 5.0,
  cpu_extra_time: 1.0,
  wall_time_limit: 10.0,
  memory_limit: 128000,
  stack_limit: 64000,
  max_processes_and_or_threads: 60,
  enable_per_process_and_thread_time_limit: false,
  enable_per_process_and_thread_memory_limit: false,
  max_file_size: 1024,
  number_of_runs: 1,
  redirect_stderr_to_stdout: false,
  max_cpu_time_limit: 15.0,
  max_cpu_extra_time: 5.0,
  max_wall_time_limit: 20.0,
  max_memory_limit: 512000,
  max_stack_limit: 128000,
  max_max_processes_and_or_threads: 120,
  allow_enable_per_process_and_thread_time_limit: true,
  allow_enable_per_process_and_thread_memory_limit: true,
  max_max_file_size: 4096,
  max_number_of_runs: 20,
  max_extract_size: 10240,
  enable_batched_submissions: true,
  max_submission_batch_size: 20,
  submission_cache_duration: 1.0,
  use_docs_as_homepage: false,
  allow_enable_network: false,
  enable_network: false,
});

/** Maximal limits apply to compilers, not those of the submission. */
export const COMPILE_LIMITS = Object.freeze({
  cpuTimeLimitMs: SETTINGS.max_cpu_time_limit * 1000,
  wallTimeLimitMs: SETTINGS.max_wall_time_limit * 1000,
  memoryLimitBytes: SETTINGS.max_memory_limit * 1024,
});

/** What a compiler that was stopped for its time is said to have written. */
export const COMPILE_TIME_IS_OVER = 'Compilation time limit exceeded.';

export const STATUSES = [
  [1, 'In Queue'],
  [2, 'Processing'],
  [3, 'Accepted'],
  [4, 'Wrong Answer'],
  [5, 'Time Limit Exceeded'],
  [6, 'Compilation Error'],
  [7, 'Runtime Error (SIGSEGV)'],
  [8, 'Runtime Error (SIGXFSZ)'],
  [9, 'Runtime Error (SIGFPE)'],
  [10, 'Runtime Error (SIGABRT)'],
  [11, 'Runtime Error (NZEC)'],
  [12, 'Runtime Error (Other)'],
  [13, 'Internal Error'],
  [14, 'Exec Format Error'],
] as const;
export type StatusId = (typeof STATUSES)[number][0];

/** As answers hold a status. */
export function shownStatus(id: StatusId): { id: StatusId; description: string } {
  return { id, description: STATUSES[id - 1]![1] };
}
