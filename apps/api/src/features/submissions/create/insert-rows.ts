import { Submission, Webhook } from '@app/database';
import type { EntityManager } from 'typeorm';
import type { Callback } from './callback.js';

/** A row that is not stored yet, and whom to tell at its end. */
export interface Insertion {
  row: Submission;
  callback: Callback | null;
}

/** Stores rows. @returns the ids of those that were not there already */
export async function insertRows(manager: EntityManager, items: readonly Insertion[]): Promise<Set<string>> {
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
