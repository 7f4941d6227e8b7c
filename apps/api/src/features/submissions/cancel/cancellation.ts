import { SEQ_PER_TRY } from '@app/contracts';
import type { Caller } from '../../../accounts/access/caller.js';
import { DomainError } from '../../../platform/problem/domain-error.js';
import type { SubmissionView } from '@app/contracts';
import { Submission } from '@app/database';
import { SubmissionBus } from '@app/queue';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { SubmissionReader } from '../read/submission-reader.js';
import { SubmissionWaiters } from '../live/submission-waiters.js';

/** A worker stops its boxes and stores what it has in a fraction of this. */
const WORKER_ANSWERS_MS = 2_000;
/** Its worker died, or no worker has claimed it yet. */
const IS_UNCLAIMED = `("status" = 'queued' OR "lease_until" IS NULL OR "lease_until" < now())`;

/**
 * Ends submissions before their time. Theory of operation: a row that no worker has claimed is ended here.
 * Otherwise its worker is asked to end it: it alone knows what was found, and stores that with the same
 * update. A worker that does not answer in time loses its claim. However it goes, one conditional update
 * makes the row final.
 */
@Injectable()
export class Cancellation {
  constructor(
    @InjectRepository(Submission) private readonly rows: Repository<Submission>,
    private readonly reader: SubmissionReader,
    private readonly waiters: SubmissionWaiters,
    private readonly bus: SubmissionBus,
  ) {}

  /**
   * Ends a submission that is not final yet. One that is running keeps what it found.
   * @returns it as it is now, and whose it is: admins cancel those of others as well
   * @throws DomainError('submission_not_found' | 'already_final')
   */
  async cancel(caller: Caller, id: string): Promise<{ view: SubmissionView; ownerId: string }> {
    await this.reader.requireOwn(caller, id);
    const isCancelled = await this.endOpen(id);
    const row = await this.reader.find(caller, id);
    if (!isCancelled)
      throw new DomainError('already_final', {
        detail: `The submission is ${row.status} by now; the same request again removes it.`,
      });
    return { view: await this.reader.viewOf(caller, row), ownerId: row.ownerId };
  }

  /** @returns false when the submission is final, but not by this */
  private async endOpen(id: string): Promise<boolean> {
    if (await this.end(id, IS_UNCLAIMED)) return true;
    if (!(await this.rows.existsBy({ id, status: In(['queued', 'running']) }))) return false;
    if (this.bus.isAvailable) {
      this.bus.publishCancel(id);
      await this.waiters.untilFinal(id, WORKER_ANSWERS_MS);
    }
    return (await this.end(id)) || this.rows.existsBy({ id, status: 'cancelled' });
  }

  /** @returns whether the row was open and `condition` held */
  private async end(id: string, condition = 'TRUE'): Promise<boolean> {
    const { raw } = await this.rows
      .createQueryBuilder()
      .update()
      .set({
        status: 'cancelled',
        finishedAt: () => 'now()',
        claimId: null,
        leaseUntil: null,
        // Above every event that the current try has sent or is about to send.
        eventSeq: () => `(tries + 1) * ${SEQ_PER_TRY}`,
      })
      .where({ id, status: In(['queued', 'running']) })
      .andWhere(condition)
      .returning('event_seq')
      .execute();
    const [ended] = raw as { event_seq: number }[];
    if (!ended) return false;
    // For a worker that has it in its queue, or is still running it.
    this.bus.publishCancel(id);
    this.bus.publish({
      type: 'submission.finished',
      submissionId: id,
      seq: ended.event_seq,
      status: 'cancelled',
      verdict: null,
    });
    return true;
  }
}
