import type { JudgeTestResult } from '@app/contracts';
import type { Judgement } from '../../checkers/judgement.js';

/**
 * What a contestant may see of a test: of a sample all that the program did; of the others no output, which
 * could repeat the input, and no word of the checker but those meant for contestants. What is not stored
 * cannot be shown by mistake.
 */
export function shownToContestant(
  full: JudgeTestResult,
  judgement: Judgement | undefined,
  isSample: boolean,
): JudgeTestResult {
  const { message: _message, firstDifference, ...rest } = full;
  const message = messageFor(full, judgement);
  if (isSample) {
    return { ...rest, ...(message && { message }), ...(firstDifference && { firstDifference }) };
  }
  const {
    output: _output,
    outputBase64: _outputBase64,
    stdoutBase64: _stdoutBase64,
    stderrBase64: _stderrBase64,
    ...figures
  } = rest;
  return {
    ...figures,
    stdout: '',
    stderr: '',
    stdoutTruncated: full.stdoutBytes > 0,
    stderrTruncated: full.stderrBytes > 0,
    ...(message && { message }),
  };
}

function messageFor(
  { verdict, message }: JudgeTestResult,
  judgement: Judgement | undefined,
): string | undefined {
  if (verdict === 'internal_error')
    return 'this test could not be judged; whoever made the suite has to look at it';
  if (judgement === undefined || judgement.kind === 'failed') return undefined;
  return judgement.shown ?? (judgement.kind === 'accepted' ? undefined : message);
}
