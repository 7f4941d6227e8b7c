import type { DataSource, EntityManager } from 'typeorm';
import type { Alike } from './in-flight.js';
import type { Payers } from './payers.js';

/**
 * Rows that were handed to the queue and are not final. A program that is talked to was not, and has limits
 * of its own.
 */
export const IN_FLIGHT = `"status" IN ('queued', 'running') AND "published_at" IS NOT NULL AND NOT "live"`;
const LIVE = `"status" IN ('queued', 'running') AND "published_at" IS NOT NULL AND "live"`;
/** Rows that wait until there is room for them. */
export const WAITING = `"status" = 'queued' AND "published_at" IS NULL`;

/** What one payer has, and uses. */
export interface Usage {
  waiting: number;
  inFlight: readonly Alike[];
  /** Milliseconds of cores within the last hour. */
  usedMs: number;
}
export interface UsageOfBoth {
  user: Usage;
  address: Usage;
  /** The languages of the user's jobs that wait, each set once. */
  waitFor: readonly (readonly string[])[];
}

/** How far to count what waits; 0: not at all. */
export interface Bounds {
  user: number;
  address: number;
}

/**
 * All sets of languages for which this user has jobs waiting; the function walks along the index, from set to
 * set.
 */
export function waitFor(usageKey: string): string {
  return `SELECT "languages" FROM "waiting_languages"(${usageKey}) AS "languages"`;
}

/** Counts what waits up to the bounds, and what was handed to the queue: that is little. */
export async function lookAtUsage(
  manager: EntityManager,
  { usageKey, addressKey }: Payers,
  { user, address }: Bounds,
): Promise<UsageOfBoth> {
  const [row] = await manager.query<[Row]>(LOOK, [usageKey, addressKey, user, address]);
  return {
    user: { waiting: row.waiting, inFlight: row.inFlight, usedMs: row.usedMs },
    address: {
      waiting: row.waitingOfAddress,
      inFlight: row.inFlightOfAddress,
      usedMs: row.usedMsOfAddress,
    },
    waitFor: row.waitFor,
  };
}

/** Milliseconds of cores that each of these payers has used within the last hour, in their order. */
export async function usedMsOf(database: DataSource, keys: readonly string[]): Promise<number[]> {
  const [row] = await database.query<[{ used: number[] }]>(
    `SELECT array_agg(${usedMs('payer.name')} ORDER BY payer.place) AS "used"
       FROM unnest($1::text[]) WITH ORDINALITY AS payer(name, place)`,
    [keys],
  );
  return row.used;
}

/** How many programs are talked to, by one user and from one address. */
export async function countLiveRuns(
  manager: EntityManager,
  { usageKey, addressKey }: Payers,
): Promise<{ user: number; address: number }> {
  const count = (whose: string) => `(SELECT count(*)::int FROM "submission" WHERE ${whose} AND ${LIVE})`;
  const [row] = await manager.query<[{ user: number; address: number }]>(
    `SELECT ${count(OF_USER)} AS "user", ${count(OF_ADDRESS)} AS "address"`,
    [usageKey, addressKey],
  );
  return row;
}

/** Removes what no limit looks at any more. */
export async function forgetOldUsage(database: DataSource): Promise<void> {
  await database.query(`DELETE FROM "usage_minute" WHERE "minute" < now() - interval '2 hours'`);
}

const OF_USER = `"usage_key" = $1`;
const OF_ADDRESS = `"address_key" = $2`;

const LOOK = `SELECT
  ${waiting(OF_USER, '$3')} AS "waiting", ${inFlight(OF_USER)} AS "inFlight", ${usedMs('$1')} AS "usedMs",
  ${waiting(OF_ADDRESS, '$4')} AS "waitingOfAddress", ${inFlight(OF_ADDRESS)} AS "inFlightOfAddress",
  ${usedMs('$2')} AS "usedMsOfAddress",
  (SELECT coalesce(json_agg("languages"), '[]') FROM (${waitFor('$1')}) AS "sets" WHERE $3 > 0) AS "waitFor"`;

interface Row {
  waiting: number;
  inFlight: Alike[];
  usedMs: number;
  waitingOfAddress: number;
  inFlightOfAddress: Alike[];
  usedMsOfAddress: number;
  waitFor: string[][];
}

function waiting(whose: string, bound: string): string {
  return `(SELECT count(*)::int FROM (SELECT 1 FROM "submission" WHERE ${whose} AND ${WAITING} LIMIT ${bound}) AS "some")`;
}

function inFlight(whose: string): string {
  return `(SELECT coalesce(json_agg("alike"), '[]') FROM (
    SELECT "languages", "priority", count(*)::int AS "jobs" FROM "submission" WHERE ${whose} AND ${IN_FLIGHT}
    GROUP BY "languages", "priority") AS "alike")`;
}

/** Of an hour, and what has passed of this minute. */
function usedMs(key: string): string {
  return `(SELECT COALESCE(sum("used_ms"), 0)::float FROM "usage_minute"
           WHERE "key" = ${key} AND "minute" >= date_trunc('minute', now()) - interval '1 hour')`;
}
