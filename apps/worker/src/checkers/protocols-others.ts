import type { RunOutcome } from '../runner/runner.js';
import type { Judgement } from './judgement.js';
import { endOf, failed, fileOf, numberIn, saidBy, stderrOf, stdoutOf } from './program-end.js';

/** Of a share: right, wrong, or points between. */
function shareOf(share: number, message: string): Judgement {
  if (share === 0) return { kind: 'wrong_answer', message, shown: '' };
  if (share === 1) return { kind: 'accepted', message, shown: '' };
  return { kind: 'points', points: share, as: 'fraction', message, shown: '' };
}

/** CMS: the first line of stdout is the outcome from 0 to 1, the first of stderr the message. */
export function judgeCms(outcome: RunOutcome): Judgement {
  const end = endOf(outcome);
  if (end.kind === 'failed') return end.judgement;
  if (end.exitCode !== 0) return failed(`ended with exit code ${end.exitCode}`, saidBy(outcome));
  const said = stderrOf(outcome).split('\n')[0]!;
  const message = /^translate:(\w+)/.exec(said)?.[1] ?? said;
  const share = numberIn(stdoutOf(outcome).split('\n')[0]!.trim());
  return share === null || share > 1
    ? failed('gave no outcome from 0 to 1', saidBy(outcome))
    : shareOf(share, message);
}

/** HUSTOJ: spj says 0 or not; tpj as testlib, with its number in the last line; upj per cent. */
export function judgeHustoj(type: 'spj' | 'tpj' | 'upj'): (outcome: RunOutcome) => Judgement {
  return (outcome) => {
    const end = endOf(outcome);
    if (end.kind === 'failed') return end.judgement;
    const message = saidBy(outcome);
    const { exitCode } = end;
    if (type === 'upj') {
      return exitCode > 100 ? failed(`gave ${exitCode} per cent`, message) : shareOf(exitCode / 100, message);
    }
    if (exitCode === 0) return { kind: 'accepted', message, shown: '' };
    if (type === 'tpj' && exitCode === 3) return failed('says that it failed (exit code 3)', message);
    if (type === 'tpj' && exitCode === 7) {
      const points = numberIn(/points?\s+(\S+)\s*$/.exec(message)?.[1] ?? '');
      return points === null
        ? failed('ended with exit code 7 (points) and did not say how many', message)
        : { kind: 'points', points, message, shown: '' };
    }
    return { kind: 'wrong_answer', message, shown: '' };
  };
}

/** Lemon: a whole number of a hundred in one file, words in another. */
export function judgeLemon(outcome: RunOutcome): Judgement {
  const end = endOf(outcome);
  if (end.kind === 'failed') return end.judgement;
  if (end.exitCode !== 0) return failed(`ended with exit code ${end.exitCode}`, saidBy(outcome));
  const score = numberIn(fileOf(outcome, 'score') ?? '');
  const message = fileOf(outcome, 'message') ?? '';
  return score === null || score > 100
    ? failed('wrote no score from 0 to 100', message)
    : shareOf(score / 100, message);
}

/** SYZOJ: a number from 0 to 100 on stdout. */
export function judgeSyzoj(outcome: RunOutcome): Judgement {
  const end = endOf(outcome);
  if (end.kind === 'failed') return end.judgement;
  if (end.exitCode !== 0) return failed(`ended with exit code ${end.exitCode}`, saidBy(outcome));
  const score = numberIn(stdoutOf(outcome));
  return score === null || score > 100
    ? failed('said no score from 0 to 100', saidBy(outcome))
    : shareOf(score / 100, stderrOf(outcome));
}

/** QDUOJ: 0 right, 1 wrong, all else its own failure. */
export function judgeQduoj(outcome: RunOutcome): Judgement {
  const end = endOf(outcome);
  if (end.kind === 'failed') return end.judgement;
  const message = saidBy(outcome);
  if (end.exitCode === 0) return { kind: 'accepted', message, shown: '' };
  if (end.exitCode === 1) return { kind: 'wrong_answer', message, shown: '' };
  return failed(`ended with exit code ${end.exitCode}, which is neither 0 nor 1`, message);
}
