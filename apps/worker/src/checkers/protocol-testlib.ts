import type { RunOutcome } from '../runner/runner.js';
import type { ProgramRules } from './output-checker.js';
import type { Judgement } from './judgement.js';
import { endOf, failed, numberIn, saidBy } from './program-end.js';

/** Exit codes of testlib, https://codeforces.com/testlib (TResult). */
const Exit = Object.freeze({
  ok: 0,
  wrongAnswer: 1,
  presentationError: 2,
  fail: 3,
  dirt: 4,
  points: 7,
  unexpectedEof: 8,
  /** 16 + n: n per cent, "partially correct". */
  partially: 16,
  mostPartially: 16 + 200,
});

/**
 * What the end of a checker means. Whatever testlib does not define is a failure of the checker, never an
 * answer.
 */
export function judgeTestlib(
  outcome: RunOutcome,
  { pointsAre = 'absolute' }: Pick<ProgramRules, 'pointsAre'> = {},
): Judgement {
  const end = endOf(outcome);
  if (end.kind === 'failed') return end.judgement;
  const message = saidBy(outcome);
  const { exitCode } = end;
  switch (exitCode) {
    case Exit.ok:
      return { kind: 'accepted', message, shown: '' };
    case Exit.wrongAnswer:
    case Exit.presentationError:
    case Exit.dirt:
    case Exit.unexpectedEof:
      return { kind: 'wrong_answer', message, shown: '' };
    case Exit.points:
      return judgePoints(message, pointsAre);
    case Exit.fail:
      return failed('says that it failed (exit code 3)', message);
    default:
      return exitCode >= Exit.partially && exitCode <= Exit.mostPartially
        ? judgePartially(exitCode - Exit.partially, message)
        : failed(`ended with exit code ${exitCode}, which is none of testlib's`, message);
  }
}

function judgePartially(percent: number, message: string): Judgement {
  if (percent > 100) return failed(`gave ${percent} per cent`, message);
  return { kind: 'points', points: percent / 100, as: 'fraction', message, shown: '' };
}

function judgePoints(message: string, pointsAre: 'absolute' | 'fraction' | 'percent'): Judgement {
  const points = pointsIn(message);
  if (points === null) {
    // `quitpi` ends with information for a scorer and no number: right, and worth what a scorer would say.
    if (/^points_info=/.test(message)) return { kind: 'accepted', message, shown: '' };
    return failed('ended with exit code 7 (points) and did not say how many', message);
  }
  const base = { kind: 'points', message, shown: '' } as const;
  switch (pointsAre) {
    case 'absolute':
      return { ...base, points };
    case 'percent':
      return { ...base, points: points / 100, as: 'fraction' };
    case 'fraction':
      // Up to 1 it is a share, above it per cent.
      return { ...base, points: points <= 1 ? points : points / 100, as: 'fraction' };
    default:
      throw new TypeError(`points are ${JSON.stringify(pointsAre satisfies never)}?`);
  }
}

/** testlib's `quitp` begins its message with `points 12.5`; a bare number is understood as well. */
function pointsIn(message: string): number | null {
  const match = /^(?:points\s+)?(\S+)/.exec(message);
  return match ? numberIn(match[1]!) : null;
}
