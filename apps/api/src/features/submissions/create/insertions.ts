import { Submission, Webhook } from '@app/database';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Admission } from '../../scheduling/admission.js';
import { InBatches } from '@app/async';
import { lockPayers } from '../../scheduling/usage.js';
import { UsageLimits } from '../../scheduling/usage-limits.js';
import { WorkerShare } from '../../scheduling/worker-allowances.js';
import { DomainError } from '../../../platform/problem/domain-error.js';
import type { Callback } from './callback.js';

/** Rows that one statement stores; each may have megabytes. */
const MAX_BATCH = 16;

interface Insertion {
  row: Submission;
  callback: Callback | null;
}
/** `duplicate`: the owner has used its Idempotency-Key before. An error: it may not even wait. */
type Outcome = 'stored' | 'duplicate' | DomainError;

/**
 * Stores rows, and with them whom to tell at their end. Theory of operation: whoever stores queued rows locks their user
 * and their address, counts what those have, and decides whether the rows may go to the queue or have to wait; without the lock
 * two replicas would give the same place away. Rows of one user that come at the same time are stored together, as they
 * would only wait for each other.
 */
@Injectable()
export class Insertions {
  private readonly batches = new InBatches<Insertion, Outcome>((items) => this.storeQueued(items), MAX_BATCH);

  constructor(
    private readonly database: DataSource,
    private readonly limits: UsageLimits,
    private readonly share: WorkerShare,
  ) {}

  /**
   * Decides about a queued row, too: `publishedAt` says that it may go to the queue, null that it has to wait; `priority`
   * whether it may overtake others there.
   * @returns false when the owner has used its Idempotency-Key before
   * @throws DomainError('too_many_jobs')
   */
  async insert(row: Submission, callback: Callback | null): Promise<boolean> {
    const item = { row, callback };
    if (row.status !== 'queued')
      return callback
        ? this.database.transaction(async (manager) => (await store(manager, [item])).has(row.id))
        : (await store(this.database.manager, [item])).has(row.id);
    const outcome = await this.batches.add(`${row.usageKey} ${row.addressKey}`, item);
    if (outcome instanceof DomainError) throw outcome;
    return outcome === 'stored';
  }

  /** Of one user, from one address. */
  private async storeQueued(items: readonly Insertion[]): Promise<Outcome[]> {
    const payers = items[0]!.row;
    // Not in the transaction: it asks over another connection, which an embedded database does not serve meanwhile.
    const share = await this.share.now();
    return this.database.transaction(async (manager) => {
      await lockPayers(manager, payers);
      const admission = await this.limits.admission(manager, payers, share);
      const refusals = items.map(({ row }, index) => {
        const first = items.findIndex((item) => haveOneKey(item.row, row));
        return first === -1 || first === index ? admit(admission, row) : 'again';
      });
      const stored = await store(
        manager,
        items.filter((_item, index) => refusals[index] === null),
      );
      return items.map(({ row }, index) => {
        const refusal = refusals[index]!;
        if (refusal instanceof DomainError) return refusal;
        return stored.has(row.id) ? 'stored' : 'duplicate';
      });
    });
  }
}

/** Two requests with the same Idempotency-Key make one job, and count once. */
function haveOneKey(a: Submission, b: Submission): boolean {
  return a.idempotencyKey !== null && a.idempotencyKey === b.idempotencyKey && a.ownerId === b.ownerId;
}

/** @returns why not, null: it may be stored */
function admit(admission: Admission, row: Submission): DomainError | null {
  try {
    const { mayGo, priority } = admission.admit(row);
    Object.assign(row, { priority, publishedAt: mayGo ? new Date() : null });
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

/** @returns the ids of those that were not there already */
async function store(manager: EntityManager, items: readonly Insertion[]): Promise<Set<string>> {
  if (items.length === 0) return new Set();
  const inserted = await manager
    .createQueryBuilder()
    .insert()
    .into(Submission)
    .values(
      items.map(({ row }) => ({ ...row, ...(row.publishedAt && { publishedAt: () => 'now()' }) })) as never,
    )
    .orIgnore()
    .returning('id')
    .updateEntity(false)
    .execute();
  const ids = new Set((inserted.raw as { id: string }[]).map(({ id }) => id));
  const webhooks = items.flatMap(({ row, callback }) =>
    callback && ids.has(row.id) ? [{ ...callback, submissionId: row.id, nextAttemptAt: row.createdAt }] : [],
  );
  if (webhooks.length > 0) await manager.insert(Webhook, webhooks);
  return ids;
}
