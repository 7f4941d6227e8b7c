import { REQUEST_LIMITS, type StressFailure, type StressRequest } from '@app/contracts';
import type { ShrinkSession } from '@app/drawing';
import type { JobContext } from '../kind.js';
import { sharedDrawings } from './drawings.js';
import type { StressPlan } from './loop.js';
import { Session } from './session.js';
import { CANDIDATES_PER_BATCH, shrink, wholeInput } from './shrink.js';

/** Failures of one job that are made smaller; the others are much like them. */
const MAX_SHRUNK = 5;

/** What making failures smaller needs. */
export interface ShrinkJob {
  request: StressRequest;
  plan: StressPlan;
  seed: bigint;
  context: JobContext;
}

/** Makes the inputs of failures smaller, one after the other; puts what came out into the failures. */
export async function shrinkFailures(failures: StressFailure[], job: ShrinkJob): Promise<void> {
  const { request, plan, context } = job;
  const wanted = failures.filter(isShrinkable).slice(0, MAX_SHRUNK);
  if (wanted.length === 0) return;
  await Session.use(context, plan.programs, async (session) => {
    for (const failure of wanted) {
      const source = sourceFor(failure, Math.max(session.size, CANDIDATES_PER_BATCH), job);
      if (source === null) continue;
      const budget = {
        runs: request.shrinkRuns ?? REQUEST_LIMITS.defaultShrinkRuns,
        timeMs: request.shrinkTimeMs ?? REQUEST_LIMITS.defaultShrinkTimeMs,
      };
      const { evaluator, kept } = plan;
      const index = failures.indexOf(failure);
      failure.shrunk = await shrink(failure, source, { context, session, evaluator, budget, kept, index });
    }
  });
}

/** Not one in which the reference failed, and not one that does not come again. */
function isShrinkable({ reference, kind }: StressFailure): boolean {
  return reference.verdict === 'accepted' && kind !== 'nondeterministic';
}

/**
 * Where smaller inputs come from: the choices of the clex text, or the text itself, and that only with a
 * validator or with a format that it can be read by.
 */
function sourceFor(
  failure: StressFailure,
  batchSize: number,
  { request, seed }: ShrinkJob,
): ShrinkSession | null {
  const { generator, strategy = 'mixed', validator, format } = request;
  if ('clex' in generator) {
    const { clex } = generator;
    return sharedDrawings().shrink({ clex, seed, strategy, index: failure.iteration, batchSize });
  }
  const text = validator === undefined && format === undefined ? null : wholeInput(failure);
  if (text === null) return null;
  return sharedDrawings().shrink({ text, batchSize, ...(format !== undefined && { format }) });
}
