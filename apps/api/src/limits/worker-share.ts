import type { Config } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG } from '../tokens.js';
import { WorkerDirectory } from '../workers/worker-directory.js';

/** How many jobs of one owner may be in the queue or in hand at the same time. */
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
   * the next owner's first job is begun before the longest of the running ones would have been done twice.
   */
  async perOwner(): Promise<number> {
    if (this.config.usage.runningJobs !== null) return this.config.usage.runningJobs;
    const slots = (await this.workers.live()).reduce((sum, worker) => sum + worker.slots, 0);
    const known = Math.max(1, slots || this.config.workerConcurrency);
    return known + Math.floor(known / 2);
  }
}
