/** Verdicts of one execution of one program. */
export const EXECUTION_VERDICTS = [
  'accepted',
  'wrong_answer',
  'time_limit_exceeded',
  'memory_limit_exceeded',
  'output_limit_exceeded',
  'runtime_error',
  'compile_error',
  'internal_error',
] as const;
export type ExecutionVerdict = (typeof EXECUTION_VERDICTS)[number];
