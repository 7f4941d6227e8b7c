import type { WorkerAllowance } from './worker-allowance.js';
import type { Bounds } from './usage.js';
import type { Payers } from './payers.js';
import type { Allowed } from './admission.js';

/**
 * What one statement needs to decide about jobs, where all workers can do the same: then one number says how
 * many jobs of a user may be in flight. Where workers differ the decision needs `Admission`, and a
 * transaction around it.
 */
export interface UniformTerms {
  readonly payers: Payers;
  readonly allowance: WorkerAllowance;
  readonly allowed: { user: Allowed; address: Allowed };
  /** How far to count what waits. */
  readonly bounds: Bounds;
}

/** Columns of the function `locked_usage`: what the payers have, counted while no one else counts it. */
export interface LockedUsage {
  jobs: number;
  interactive: number;
  waiting: number;
  used_ms: number;
  jobs_of_address: number;
  waiting_of_address: number;
  used_ms_of_address: number;
  wait_for: string[][];
}

/**
 * Common table expressions of a statement that decides: `usage`, and `room`, for how many more jobs there is
 * room.
 * @param first the number of the first of their parameters
 */
export function roomFrom(terms: UniformTerms, first: number): { sql: string; parameters: unknown[] } {
  const { payers, allowance, allowed, bounds } = terms;
  const $ = (n: number) => `$${first + n}`;
  const most = allowance.jobs(allowance.all);
  const overtaking = allowance.interactive(allowance.all);
  const finite = (ms: number) => (Number.isFinite(ms) ? ms : null);
  const used = { user: finite(allowed.user.usedMs), address: finite(allowed.address.usedMs) };
  return {
    sql: `"usage" AS MATERIALIZED (
        SELECT * FROM "locked_usage"(${$(0)}::text, ${$(1)}::text, ${$(2)}::text[], ${$(3)}::int, ${$(4)}::int, ${$(5)}::boolean)),
      "room" AS MATERIALIZED (
        SELECT CASE WHEN "usage"."used_ms" >= ${$(6)}::float OR "usage"."used_ms_of_address" >= ${$(7)}::float THEN 0
               ELSE greatest(0, least(${$(8)}::int * ${$(9)}::int - "usage"."jobs",
                                      ${$(8)}::int * ${$(10)}::int - "usage"."jobs_of_address")) END AS "jobs",
               greatest(0, ${$(11)}::int * ${$(9)}::int - "usage"."interactive") AS "interactive"
          FROM "usage")`,
    parameters: [
      payers.usageKey,
      payers.addressKey,
      allowance.known,
      bounds.user,
      bounds.address,
      used.user !== null,
      used.user ?? 'Infinity',
      used.address ?? 'Infinity',
      most,
      allowed.user.shares,
      allowed.address.shares,
      overtaking,
    ],
  };
}
