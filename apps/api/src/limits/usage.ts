import type { Submission } from '@app/entities';
import type { DataSource, EntityManager } from 'typeorm';

/** Whom a submission counts for: a user (or an address, where nobody is logged in), and the address it came from. */
export type Payers = Pick<Submission, 'usageKey' | 'addressKey'>;

/** Rows that were handed to the queue and are not final. */
export const IN_FLIGHT = `"status" IN ('queued', 'running') AND "published_at" IS NOT NULL`;
/** Rows that wait until there is room for them. */
export const WAITING = `"status" = 'queued' AND "published_at" IS NULL`;

/** What one payer has, and uses. */
export interface Usage {
  waiting: number;
  inFlight: number;
  /** Milliseconds of cores within the last hour. */
  usedMs: number;
}
export interface UsageOfBoth {
  user: Usage;
  address: Usage;
  /** Those of the user's jobs in flight that overtake batch jobs. */
  interactive: number;
}

/** How far to count. */
export interface Bounds {
  user: Pick<Usage, 'waiting' | 'inFlight'>;
  address: Pick<Usage, 'waiting' | 'inFlight'>;
}

/**
 * Until the end of the transaction nobody else counts what these have: two replicas would both find the last place free.
 * The count has to be a later statement, because each sees what was there when it began.
 */
export async function lockPayers(manager: EntityManager, { usageKey, addressKey }: Payers): Promise<void> {
  // Always in this order, so that nobody waits in a circle.
  const keys = [...new Set([addressKey, usageKey])].sort();
  await manager.query(
    `SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest($1::text[]) AS key`,
    [keys],
  );
}

/** Counts up to the bounds: short walks along indexes, for those already handed to the queue are few. */
export async function lookAtUsage(
  manager: EntityManager,
  { usageKey, addressKey }: Payers,
  { user, address }: Bounds,
): Promise<UsageOfBoth> {
  const [row] = await manager.query<[Record<keyof typeof COUNTS, number>]>(
    `SELECT ${Object.entries(COUNTS)
      .map(([name, sql]) => `${sql} AS "${name}"`)
      .join(', ')}`,
    [usageKey, addressKey, user.waiting, user.inFlight, address.waiting, address.inFlight],
  );
  return {
    user: { waiting: row.waiting, inFlight: row.inFlight, usedMs: row.usedMs },
    address: {
      waiting: row.waitingOfAddress,
      inFlight: row.inFlightOfAddress,
      usedMs: row.usedMsOfAddress,
    },
    interactive: row.interactive,
  };
}

/** Removes what no limit looks at any more. */
export async function forgetOldUsage(database: DataSource): Promise<void> {
  await database.query(`DELETE FROM "usage_minute" WHERE "minute" < now() - interval '2 hours'`);
}

const COUNTS = {
  waiting: count(`"usage_key" = $1 AND ${WAITING}`, '$3'),
  inFlight: count(`"usage_key" = $1 AND ${IN_FLIGHT}`, '$4'),
  interactive: count(`"usage_key" = $1 AND ${IN_FLIGHT} AND "priority" = 'interactive'`, '$4'),
  usedMs: usedMs('$1'),
  waitingOfAddress: count(`"address_key" = $2 AND ${WAITING}`, '$5'),
  inFlightOfAddress: count(`"address_key" = $2 AND ${IN_FLIGHT}`, '$6'),
  usedMsOfAddress: usedMs('$2'),
};

function count(which: string, bound: string): string {
  return `(SELECT count(*)::int FROM (SELECT 1 FROM "submission" WHERE ${which} LIMIT ${bound}) AS "some")`;
}

/** Of an hour, and what has passed of this minute. */
function usedMs(key: string): string {
  return `(SELECT COALESCE(sum("used_ms"), 0)::float FROM "usage_minute"
           WHERE "key" = ${key} AND "minute" >= date_trunc('minute', now()) - interval '1 hour')`;
}
