import type { JobPriority } from '@app/contracts';
import { Submission } from '@app/database';
import type { EntityManager } from 'typeorm';
import { type LockedUsage, roomFrom, type UniformTerms } from '../../scheduling/uniform-terms.js';
import type { Insertion } from './insert-rows.js';

/** What became of one row. */
export interface Admitted {
  id: string;
  /** false: it was refused, or its owner has used its Idempotency-Key before. */
  isStored: boolean;
  isRefused: boolean;
  mayGo: boolean;
  priority: JobPriority;
  /** How many before it in the same batch have to wait. */
  waitingBefore: number;
}

/**
 * Admits rows of one user from one address and stores them, with their callbacks: all in one statement, so
 * that a job costs one round trip and one commit. It decides as `Admission` does (a test compares them): each
 * row in its order goes while there is room and none waits that needs the same; the others wait, until too
 * many do.
 */
export async function insertAdmitted(
  manager: EntityManager,
  terms: UniformTerms,
  items: readonly Insertion[],
): Promise<{ rows: Admitted[]; usage: LockedUsage }> {
  const { metadata } = manager.getRepository(Submission);
  const columns = metadata.columns.filter(({ propertyName }) => propertyName !== 'request');
  const light = items.map(({ row, callback }) => ({
    ...Object.fromEntries(
      columns.map(({ databaseName, propertyName }) => [databaseName, row[propertyName as keyof Submission]]),
    ),
    can: terms.allowance.jobs(terms.allowance.ableTo(row.languages)) > 0,
    url: callback?.url ?? null,
    secret: callback?.secret ?? null,
  }));
  const names = columns.map(({ databaseName }) => `"${databaseName}"`);
  const types = columns.map((column) => {
    const type = manager.connection.driver.normalizeType(column);
    return `"${column.databaseName}" ${type}${column.isArray ? '[]' : ''}`;
  });
  const room = roomFrom(terms, 4);
  // Named where it is stored and nowhere before: what goes through the steps is copied in each, and a request
  // may have megabytes.
  const requests = items.map(
    (_item, at) => `WHEN ${at + 1} THEN CAST($${at + 4 + room.parameters.length} AS json)`,
  );
  const stored = names.map((name) => DECIDED[name] ?? `"ruled".${name}`);
  const rows = await manager.query<(Admitted & LockedUsage)[]>(
    `WITH ${room.sql},
     "given" AS (
       SELECT * FROM ROWS FROM (
         json_to_recordset($1::json) AS (${types.join(', ')}, "can" boolean, "url" text, "secret" text)
       ) WITH ORDINALITY AS "row"(${names.join(', ')}, "can", "url", "secret", "nth")),
     "ready" AS MATERIALIZED (
       SELECT "given".*, "given"."can" AND NOT EXISTS (
                SELECT 1 FROM "usage", json_array_elements("usage"."wait_for") AS "set"
                 WHERE "set"::jsonb = to_jsonb("given"."languages")) AS "ready"
         FROM "given"),
     "going" AS (
       SELECT "ready".*, "ready" AND count(*) FILTER (WHERE "ready") OVER (ORDER BY "nth") <= "room"."jobs" AS "goes"
         FROM "ready", "room"),
     "ruled" AS (
       SELECT "going".*,
              CASE WHEN "goes" AND count(*) FILTER (WHERE "goes" AND "priority" = 'interactive') OVER (ORDER BY "nth")
                                > "room"."interactive" THEN 'batch' ELSE "priority" END AS "rank",
              count(*) FILTER (WHERE NOT "goes") OVER (ORDER BY "nth") - (NOT "goes")::int AS "before"
         FROM "going", "room"),
     "stored" AS (
       INSERT INTO "submission" (${names.join(', ')}, "request")
       SELECT ${stored.join(', ')}, CASE "ruled"."nth" ${requests.join(' ')} END FROM "ruled", "usage"
        WHERE NOT (${IS_REFUSED})
          AND ("ruled"."idempotency_key" IS NULL OR NOT EXISTS (
            SELECT 1 FROM "submission" AS "earlier"
             WHERE "earlier"."owner_id" = "ruled"."owner_id" AND "earlier"."idempotency_key" = "ruled"."idempotency_key"
               AND "earlier"."created_at" > now() - interval '1 day'))
        ORDER BY "nth"
       ON CONFLICT DO NOTHING RETURNING "id"),
     "told" AS (
       INSERT INTO "webhook" ("submission_id", "url", "secret", "next_attempt_at")
       SELECT "ruled"."id", "ruled"."url", "ruled"."secret", "ruled"."created_at"
         FROM "stored" JOIN "ruled" USING ("id") WHERE "ruled"."url" IS NOT NULL)
     SELECT "ruled"."id", "stored"."id" IS NOT NULL AS "isStored", ${IS_REFUSED} AS "isRefused", "goes" AS "mayGo",
            "rank" AS "priority", "before"::int AS "waitingBefore", "usage".*
       FROM "ruled" CROSS JOIN "usage" LEFT JOIN "stored" ON "stored"."id" = "ruled"."id" ORDER BY "nth"`,
    [
      JSON.stringify(light),
      terms.allowed.user.waiting,
      terms.allowed.address.waiting,
      ...room.parameters,
      ...items.map(({ row, json }) => json ?? JSON.stringify(row.request)),
    ],
  );
  return { rows, usage: rows[0]! };
}

/** What the statement decides itself. */
const DECIDED: Record<string, string> = {
  '"priority"': '"ruled"."rank"',
  '"published_at"': 'CASE WHEN "ruled"."goes" THEN now() END',
};

const IS_REFUSED = `(
  "usage"."waiting" + "ruled"."before" >= $2::int OR "usage"."waiting_of_address" + "ruled"."before" >= $3::int
  OR "usage"."used_ms" >= $10::float OR "usage"."used_ms_of_address" >= $11::float)`;
