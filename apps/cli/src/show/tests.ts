import type { JudgeResult } from '@app/contracts';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Io } from '../io.js';
import { compileFailure, formatExecution, wordsOf } from './texts.js';

/** Prints a line for each test, and how many passed. */
export function showTests(verdict: string, result: JudgeResult & { error?: string }, io: Io): void {
  const { colors } = io;
  if (result.compilation && !result.compilation.succeeded)
    return io.say(compileFailure('program', result.compilation, io));
  for (const test of result.tests) {
    const passed = test.verdict === 'accepted';
    const mark = passed ? colors.green('ok    ') : colors.red('FAILED');
    const words = passed ? formatExecution(test) : `${wordsOf(test.verdict)} (${formatExecution(test)})`;
    io.say(`${mark} ${test.name}  ${words}${test.message ? `: ${test.message}` : ''}`);
  }
  if (result.error) io.say(result.error);
  const color = verdict === 'accepted' ? colors.green : colors.red;
  io.say(`${color(wordsOf(verdict))}: ${result.passed} of ${result.total} tests`);
}

/** What the process ends with: `accepted` alone is a success. */
export function exitCodeOfVerdict(verdict: string): ExitCode {
  if (verdict === 'accepted') return EXIT.OK;
  if (verdict === 'internal_error') return EXIT.UNAVAILABLE;
  return verdict === 'compile_error' ? EXIT.BROKEN : EXIT.FOUND;
}
