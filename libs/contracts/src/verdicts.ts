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

/** Verdicts of a stress job. */
export const STRESS_VERDICTS = [
  'no_difference',
  'difference_found',
  'reference_failed',
  'generator_failed',
  'compile_error',
  'internal_error',
] as const;
export type StressVerdict = (typeof STRESS_VERDICTS)[number];

export type Verdict = ExecutionVerdict | StressVerdict;
export const VERDICTS: readonly Verdict[] = [
  ...new Set<Verdict>([...EXECUTION_VERDICTS, ...STRESS_VERDICTS]),
];

export const SUBMISSION_STATUSES = ['queued', 'running', 'finished', 'cancelled'] as const;
export type SubmissionStatus = (typeof SUBMISSION_STATUSES)[number];

export const SUBMISSION_KINDS = ['run', 'judge', 'stress', 'interact'] as const;
export type SubmissionKind = (typeof SUBMISSION_KINDS)[number];
