import type { Config } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG } from '../tokens.js';
import { WorkerDirectory } from '../workers/worker-directory.js';

/** What one user may have in the queue or in hand at the same time. */
export interface Share {
  readonly jobs: number;
  /** Of them, those that may overtake batch jobs: whoever keeps a share busy with them would leave no slot to others' batch jobs. */
  readonly interactive: number;
}

/** One slot in so many may be taken by the interactive jobs of one user. */
const SLOTS_PER_INTERACTIVE = 4;

/** How much of the workers one user may have. */
@Injectable()
export class WorkerShare {
  private readonly workers: WorkerDirectory;

  constructor(
    dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Pick<Config, 'usage' | 'workerConcurrency'>,
  ) {
    this.workers = new WorkerDirectory(dataSource);
  }

  /**
   * All slots of all workers, and half as many more that are ready when one is done. As those are fewer than the slots,
   * the next user's first job begins before every slot has been given to another twice: within the time of one job. Not to be
   * called within a transaction, for it looks at the workers over a connection of its own.
   */
  async now(): Promise<Share> {
    const reported = (await this.workers.live()).reduce((sum, worker) => sum + worker.slots, 0);
    const slots = Math.max(1, reported || this.config.workerConcurrency);
    return {
      jobs: this.config.usage.runningJobs ?? slots + Math.floor(slots / 2),
      interactive: Math.max(1, Math.floor(slots / SLOTS_PER_INTERACTIVE)),
    };
  }
}
