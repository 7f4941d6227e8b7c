import type { JobPriority } from '@app/contracts';

/** While batch jobs wait, one of so many turns is theirs. */
const BATCH_EVERY = 4;

/**
 * Whose turn it is when both kinds of jobs wait: interactive ones go first, but not for ever. Otherwise a
 * user who never runs out of interactive jobs would keep batch jobs waiting.
 */
export class Turns {
  /** Interactive jobs that went first since a batch job had its turn. */
  private overtaken = 0;

  /** @returns null when no job waits */
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
