import type { AcceptedSubmission } from '@app/contracts';
import { Submission } from '@app/entities';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, type Repository } from 'typeorm';
import { DomainError } from '../problem/domain-error.js';
import type { Callback } from './callback.js';
import { Insertions } from './insertions.js';
import { toAccepted } from './submission-view.js';

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
  async knowsKeyOf({ ownerId, idempotencyKey }: Submission): Promise<boolean> {
    if (idempotencyKey === null) return false;
    const row = await this.rows.findOne({
      where: { ownerId, idempotencyKey },
      select: { createdAt: true, id: true },
    });
    return row !== null && row.createdAt.getTime() > Date.now() - KEEP_KEY_MS;
  }

  /**
   * Stores the row, or finds the one that the same Idempotency-Key has made before.
   * @throws DomainError('idempotency_key_reused') when that was another request, DomainError('too_many_jobs')
   */
  async put(row: Submission, callback: Callback | null): Promise<Stored> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const inserted = await this.insertions
        .insert(row, callback)
        .catch((error: unknown) => this.unlessKnown(row, error));
      if (inserted) return { kind: 'new', mayGo: row.publishedAt !== null };
      if (await this.forgetOldKey(row)) continue;
      const answer = await this.earlierAnswer(row);
      if (answer) return { kind: 'earlier', answer };
      // Another request has just freed the key, and is about to use it or not.
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

  /** A key is kept for a day; then it may be used for something new. @returns whether that is so */
  private async forgetOldKey({ ownerId, idempotencyKey }: Submission): Promise<boolean> {
    const { affected } = await this.rows.update(
      { ownerId, idempotencyKey: idempotencyKey!, createdAt: LessThan(new Date(Date.now() - KEEP_KEY_MS)) },
      { idempotencyKey: null },
    );
    return affected === 1;
  }

  private async earlierAnswer(row: Submission): Promise<AcceptedSubmission | null> {
    const earlier = await this.rows.findOne({
      where: { ownerId: row.ownerId, idempotencyKey: row.idempotencyKey! },
      select: { id: true, kind: true, createdAt: true, requestHash: true },
    });
    if (!earlier) return null;
    if (earlier.requestHash === row.requestHash) return toAccepted(earlier);
    throw new DomainError('idempotency_key_reused', {
      detail: 'This Idempotency-Key came with another body before; use a new key for a new request.',
    });
  }
}
