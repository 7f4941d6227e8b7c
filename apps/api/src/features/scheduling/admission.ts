import type { JobPriority } from '@app/contracts';
import { DomainError } from '../../platform/problem/domain-error.js';
import { InFlight } from './in-flight.js';
import type { WorkerAllowance } from './worker-allowance.js';
import type { Usage, UsageOfBoth } from './usage.js';

const QUEUE_RETRY_AFTER_S = 10;
const TIME_RETRY_AFTER_S = 60;

/** What one payer may have at most; what of it may be in flight, the allowance of the workers says. */
export interface Allowed {
  waiting: number;
  usedMs: number;
  /** How many shares of the workers it has. */
  shares: number;
}

/** What becomes of a job: it goes to the queue, or waits as a row until there is room. */
export interface Admitted {
  mayGo: boolean;
  priority: JobPriority;
}

/** For how many more jobs there is room. */
export interface Room {
  jobs: number;
  /** So many of them may overtake batch jobs. */
  interactive: number;
}

/** What of a job decides about it. */
export interface Applicant {
  priority: JobPriority;
  languages: readonly string[];
}

/**
 * Decides about jobs, one after the other, from what their user and their address have when the first one
 * comes.
 */
export class Admission {
  private readonly user: Payer;
  private readonly address: Payer;
  /** Languages of jobs of this user that wait. */
  private readonly waitFor: Set<string>;

  constructor(allowance: WorkerAllowance, usage: UsageOfBoth, allowed: { user: Allowed; address: Allowed }) {
    this.user = new Payer(allowance, usage.user, allowed.user);
    this.address = new Payer(allowance, usage.address, allowed.address);
    this.waitFor = new Set(usage.waitFor.map(keyOf));
  }

  /** How many more that need these languages may go to the queue. */
  room(languages: readonly string[]): Room {
    return {
      jobs: Math.min(this.user.room(languages), this.address.room(languages)),
      interactive: this.user.inFlight.roomToOvertake(languages),
    };
  }

  /**
   * Counts one more job. @throws DomainError('too_many_jobs') when it may not even wait; it does not count
   * then
   */
  admit({ priority, languages }: Applicant): Admitted {
    this.user.refuseUnlessItMayWait({ has: 'You have', jobs: 'Your jobs' });
    this.address.refuseUnlessItMayWait({ has: 'Your address has', jobs: 'The jobs from your address' });
    const room = this.room(languages);
    // Those that wait already are not to be overtaken by later ones of the same user that want the same
    // workers.
    const mayGo = room.jobs > 0 && !this.waitFor.has(keyOf(languages));
    const admitted: Admitted = { mayGo, priority: mayGo && room.interactive === 0 ? 'batch' : priority };
    for (const payer of [this.user, this.address]) payer.add({ ...admitted, languages });
    if (!mayGo) this.waitFor.add(keyOf(languages));
    return admitted;
  }
}

function keyOf(languages: readonly string[]): string {
  return languages.join();
}

class Payer {
  readonly inFlight: InFlight;
  private waiting: number;

  constructor(
    allowance: WorkerAllowance,
    private readonly usage: Usage,
    private readonly allowed: Allowed,
  ) {
    this.waiting = usage.waiting;
    this.inFlight = new InFlight(allowance, usage.inFlight, allowed.shares);
  }

  room(languages: readonly string[]): number {
    return this.usage.usedMs >= this.allowed.usedMs ? 0 : this.inFlight.room(languages);
  }

  add({ mayGo, ...applicant }: Applicant & Admitted): void {
    if (mayGo) this.inFlight.add({ ...applicant, jobs: 1 });
    else this.waiting += 1;
  }

  refuseUnlessItMayWait(who: { has: string; jobs: string }): void {
    if (this.usage.usedMs >= this.allowed.usedMs)
      throw tooManyJobs(
        `${who.jobs} kept cores of the workers for ${Math.round(this.usage.usedMs / 1_000)} seconds within the last hour; ` +
          `${this.allowed.usedMs / 1_000} are allowed.`,
        TIME_RETRY_AFTER_S,
      );
    if (this.waiting >= this.allowed.waiting)
      throw tooManyJobs(
        `${who.has} ${this.allowed.waiting} submissions waiting; go on when some of them are done.`,
        QUEUE_RETRY_AFTER_S,
      );
  }
}

/** A payer has too much, or has used it up. */
export function tooManyJobs(detail: string, retryAfterS: number): DomainError {
  return new DomainError('too_many_jobs', { detail, headers: { 'retry-after': String(retryAfterS) } });
}
