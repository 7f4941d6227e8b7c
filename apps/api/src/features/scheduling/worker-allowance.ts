/** What a worker offers; `languages` null: whatever is asked for. */
export interface Offer {
  readonly slots: number;
  readonly languages: ReadonlySet<string> | null;
}

/** Some of the workers: a bit for each of them. */
export type Workers = bigint;
export const NO_WORKERS: Workers = 0n;

/** Whether all of `some` are among `others`. */
export function areAmong(some: Workers, others: Workers): boolean {
  return (some | others) === others;
}

/** One slot in so many may be taken by the interactive jobs of one user. */
const SLOTS_PER_INTERACTIVE = 4;

/**
 * How much one user may have queued or running at a time: so much of all these workers, and of any part of
 * them.
 */
export class WorkerAllowance {
  readonly all: Workers;

  /** @param runningJobs so many jobs, whatever the workers offer; null: what they offer decides */
  constructor(
    private readonly offers: readonly Offer[],
    private readonly runningJobs: number | null,
  ) {
    this.all = this.where(() => true);
  }

  /** Whether all workers can do the same, so that one number says what room there is. */
  get isUniform(): boolean {
    const [first, ...others] = this.offers;
    if (first === undefined) return false;
    return others.every(({ languages }) => areSame(first.languages, languages));
  }

  /** The languages that any of them has; null: whatever is asked for. */
  get known(): string[] | null {
    if (this.offers.some(({ languages }) => languages === null)) return null;
    return [...new Set(this.offers.flatMap(({ languages }) => [...languages!]))];
  }

  /** The workers that can do a job. */
  ableTo(languages: readonly string[]): Workers {
    return this.where(
      (offer) => offer.languages === null || languages.every((id) => offer.languages!.has(id)),
    );
  }

  /**
   * Jobs that only these workers can do: all their slots, and half as many more that are ready when one is
   * done. As those are fewer than the slots, the next user's first job begins before every slot has been
   * given to another twice: within the time of one job.
   */
  jobs(of: Workers): number {
    if (of === NO_WORKERS) return 0;
    return this.runningJobs ?? Math.max(1, Math.floor(this.slots(of) * 1.5));
  }

  /**
   * Of them, those that may overtake batch jobs: a user who keeps a whole share busy with them would leave no
   * slot to the batch jobs of others.
   */
  interactive(of: Workers): number {
    return Math.max(1, Math.floor(this.slots(of) / SLOTS_PER_INTERACTIVE));
  }

  private slots(of: Workers): number {
    return this.offers.reduce((sum, { slots }, n) => ((of >> BigInt(n)) & 1n ? sum + slots : sum), 0);
  }

  private where(isMeant: (offer: Offer) => boolean): Workers {
    return this.offers.reduce((found, offer, n) => (isMeant(offer) ? found | (1n << BigInt(n)) : found), 0n);
  }
}

function areSame(a: Offer['languages'], b: Offer['languages']): boolean {
  if (a === null || b === null) return a === b;
  return a.size === b.size && [...a].every((language) => b.has(language));
}
