import type { JobPriority } from '@app/contracts';
import type { Submission } from '@app/database';
import { JobQueue } from '@app/queue';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What the queue needs to know of a job. */
export type QueuedJob = Pick<Submission, 'id' | 'languages'> & { priority: JobPriority };

/** The one place where jobs are handed to the queue. */
@Injectable()
export class Handover {
  private readonly logger = new Logger(Handover.name);

  constructor(
    private readonly database: DataSource,
    private readonly jobs: JobQueue,
  ) {}

  /**
   * Hands rows to the queue that were stored with `published_at`. Those that it does not take wait again.
   * @throws when it did not take all
   */
  async publish(rows: readonly QueuedJob[]): Promise<void> {
    const outcomes = await Promise.allSettled(
      rows.map(({ id, languages, priority }) => this.jobs.publish({ submissionId: id, languages }, priority)),
    );
    const refused = rows.filter((_row, index) => outcomes[index]!.status === 'rejected');
    if (refused.length === 0) return;
    await this.putBack(refused.map(({ id }) => id));
    const { reason } = outcomes.find((outcome) => outcome.status === 'rejected')!;
    throw new Error(`the queue did not take ${refused.length} submissions: ${String(reason)}`);
  }

  /** Where that fails, the sweep takes the rows for some that the queue has lost. */
  private async putBack(ids: readonly string[]): Promise<void> {
    try {
      await this.database.query(`UPDATE "submission" SET "published_at" = NULL WHERE "id" = ANY($1)`, [ids]);
    } catch (error) {
      this.logger.warn(
        `${ids.join(', ')} count as handed to the queue until the sweep finds them: ${String(error)}`,
      );
    }
  }
}
