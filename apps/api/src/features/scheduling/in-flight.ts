import type { JobPriority } from '@app/contracts';
import { areAmong, NO_WORKERS, type WorkerAllowance, type Workers } from './worker-allowance.js';

/** Jobs that need the same languages. */
export interface Alike {
  languages: readonly string[];
  priority: JobPriority;
  jobs: number;
}

interface Count {
  jobs: number;
  interactive: number;
}

/**
 * The jobs of a user or an address that are queued or running, by the workers that can do them. Theory of
 * operation: of any part of the workers, jobs that only this part can do take no more than a share. So one
 * more job needs room among the workers that can do it, among all workers, and in every part between these
 * two. Jobs that no worker can do take no room.
 */
export class InFlight {
  private readonly counts = new Map<Workers, Count>();

  /** @param times how many shares there are for them */
  constructor(
    private readonly allowance: WorkerAllowance,
    jobs: readonly Alike[],
    private readonly times = 1,
  ) {
    for (const alike of jobs) this.add(alike);
  }

  add({ languages, priority, jobs }: Alike): void {
    const able = this.allowance.ableTo(languages);
    if (able === NO_WORKERS) return;
    const count = this.counts.get(able) ?? { jobs: 0, interactive: 0 };
    count.jobs += jobs;
    if (priority === 'interactive') count.interactive += jobs;
    this.counts.set(able, count);
  }

  /** How many more jobs like this there is room for; 0 when no worker can do it. */
  room(languages: readonly string[]): number {
    return this.left(languages, 'jobs');
  }

  /** How many more of them may overtake batch jobs. */
  roomToOvertake(languages: readonly string[]): number {
    return this.left(languages, 'interactive');
  }

  private left(languages: readonly string[], what: keyof Count): number {
    const able = this.allowance.ableTo(languages);
    if (able === NO_WORKERS) return 0;
    const parts = [
      able,
      this.allowance.all,
      ...[...this.counts.keys()].filter((part) => areAmong(able, part)),
    ];
    return Math.max(
      0,
      Math.min(...parts.map((part) => this.allowance[what](part) * this.times - this.within(part, what))),
    );
  }

  private within(part: Workers, what: keyof Count): number {
    let sum = 0;
    for (const [workers, count] of this.counts) if (areAmong(workers, part)) sum += count[what];
    return sum;
  }
}
