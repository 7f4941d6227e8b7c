import type { RunOutcome } from '../runner/runner.js';
import type { Judgement } from './judgement.js';
import { endOf, failed, fileOf, numberIn, stderrOf, stdoutOf } from './program-end.js';

const ACCEPTED = 42;
const REJECTED = 43;

/**
 * Output validators of the problem package format: 42 or 43, messages and scores in the folder of feedback.
 * The team sees teammessage.txt, the setter judgemessage.txt.
 */
export function judgeKattis(outcome: RunOutcome): Judgement {
  const end = endOf(outcome);
  if (end.kind === 'failed') return end.judgement;
  const file = (name: string) => fileOf(outcome, `feedback/${name}`);
  const shown = file('teammessage.txt') ?? '';
  const message = file('judgemessage.txt') || shown || stderrOf(outcome) || stdoutOf(outcome);
  const score = file('score.txt');
  const multiplier = file('score_multiplier.txt');
  if (end.exitCode === REJECTED) {
    // Scores of what is rejected count nothing; some validators write them all the same.
    return { kind: 'wrong_answer', message, shown };
  }
  if (end.exitCode !== ACCEPTED) {
    return failed(
      `ended with exit code ${end.exitCode}, which is neither 42 nor 43`,
      file('judgeerror.txt') || message,
    );
  }
  if (score === undefined && multiplier === undefined) return { kind: 'accepted', message, shown };
  if (score !== undefined && multiplier !== undefined) {
    return failed('wrote both score.txt and score_multiplier.txt', message);
  }
  const points = numberIn((score ?? multiplier)!);
  if (points === null) return failed(`wrote a score that is no number, ${(score ?? multiplier)!}`, message);
  const as = score === undefined ? 'fraction' : 'absolute';
  return { kind: 'points', points, as, accepted: true, message, shown };
}
