/** Verdicts of one execution, as the contract names them. */
export type ExecutionVerdict =
  | 'accepted'
  | 'wrong_answer'
  | 'time_limit_exceeded'
  | 'memory_limit_exceeded'
  | 'output_limit_exceeded'
  | 'runtime_error'
  | 'compile_error'
  | 'internal_error';

/**
 * What the short words of packages may come out as. Formats that know fewer verdicts tell a full memory as a
 * crash, an endless output as wrong, too slow or crashed, and a memory bomb may meet any of three limits
 * first.
 */
const VERDICTS_OF: Readonly<Record<'AC' | 'WA' | 'TLE' | 'RTE' | 'MLE' | 'OLE' | 'CE', ExecutionVerdict[]>> =
  Object.freeze({
    AC: ['accepted'],
    WA: ['wrong_answer', 'output_limit_exceeded'],
    TLE: ['time_limit_exceeded', 'output_limit_exceeded'],
    RTE: ['runtime_error', 'memory_limit_exceeded', 'output_limit_exceeded'],
    MLE: ['memory_limit_exceeded', 'runtime_error', 'time_limit_exceeded'],
    OLE: ['output_limit_exceeded', 'time_limit_exceeded', 'wrong_answer'],
    CE: ['compile_error'],
  });
export type ShortVerdict = keyof typeof VERDICTS_OF;

/** All that the words may come out as, each once. */
export function verdictsOf(...words: ShortVerdict[]): ExecutionVerdict[] {
  return [...new Set(words.flatMap((word) => VERDICTS_OF[word]))];
}
