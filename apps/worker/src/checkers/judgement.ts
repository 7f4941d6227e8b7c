import type { FirstDifference } from './difference.js';

/** One output to be judged; `expected` is empty when a test names none. */
export interface CheckCase {
  input: Buffer;
  output: Buffer;
  expected: Buffer;
  /** Put behind the arguments of a checker program, for this test. */
  args?: readonly string[];
  /** Main file of the program under test, for checkers that look at it. */
  source?: string;
  /** What a validator of Kattis' left in its folder in the passes before. */
  feedback?: readonly { path: string; content: Buffer }[];
}

/**
 * What a checker says about one output. `failed`: it could not say. `shown` is what a contestant may read,
 * where that is not `message`: what a checker says often holds the answer.
 */
export type Judgement =
  | { kind: 'accepted'; message: string; shown?: string }
  | { kind: 'wrong_answer'; message: string; shown?: string; first?: FirstDifference; share?: number }
  | {
      kind: 'points';
      points: number;
      /** What the number is: points of the test (default), or a share of them from 0 to 1. */
      as?: 'absolute' | 'fraction';
      /** Whether the output is accepted; absent: when there are any points. */
      accepted?: boolean;
      message: string;
      shown?: string;
    }
  | { kind: 'failed'; reason: string };

/** What a judgement comes to, with the points that the test is worth. */
export type Outcome =
  { kind: 'judged'; accepted: boolean; share: number; points?: number } | { kind: 'failed'; reason: string };

const ROUNDING = 1e-9;

/**
 * Accepted by points means that there are any; how many decides about the score. More points than there are,
 * and a share beyond 1, are the checker's fault.
 * @param maximum points of the test, where they are known
 */
export function outcomeOf(judgement: Judgement, maximum?: number): Outcome {
  switch (judgement.kind) {
    case 'accepted':
      return { kind: 'judged', accepted: true, share: 1 };
    case 'wrong_answer':
      return { kind: 'judged', accepted: false, share: judgement.share ?? 0 };
    case 'points':
      return outcomeOfPoints(judgement, maximum);
    case 'failed':
      return judgement;
    default:
      throw new TypeError(`unknown judgement ${JSON.stringify(judgement satisfies never)}`);
  }
}

function outcomeOfPoints(
  { points, as = 'absolute', accepted = points > 0 }: Extract<Judgement, { kind: 'points' }>,
  maximum: number | undefined,
): Outcome {
  // A test that is worth nothing has nothing to give: samples of scoring packages, for one.
  if (maximum === 0) return { kind: 'judged', accepted, share: Number(accepted) };
  const most = as === 'fraction' ? 1 : maximum;
  if (most !== undefined && points > most + ROUNDING) {
    return { kind: 'failed', reason: `the checker gave ${points} points, and there are ${most}` };
  }
  if (most === undefined) return { kind: 'judged', accepted, share: points > 0 ? 1 : 0, points };
  return { kind: 'judged', accepted, share: Math.min(1, points / most) };
}

/** Whether a judgement is as good as any: what a stress job asks, which knows no points. */
export function isAccepted(judgement: Exclude<Judgement, { kind: 'failed' }>): boolean {
  const outcome = outcomeOf(judgement);
  return outcome.kind === 'judged' && outcome.accepted;
}
