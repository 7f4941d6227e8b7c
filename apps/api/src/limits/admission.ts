import type { JobPriority } from '@app/contracts';
import { DomainError } from '../problem/domain-error.js';
import type { Usage, UsageOfBoth } from './usage.js';

const QUEUE_RETRY_AFTER_S = 10;
const TIME_RETRY_AFTER_S = 60;

/** What both payers may have at most, and how many of the user's jobs may overtake batch jobs. */
export interface Allowed {
  user: Usage;
  address: Usage;
  interactive: number;
}

/** What becomes of a job: it goes to the queue, or waits as a row until there is room. */
export interface Admitted {
  mayGo: boolean;
  priority: JobPriority;
}

/** Decides about jobs, one after the other, from what their user and their address have when the first one comes. */
export class Admission {
  private readonly usage: UsageOfBoth;

  constructor(
    usage: UsageOfBoth,
    private readonly allowed: Allowed,
  ) {
    this.usage = { ...usage, user: { ...usage.user }, address: { ...usage.address } };
  }

  /** How many more may go to the queue. */
  get room(): number {
    const { user, address } = this.usage;
    return Math.min(roomFor(user, this.allowed.user), roomFor(address, this.allowed.address));
  }

  /** Counts one more job. @throws DomainError('too_many_jobs') when it may not even wait; it does not count then */
  admit(wanted: JobPriority): Admitted {
    const { user, address } = this.usage;
    refuse(user, this.allowed.user, { has: 'You have', jobs: 'Your jobs' });
    refuse(address, this.allowed.address, {
      has: 'Your address has',
      jobs: 'The jobs from your address',
    });
    // Those that wait already are not to be overtaken by later ones of the same user.
    const mayGo = this.room > 0 && user.waiting === 0;
    const overtakes = wanted === 'interactive' && this.usage.interactive < this.allowed.interactive;
    const where = mayGo ? 'inFlight' : 'waiting';
    user[where] += 1;
    address[where] += 1;
    if (mayGo && overtakes) this.usage.interactive += 1;
    return { mayGo, priority: mayGo && !overtakes ? 'batch' : wanted };
  }
}

function roomFor(usage: Usage, allowed: Usage): number {
  if (usage.usedMs >= allowed.usedMs) return 0;
  return Math.max(0, allowed.inFlight - usage.inFlight);
}

function refuse(usage: Usage, allowed: Usage, who: { has: string; jobs: string }): void {
  if (usage.usedMs >= allowed.usedMs)
    throw tooManyJobs(
      `${who.jobs} kept cores of the workers for ${Math.round(usage.usedMs / 1_000)} seconds within the last hour; ` +
        `${allowed.usedMs / 1_000} are allowed.`,
      TIME_RETRY_AFTER_S,
    );
  if (usage.waiting >= allowed.waiting)
    throw tooManyJobs(
      `${who.has} ${allowed.waiting} submissions waiting; go on when some of them are done.`,
      QUEUE_RETRY_AFTER_S,
    );
}

function tooManyJobs(detail: string, retryAfterS: number): DomainError {
  return new DomainError('too_many_jobs', { detail, headers: { 'retry-after': String(retryAfterS) } });
}
