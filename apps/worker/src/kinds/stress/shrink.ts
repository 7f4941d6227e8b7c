import type { ShrunkInput, StressFailure } from '@app/contracts';
import type { ShrinkSession } from '@app/drawing';
import { decodeUtf8, storedText } from '../../results/stored-text.js';
import type { KeptBytes } from '../../results/verdict.js';
import type { JobContext } from '../kind.js';
import { storedInput, type StressEvaluator } from './evaluator.js';
import { keepTexts, wholeTextsOf, type Round } from './round.js';
import type { Session } from './session.js';

/** What making one failure smaller may cost. */
interface ShrinkBudget {
  runs: number;
  timeMs: number;
}

export interface ShrinkSetup {
  context: JobContext;
  session: Session;
  evaluator: StressEvaluator;
  budget: ShrinkBudget;
  kept: KeptBytes;
  /** Place of the failure in the result. */
  index: number;
}

/** Inputs of one batch. The same on every machine that has not more sandboxes, so that the same comes out. */
export const CANDIDATES_PER_BATCH = 6;

/**
 * Makes the input of a failure smaller, as long as it fails in the same way: the candidate fails with the
 * same kind, the reference does not fail, the validator calls it legal. What is tried comes from `source`;
 * this runs it in batches in all sandboxes, reports each improvement, and keeps to the budget.
 */
export async function shrink(
  failure: StressFailure,
  source: ShrinkSession,
  { context, session, evaluator, budget, kept, index }: ShrinkSetup,
): Promise<ShrunkInput | null> {
  const endsAt = performance.now() + budget.timeMs;
  const { iteration, candidateIndex } = failure;
  let shrunk: ShrunkInput | null = null;
  let smallest: Round | null = null;
  let [runs, steps] = [0, 0];
  let rounds: (Round | null)[] = [];
  const note = (): string | undefined => {
    if (runs >= budget.runs) return `stopped after ${runs} tries; shrinkRuns allows more`;
    return performance.now() >= endsAt
      ? `stopped after ${budget.timeMs} ms; shrinkTimeMs allows more`
      : undefined;
  };
  let why: string | undefined;
  try {
    for (;;) {
      const { texts, picked, tookMs } = await source.next(rounds.map((round) => round !== null));
      context.charge(tookMs);
      const better = picked === null ? null : rounds[picked];
      if (better) {
        steps++;
        smallest = better;
        shrunk = shrunkOf(better, candidateIndex, { steps, runs, kept });
        context.emit({ type: 'submission.failure_shrunk', iteration, candidateIndex, shrunk });
      }
      if (texts === null) break;
      why = note();
      if (why !== undefined) break;
      const inputs = texts.map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      rounds = await failingRounds(failure, inputs, { session, evaluator });
      context.signal.throwIfAborted();
      runs += inputs.length;
    }
  } finally {
    source.leave();
  }
  if (shrunk === null || smallest === null) return null;
  keepTexts(context.outputs, `${index}/shrunk`, wholeTextsOf(smallest, candidateIndex), kept.stdout);
  return { ...shrunk, runs, ...(why !== undefined && { note: why }) };
}

/** For each input what the programs did, where it fails in the same way; else null. */
async function failingRounds(
  failure: StressFailure,
  inputs: readonly Buffer[],
  { session, evaluator }: Pick<ShrinkSetup, 'session' | 'evaluator'>,
): Promise<(Round | null)[]> {
  const made = inputs.map((input, iteration) => ({ iteration, input, strategy: failure.strategy }));
  return session.map(made, async (sandbox, part) => {
    const legal = await evaluator.areLegal(sandbox, part);
    const judged = await evaluator.judge(
      sandbox,
      part.filter((_, at) => legal[at]),
    );
    return part.map(({ iteration }) => {
      const found = judged.find(({ round }) => round.made.iteration === iteration);
      if (found === undefined || found.end.kind !== 'judged') return null;
      return found.end.kinds[failure.candidateIndex] === failure.kind ? found.round : null;
    });
  });
}

function shrunkOf(
  { made, reference, candidates }: Round,
  candidateIndex: number,
  { steps, runs, kept }: { steps: number; runs: number; kept: KeptBytes },
): ShrunkInput {
  return {
    ...storedInput(made.input, kept.stdout),
    expectedOutput: storedText(reference.stdout, kept.stdout).text,
    actualOutput: storedText(candidates[candidateIndex]!.stdout, kept.stdout).text,
    steps,
    runs,
  };
}

/** The whole input of a failure, where the result has it. */
export function wholeInput(failure: StressFailure): string | null {
  if (failure.inputTruncated) return null;
  return failure.inputBase64 === undefined
    ? failure.input
    : decodeUtf8(Buffer.from(failure.inputBase64, 'base64'));
}
