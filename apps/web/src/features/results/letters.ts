import type { ExecutionVerdict } from '@app/contracts';

/** What judges call verdicts on a tile. */
export const LETTERS: Record<ExecutionVerdict, string> = {
  accepted: 'AC',
  wrong_answer: 'WA',
  time_limit_exceeded: 'TLE',
  memory_limit_exceeded: 'MLE',
  output_limit_exceeded: 'OLE',
  runtime_error: 'RE',
  compile_error: 'CE',
  internal_error: 'IE',
};
