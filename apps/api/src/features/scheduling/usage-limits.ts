import type { Config } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CONFIG } from '../../platform/environment/tokens.js';
import { Admission, type Allowed } from './admission.js';
import type { WorkerAllowance } from './worker-allowance.js';
import { type Payers, USERS_PER_ADDRESS } from './payers.js';
import { lookAtUsage, type Usage } from './usage.js';

/** Whoever is so far from the limit cannot get there before the next look; near it, every request looks. */
const LOOK_EVERY_MS = 1_000;
const FAR_FROM_LIMIT = 5_000;
const MAX_KEPT = 10_000;

/**
 * What one user, and all who come from one address together, may keep waiting, have in the queue, and use of the workers.
 * Ask while the payers are locked. API tokens need no count of their own: what one does counts for its user, who
 * may have no more.
 */
@Injectable()
export class UsageLimits {
  /** How much was waiting when somebody last looked. */
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
    this.remember(payers.usageKey, bounds.user, usage.user);
    this.remember(payers.addressKey, bounds.address, usage.address);
    return new Admission(allowance, usage, allowed);
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

  private remember(key: string, bound: number, { waiting }: Usage): void {
    if (bound === 1) return;
    if (this.waiting.size >= MAX_KEPT) this.waiting.clear();
    this.waiting.set(key, { jobs: waiting, lookedAt: performance.now() });
  }
}
