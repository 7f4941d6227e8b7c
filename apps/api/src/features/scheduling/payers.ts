import type { Submission } from '@app/database';
import type { EntityManager } from 'typeorm';

/** What a submission counts for: its user (its address, without a login), and the address it came from. */
export type Payers = Pick<Submission, 'usageKey' | 'addressKey'>;

/** Classrooms and offices share an address: all who come from one may have as much as so many users. */
export const USERS_PER_ADDRESS = 4;

/**
 * Until the end of the transaction no other one counts what these have: two replicas would both find the last
 * place free.
 * The count has to be a later statement, because each sees what was there when it began.
 */
export async function lockPayers(manager: EntityManager, { usageKey, addressKey }: Payers): Promise<void> {
  // Always in this order, so that no two transactions wait for each other.
  const keys = [...new Set([addressKey, usageKey])].sort();
  await manager.query(
    `SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest($1::text[]) AS key`,
    [keys],
  );
}
