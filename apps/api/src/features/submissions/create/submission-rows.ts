import type { AcceptedSubmission } from '@app/contracts';
import { Submission } from '@app/database';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, LessThanOrEqual, MoreThan, type Repository } from 'typeorm';
import { DomainError } from '../../../platform/problem/domain-error.js';
import { type Decision, Scheduling } from '../../scheduling/scheduling.js';
import type { UniformTerms } from '../../scheduling/uniform-terms.js';
import { toAccepted } from '../read/submission-view.js';
import type { Callback } from './callback.js';
import { InBatches } from '@app/async';
import { insertAdmitted } from './insert-admitted.js';
import { type Insertion, insertionOf, insertRows } from './insert-rows.js';

const KEEP_KEY_MS = 24 * 3_600_000;
const MAX_ATTEMPTS = 5;
/** Rows that one statement stores; each may have megabytes. */
const MAX_BATCH = 16;

/**
 * `mayGo` false: the row waits until its owner has room, as was so at `asOf` (`Scheduling.asOf`). `earlier`:
 * the Idempotency-Key was used before.
 */
export type Stored =
  { kind: 'new'; mayGo: boolean; asOf: number } | { kind: 'earlier'; answer: AcceptedSubmission };
/** `duplicate`: the owner has used its Idempotency-Key before. An error: it may not even wait. */
type Outcome = 'stored' | 'duplicate' | DomainError;

/**
 * Puts submissions into the database, each Idempotency-Key of an owner once, however many requests bring it
 * at the same time. Rows of one user that come at the same time are stored together, as they would only wait
 * for each other.
 */
@Injectable()
export class SubmissionRows {
  private readonly batches = new InBatches<Insertion, Outcome>(
    (items) => this.insertQueued(items),
    MAX_BATCH,
  );

  constructor(
    @InjectRepository(Submission) private readonly rows: Repository<Submission>,
    private readonly scheduling: Scheduling,
  ) {}

  /** Whether the row's Idempotency-Key was used within the last day. */
  async knowsKeyOf(row: Submission): Promise<boolean> {
    return (await this.earlierOne(row)) !== null;
  }

  /**
   * Stores the row, or finds the one that the same Idempotency-Key has made before. Of a queued row it is
   * decided as well whether it may go to the queue (`publishedAt`) and whether it may overtake others there
   * (`priority`).
   * @throws DomainError('idempotency_key_reused') when that was another request, DomainError('too_many_jobs')
   */
  async put(row: Submission, callback: Callback | null): Promise<Stored> {
    // Not in the transaction, as others wait for its locks.
    const item = await insertionOf(row, callback);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const asOf = this.scheduling.asOf;
      const inserted = await this.insert(item).catch((error: unknown) => this.unlessKnown(row, error));
      if (inserted) return { kind: 'new', mayGo: row.publishedAt !== null, asOf };
      const answer = await this.earlierAnswer(row);
      if (answer) return { kind: 'earlier', answer };
      // The key is an old one's, or another request has just used it.
      await this.forgetOldKey(row);
    }
    throw new DomainError('unavailable', {
      detail: 'This Idempotency-Key is in use at the moment; try again.',
    });
  }

  /** @returns false when the owner has used its Idempotency-Key before @throws DomainError('too_many_jobs') */
  private async insert(item: Insertion): Promise<boolean> {
    const { row, callback } = item;
    if (row.status !== 'queued') {
      // Looked for: where the table has a partition for each day, keys are unique within a day only.
      if (await this.knowsKeyOf(row)) return false;
      const { manager } = this.rows;
      const stored = callback
        ? await manager.transaction((inner) => insertRows(inner, [item]))
        : await insertRows(manager, [item]);
      return stored.has(row.id);
    }
    if (row.live) {
      row.publishedAt = new Date();
      const stored = await this.scheduling.admitLive(row, row, (inner) => insertRows(inner, [item]));
      return stored.has(row.id);
    }
    const outcome = await this.batches.add(`${row.usageKey} ${row.addressKey}`, item);
    if (outcome instanceof DomainError) throw outcome;
    return outcome === 'stored';
  }

  /**
   * Of one user, from one address. Two requests with the same Idempotency-Key make one job, and count once.
   */
  private async insertQueued(items: readonly Insertion[]): Promise<Outcome[]> {
    const firsts = items.filter(
      ({ row }, index) => index === items.findIndex((item) => item.row === row || haveOneKey(item.row, row)),
    );
    const terms = await this.scheduling.termsOfNew(firsts[0]!.row);
    return terms ? this.insertAtOnce(terms, firsts, items) : this.insertInTurn(firsts, items);
  }

  /** Where all workers can do the same: in one statement. */
  private async insertAtOnce(
    terms: UniformTerms,
    firsts: readonly Insertion[],
    items: readonly Insertion[],
  ): Promise<Outcome[]> {
    const { rows, usage } = await insertAdmitted(this.rows.manager, terms, firsts);
    this.scheduling.noteCounted(terms, usage);
    const admitted = new Map(rows.map((one) => [one.id, one]));
    return items.map(({ row }) => {
      const one = admitted.get(row.id);
      if (one?.isRefused) return this.scheduling.refusal(terms, usage, one.waitingBefore, row);
      if (!one?.isStored) return 'duplicate';
      row.priority = one.priority;
      row.publishedAt = one.mayGo ? new Date() : null;
      return 'stored';
    });
  }

  private insertInTurn(firsts: readonly Insertion[], items: readonly Insertion[]): Promise<Outcome[]> {
    return this.scheduling.decide(
      firsts[0]!.row,
      firsts.map(({ row }) => row),
      async (manager, decisions) => {
        // Looked for: where the table has a partition for each day, keys are unique within a day only.
        const known = new Set<Submission>();
        for (const { row } of firsts) if (await this.earlierOne(row, manager)) known.add(row);
        const decided = new Map(firsts.map(({ row }, index) => [row, decisions[index]!]));
        const accepted = firsts.filter(({ row }) => !known.has(row) && note(row, decided.get(row)!));
        const stored = await insertRows(manager, accepted);
        return items.map(({ row }) => {
          const decision = decided.get(row);
          if (known.has(row)) return 'duplicate';
          if (decision?.kind === 'refused') return decision.problem;
          return stored.has(row.id) ? 'stored' : 'duplicate';
        });
      },
    );
  }

  /**
   * A request that comes again gets its first answer, however much is waiting by now. @throws the error
   * otherwise
   */
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
  private async earlierOne(
    { ownerId, idempotencyKey }: Submission,
    manager: EntityManager = this.rows.manager,
  ): Promise<Submission | null> {
    if (idempotencyKey === null) return null;
    return manager.getRepository(Submission).findOne({
      where: { ownerId, idempotencyKey, createdAt: MoreThan(new Date(Date.now() - KEEP_KEY_MS)) },
      select: { id: true, kind: true, createdAt: true, requestHash: true },
    });
  }
}

/** Two requests with the same Idempotency-Key make one job, and count once. */
function haveOneKey(a: Submission, b: Submission): boolean {
  return a.idempotencyKey !== null && a.idempotencyKey === b.idempotencyKey && a.ownerId === b.ownerId;
}

/** Writes into the row what was decided. @returns whether it may be stored */
function note(row: Submission, decision: Decision): boolean {
  if (decision.kind === 'refused') return false;
  row.priority = decision.priority;
  row.publishedAt = decision.mayGo ? new Date() : null;
  return true;
}
