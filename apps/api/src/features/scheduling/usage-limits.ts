import type { Config } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CONFIG } from '../../platform/environment/tokens.js';
import { Admission, type Allowed } from './admission.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import type { WorkerAllowance } from './worker-allowance.js';
import { type Payers, USERS_PER_ADDRESS } from './payers.js';
import type { LockedUsage, UniformTerms } from './uniform-terms.js';
import { countLiveRuns, lookAtUsage } from './usage.js';

/** A user who is so far from the limit cannot reach it before the next look; near it, every request looks. */
const LOOK_EVERY_MS = 1_000;
const FAR_FROM_LIMIT = 5_000;
const MAX_KEPT = 10_000;

/**
 * What one user, and all who come from one address together, may keep waiting, have in the queue, and use of
 * the workers. Ask while the payers are locked. API tokens need no count of their own: what one does counts
 * for its user, who may have no more.
 */
@Injectable()
export class UsageLimits {
  /** How much was waiting at the last look. */
  private readonly waiting = new Map<string, { jobs: number; lookedAt: number }>();

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'usage'>) {}

  /** For jobs that have just come. */
  async admission(manager: EntityManager, payers: Payers, allowance: WorkerAllowance): Promise<Admission> {
    const allowed = this.allowed();
    const bounds = {
      user: this.boundOf(payers.usageKey, allowed.user.waiting),
      address: this.boundOf(payers.addressKey, allowed.address.waiting),
    };
    const usage = await lookAtUsage(manager, payers, bounds);
    this.remember(payers.usageKey, bounds.user, usage.user.waiting);
    this.remember(payers.addressKey, bounds.address, usage.address.waiting);
    return new Admission(allowance, usage, allowed);
  }

  /** For one statement that stores jobs which have just come; null where workers differ. */
  termsOfNew(payers: Payers, allowance: WorkerAllowance): UniformTerms | null {
    if (!allowance.isUniform) return null;
    const allowed = this.allowed();
    return {
      payers,
      allowance,
      allowed,
      bounds: {
        user: this.boundOf(payers.usageKey, allowed.user.waiting),
        address: this.boundOf(payers.addressKey, allowed.address.waiting),
      },
    };
  }

  /** For one statement that lets jobs go on which wait already; null where workers differ. */
  termsOfWaiting(payers: Payers, allowance: WorkerAllowance): UniformTerms | null {
    if (!allowance.isUniform) return null;
    return { payers, allowance, allowed: this.allowed(), bounds: { user: 0, address: 0 } };
  }

  /**
   * What a statement knew when it refused a job.
   * @param more jobs that have to wait by this very statement
   */
  counted({ allowance, allowed }: UniformTerms, usage: LockedUsage, more: number): Admission {
    const user = { waiting: usage.waiting + more, inFlight: [], usedMs: usage.used_ms };
    const waitingOfAddress = usage.waiting_of_address + more;
    const address = { waiting: waitingOfAddress, inFlight: [], usedMs: usage.used_ms_of_address };
    return new Admission(allowance, { user, address, waitFor: usage.wait_for }, allowed);
  }

  /** Remembers what a statement has counted. */
  noteCounted({ payers, bounds }: UniformTerms, usage: LockedUsage): void {
    this.remember(payers.usageKey, bounds.user, usage.waiting);
    this.remember(payers.addressKey, bounds.address, usage.waiting_of_address);
  }

  /** For jobs that wait already: knows what room there is, not what waits. */
  async admissionOfWaiting(
    manager: EntityManager,
    payers: Payers,
    allowance: WorkerAllowance,
  ): Promise<Admission> {
    const usage = await lookAtUsage(manager, payers, { user: 0, address: 0 });
    return new Admission(allowance, usage, this.allowed());
  }

  /** For a program that is to be talked to. @throws DomainError('too_many_live_runs') */
  async requireLiveRoom(manager: EntityManager, payers: Payers): Promise<void> {
    const open = await countLiveRuns(manager, payers);
    const most = this.config.usage.liveRuns;
    if (open.user >= most) throw tooManyLiveRuns(`You may talk to ${most} programs at a time.`);
    if (open.address >= most * USERS_PER_ADDRESS)
      throw tooManyLiveRuns(
        `At most ${most * USERS_PER_ADDRESS} programs may be talked to from one address.`,
      );
  }

  private allowed(): { user: Allowed; address: Allowed } {
    const { queuedJobs, cpuSecondsPerHour } = this.config.usage;
    const allowed = (users: number): Allowed => ({
      waiting: queuedJobs * users,
      usedMs: cpuSecondsPerHour === null ? Infinity : cpuSecondsPerHour * 1_000 * users,
      shares: users,
    });
    return { user: allowed(1), address: allowed(USERS_PER_ADDRESS) };
  }

  /** How far to count what waits: a long line is not walked along for each that joins it. */
  private boundOf(key: string, limit: number): number {
    const kept = this.waiting.get(key);
    const isFar =
      kept && performance.now() - kept.lookedAt < LOOK_EVERY_MS && kept.jobs < limit - FAR_FROM_LIMIT;
    return isFar ? 1 : limit;
  }

  private remember(key: string, bound: number, waiting: number): void {
    if (bound === 1) return;
    if (this.waiting.size >= MAX_KEPT) this.waiting.clear();
    this.waiting.set(key, { jobs: waiting, lookedAt: performance.now() });
  }
}

function tooManyLiveRuns(detail: string): DomainError {
  return new DomainError('too_many_live_runs', { detail: `${detail} Close one first.` });
}
