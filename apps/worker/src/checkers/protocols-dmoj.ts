import type { RunOutcome } from '../runner/runner.js';
import type { Judgement } from './judgement.js';
import { endOf, failed, numberIn, stdoutOf } from './program-end.js';

type Type = 'default' | 'testlib' | 'coci' | 'peg';

/** Bridged checkers of DMOJ: what they say is on stdout. */
export function judgeDmoj(type: Type): (outcome: RunOutcome) => Judgement {
  return (outcome) => {
    const end = endOf(outcome);
    if (end.kind === 'failed') return end.judgement;
    const message = stdoutOf(outcome);
    const { exitCode } = end;
    if (type === 'peg' && (exitCode === 0 || exitCode === 1)) return judgePeg(exitCode, message);
    if (exitCode === 0) return { kind: 'accepted', message };
    if (exitCode === 1) return { kind: 'wrong_answer', message };
    if (exitCode === 2 && (type === 'testlib' || type === 'coci')) {
      return { kind: 'wrong_answer', message: message || 'Presentation Error' };
    }
    if (exitCode === 7 && type === 'testlib') return judgePoints(message);
    if (exitCode === 7 && type === 'coci') return judgePartial(message);
    return failed(`ended with exit code ${exitCode}, which means nothing to this type`, message);
  };
}

/** A line that is exactly `points N`. */
function judgePoints(message: string): Judgement {
  const points = /^points (\d+)$/m.exec(message)?.[1];
  return points === undefined
    ? failed('ended with exit code 7 (points) and did not say how many', message)
    : { kind: 'points', points: Number(points), message };
}

/** A line `partial A/B`. */
function judgePartial(message: string): Judgement {
  const match = /^partial (\S+)\/(\S+)$/m.exec(message);
  const [part, whole] = [numberIn(match?.[1] ?? ''), numberIn(match?.[2] ?? '')];
  if (part === null || whole === null || whole === 0 || part > whole) {
    return failed('ended with exit code 7 and gave no part of the points', message);
  }
  return { kind: 'points', points: part / whole, as: 'fraction', message };
}

/** Two lines one after the other that are numbers: a part and the whole. */
function judgePeg(exitCode: number, message: string): Judgement {
  const lines = message.split('\n').map((line) => numberIn(line.trim()));
  for (let at = 0; at + 1 < lines.length; at++) {
    const [part, whole] = [lines[at]!, lines[at + 1]!];
    if (part !== null && whole !== null && whole > 0 && part <= whole) {
      return { kind: 'points', points: part / whole, as: 'fraction', message };
    }
  }
  return exitCode === 0 ? { kind: 'accepted', message } : { kind: 'wrong_answer', message };
}
