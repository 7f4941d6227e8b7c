import type { Config } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../../platform/environment/tokens.js';
import { WorkerDirectory } from '../workers/worker-directory.js';
import { WorkerAllowance } from './worker-allowance.js';

/** How much of the workers one user may have. */
@Injectable()
export class WorkerAllowances {
  constructor(
    private readonly workers: WorkerDirectory,
    @Inject(CONFIG) private readonly config: Pick<Config, 'usage' | 'workerConcurrency'>,
  ) {}

  /**
   * As things are now. Not to be called within a transaction, for it looks at the workers over a connection
   * of its own.
   */
  async now(): Promise<WorkerAllowance> {
    const live = (await this.workers.live()).map(({ slots, languages }) => ({
      slots,
      languages: new Set(languages.map(({ id }) => id)),
    }));
    // Until a worker has reported itself, it is not known what workers can do.
    const unknown = { slots: this.config.workerConcurrency, languages: null };
    return new WorkerAllowance(live.length > 0 ? live : [unknown], this.config.usage.runningJobs);
  }
}
