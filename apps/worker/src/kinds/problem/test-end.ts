import type { ExecutionVerdict, JudgeTestResult } from '@app/contracts';
import { outcomeOf, type Judgement } from '../../checkers/judgement.js';
import type { ProblemTest } from '@app/packages';
import { verdictOf } from '../../results/verdict.js';
import type { RunOutcome } from '../../runner/runner.js';
import type { TestEnd } from './schedule.js';

/** What becomes of one test, with what its setter may read of that. */
export interface FullEnd extends TestEnd {
  message: string;
  first?: JudgeTestResult['firstDifference'];
}

/** Most points that a checker may give; undefined: as many as it likes. */
export function maximumOf({
  points,
  acceptedPoints,
}: Pick<ProblemTest<unknown>, 'points' | 'acceptedPoints'>): number | undefined {
  return acceptedPoints === undefined ? points : undefined;
}

/**
 * What one test ends with.
 * @param judgement undefined: nothing was compared, the program's own end counts
 * @param maximum points of the test
 */
export function endOf(
  outcome: RunOutcome,
  judgement: Judgement | undefined,
  maximum: number | undefined,
): FullEnd {
  if (judgement === undefined) {
    const verdict = verdictOf(outcome);
    return { verdict, share: verdict === 'accepted' ? 1 : 0, message: '' };
  }
  const judgedAs = outcomeOf(judgement, maximum);
  if (judgedAs.kind === 'failed') return { verdict: 'internal_error', share: 0, message: judgedAs.reason };
  const verdict: ExecutionVerdict = judgedAs.accepted ? 'accepted' : 'wrong_answer';
  const first = judgement.kind === 'wrong_answer' ? judgement.first : undefined;
  return {
    verdict,
    share: judgedAs.share,
    ...(judgedAs.points !== undefined && { points: judgedAs.points }),
    message: judgement.kind === 'failed' ? '' : judgement.message,
    ...(first && { first }),
  };
}
