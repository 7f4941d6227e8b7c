import type { StressFailure } from '@app/contracts';
import type { JobContext } from '../kind.js';
import type { StressPlan } from './loop.js';

/** What shrinking has to work with: where inputs come from, and the comparison that found the failure. */
export interface ShrinkTools {
  plan: Pick<StressPlan, 'source' | 'evaluator' | 'programs'>;
  context: Pick<JobContext, 'runner' | 'signal'>;
}

/**
 * Reduces the input of a difference while the programs still disagree; null when nothing smaller is known.
 * Not built yet: an input can only be reduced through the clex program that made it, and the clex library offers no way.
 */
export async function shrink(_failure: StressFailure, _tools: ShrinkTools): Promise<StressFailure['shrunk']> {
  return null;
}
