import type { JobPriority } from '@app/contracts';

/** While batch jobs wait, one of so many turns is theirs. */
const BATCH_EVERY = 4;

/**
 * Whose turn it is when both kinds of jobs wait: interactive ones go first, but not for ever. Whoever only ever lets
 * them pass would be kept waiting by anybody who never runs out of interactive jobs.
 */
export class Turns {
  /** Interactive jobs that went first since a batch job had its turn. */
  private overtaken = 0;

  /** @returns null when nobody waits */
  next(waits: Readonly<Record<JobPriority, boolean>>): JobPriority | null {
    if (!waits.batch) this.overtaken = 0;
    if (waits.interactive && this.overtaken < BATCH_EVERY - 1) {
      if (waits.batch) this.overtaken += 1;
      return 'interactive';
    }
    this.overtaken = 0;
    if (waits.batch) return 'batch';
    return null;
  }
}
