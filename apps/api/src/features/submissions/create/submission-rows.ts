import type { AcceptedSubmission } from '@app/contracts';
import { Submission } from '@app/database';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThanOrEqual, MoreThan, type Repository } from 'typeorm';
import { DomainError } from '../../../platform/problem/domain-error.js';
import type { Callback } from './callback.js';
import { Insertions } from './insertions.js';
import { toAccepted } from '../read/submission-view.js';

const KEEP_KEY_MS = 24 * 3_600_000;
const MAX_ATTEMPTS = 5;

/** `mayGo` false: the row waits until its owner has room. `earlier`: the Idempotency-Key was used before. */
export type Stored = { kind: 'new'; mayGo: boolean } | { kind: 'earlier'; answer: AcceptedSubmission };

/** Stores submissions, each Idempotency-Key of an owner once, however many requests bring it at the same time. */
@Injectable()
export class SubmissionStore {
  constructor(
    @InjectRepository(Submission) private readonly rows: Repository<Submission>,
    private readonly insertions: Insertions,
  ) {}

  /** Whether the row's Idempotency-Key was used within the last day. */
  async knowsKeyOf(row: Submission): Promise<boolean> {
    return (await this.earlierOne(row)) !== null;
  }

  /**
   * Stores the row, or finds the one that the same Idempotency-Key has made before.
   * @throws DomainError('idempotency_key_reused') when that was another request, DomainError('too_many_jobs')
   */
  async put(row: Submission, callback: Callback | null): Promise<Stored> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      // Looked for first: where the table has a partition for each day, keys are unique within a day only.
      const answer = await this.earlierAnswer(row);
      if (answer) return { kind: 'earlier', answer };
      const inserted = await this.insertions
        .insert(row, callback)
        .catch((error: unknown) => this.unlessKnown(row, error));
      if (inserted) return { kind: 'new', mayGo: row.publishedAt !== null };
      // The key is an old one's, or another request has just used it.
      await this.forgetOldKey(row);
    }
    throw new DomainError('unavailable', {
      detail: 'This Idempotency-Key is in use at the moment; try again.',
    });
  }

  /** A request that comes again gets its first answer, however much is waiting by now. @throws the error otherwise */
  private async unlessKnown(row: Submission, error: unknown): Promise<false> {
    if (error instanceof DomainError && (await this.knowsKeyOf(row))) return false;
    throw error;
  }

  /** A key is kept for a day; then it may be used for something new. */
  private async forgetOldKey({ ownerId, idempotencyKey }: Submission): Promise<void> {
    const createdAt = LessThanOrEqual(new Date(Date.now() - KEEP_KEY_MS));
    await this.rows.update({ ownerId, idempotencyKey: idempotencyKey!, createdAt }, { idempotencyKey: null });
  }

  private async earlierAnswer(row: Submission): Promise<AcceptedSubmission | null> {
    const earlier = await this.earlierOne(row);
    if (!earlier) return null;
    if (earlier.requestHash === row.requestHash) return toAccepted(earlier);
    throw new DomainError('idempotency_key_reused', {
      detail: 'This Idempotency-Key came with another body before; use a new key for a new request.',
    });
  }

  /** The row that the same owner made with the same key within the last day. */
  private async earlierOne({ ownerId, idempotencyKey }: Submission): Promise<Submission | null> {
    if (idempotencyKey === null) return null;
    return this.rows.findOne({
      where: { ownerId, idempotencyKey, createdAt: MoreThan(new Date(Date.now() - KEEP_KEY_MS)) },
      select: { id: true, kind: true, createdAt: true, requestHash: true },
    });
  }
}
