import { Submission, Webhook } from '@app/database';
import type { EntityManager } from 'typeorm';
import type { Callback } from './callback.js';
import { jsonInPieces } from '../../../platform/slices/json-in-pieces.js';

const LARGE_BYTES = 256 * 1024;

/** A row that is not stored yet, and its callback. */
export interface Insertion {
  row: Submission;
  callback: Callback | null;
  /** The request as it is stored, when it is large: the database's driver would write it in one piece. */
  json: Buffer | null;
}

/** @param row whose request is written here when it is large */
export async function insertionOf(row: Submission, callback: Callback | null): Promise<Insertion> {
  return { row, callback, json: row.storedBytes > LARGE_BYTES ? await jsonInPieces(row.request) : null };
}

/** Stores rows. @returns the ids of those that were not there already */
export async function insertRows(manager: EntityManager, items: readonly Insertion[]): Promise<Set<string>> {
  if (items.length === 0) return new Set();
  const parameters: Record<string, Buffer> = {};
  for (const [at, { json }] of items.entries()) if (json) parameters[`request${at}`] = json;
  const inserted = await manager
    .createQueryBuilder()
    .insert()
    .into(Submission)
    .values(
      items.map(({ row, json }, at) => ({
        ...row,
        ...(row.publishedAt && { publishedAt: () => 'now()' }),
        ...(json && { request: () => `CAST(:request${at} AS json)` }),
      })) as never,
    )
    .setParameters(parameters)
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
