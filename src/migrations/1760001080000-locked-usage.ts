import type { MigrationInterface, QueryRunner } from 'typeorm';

const IN_FLIGHT = `"status" IN ('queued', 'running') AND "published_at" IS NOT NULL AND NOT "live"`;
const WAITING = `"status" = 'queued' AND "published_at" IS NULL`;

/**
 * A line is walked along its index, however many rows wait and whatever the planner thinks of their number:
 * statistics are never up to date where a line grows by thousands within a minute, and an embedded database
 * has none. Without this it takes any index for as good as another, and sorts all that waits for each row
 * that comes or goes.
 */
const ALONG_THE_INDEX =
  'SET enable_sort = off SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off';

/**
 * What a user and an address have, counted while no other transaction counts it: the one statement that
 * stores a job, or lets one go on, decides by it. A function, because its second statement sees what was
 * there when it got the locks of the first; a single statement would see what was there before.
 */
export class LockedUsage1760001080000 implements MigrationInterface {
  readonly name = 'LockedUsage1760001080000';

  async up(runner: QueryRunner): Promise<void> {
    // From set to set along the index.
    await runner.query(`
      CREATE FUNCTION "waiting_languages"("user_key" text) RETURNS SETOF text[]
      LANGUAGE plpgsql VOLATILE ROWS 2 ${ALONG_THE_INDEX} AS $$
      DECLARE
        "found" text[];
      BEGIN
        SELECT "s"."languages" INTO "found" FROM "submission" "s"
         WHERE "s"."usage_key" = "user_key" AND ${WAITING} ORDER BY "s"."languages" LIMIT 1;
        WHILE "found" IS NOT NULL LOOP
          RETURN NEXT "found";
          SELECT "s"."languages" INTO "found" FROM "submission" "s"
           WHERE "s"."usage_key" = "user_key" AND ${WAITING} AND "s"."languages" > "found"
           ORDER BY "s"."languages" LIMIT 1;
        END LOOP;
      END $$`);
    await runner.query(`
      CREATE FUNCTION "first_waiting"("user_key" text, "of" text[])
      RETURNS TABLE ("id" uuid, "address_key" text, "priority" text)
      LANGUAGE plpgsql VOLATILE ROWS 1 ${ALONG_THE_INDEX} AS $$
      BEGIN
        RETURN QUERY SELECT "s"."id", "s"."address_key", "s"."priority" FROM "submission" "s"
          WHERE "s"."usage_key" = "user_key" AND "s"."languages" = "of" AND ${WAITING}
          ORDER BY "s"."priority" DESC, "s"."id" LIMIT 1;
      END $$`);
    await runner.query(`
      CREATE FUNCTION "take_waiting"("user_key" text, "at_address" text, "of" text[], "most" integer, "overtaking" integer)
      RETURNS TABLE ("id" uuid, "priority" text, "languages" text[])
      LANGUAGE plpgsql VOLATILE ROWS 2 ${ALONG_THE_INDEX} AS $$
      BEGIN
        RETURN QUERY
          WITH "first" AS MATERIALIZED (
            SELECT "s"."id", "s"."priority" FROM "submission" "s"
             WHERE "s"."usage_key" = "user_key" AND "s"."address_key" = "at_address" AND "s"."languages" = "of"
               AND ${WAITING}
             ORDER BY "s"."priority" DESC, "s"."id" LIMIT "most" FOR UPDATE SKIP LOCKED),
          "next" AS (
            SELECT "first"."id", row_number() OVER (ORDER BY "first"."priority" DESC, "first"."id") AS "nth" FROM "first")
          UPDATE "submission" "s"
             SET "published_at" = now(),
                 "priority" = CASE WHEN "next"."nth" <= "overtaking" THEN "s"."priority" ELSE 'batch' END
            FROM "next" WHERE "s"."id" = "next"."id"
          RETURNING "s"."id", "s"."priority", "s"."languages";
      END $$`);
    await runner.query(`
      CREATE FUNCTION "locked_usage"("user_key" text, "at_address" text, "known" text[], "user_bound" integer,
                                     "address_bound" integer, "counts_time" boolean)
      RETURNS TABLE ("jobs" integer, "interactive" integer, "waiting" integer, "used_ms" double precision,
                     "jobs_of_address" integer, "waiting_of_address" integer, "used_ms_of_address" double precision,
                     "wait_for" json)
      LANGUAGE plpgsql VOLATILE ROWS 1 ${ALONG_THE_INDEX} AS $$
      DECLARE
        "from_minute" timestamptz := date_trunc('minute', now()) - interval '1 hour';
      BEGIN
        -- Always in this order, so that nobody waits in a circle.
        PERFORM pg_advisory_xact_lock(hashtextextended(least("user_key" COLLATE "C", "at_address" COLLATE "C"), 0));
        IF "user_key" <> "at_address" THEN
          PERFORM pg_advisory_xact_lock(hashtextextended(greatest("user_key" COLLATE "C", "at_address" COLLATE "C"), 0));
        END IF;
        SELECT count(*), count(*) FILTER (WHERE "s"."priority" = 'interactive')
          INTO "jobs", "interactive"
          FROM "submission" "s" WHERE "s"."usage_key" = "user_key" AND ${IN_FLIGHT}
           AND ("known" IS NULL OR "s"."languages" <@ "known");
        SELECT count(*) INTO "waiting"
          FROM (SELECT 1 FROM "submission" "s" WHERE "s"."usage_key" = "user_key" AND ${WAITING} LIMIT "user_bound") "some";
        "wait_for" := '[]';
        IF "waiting" > 0 THEN
          SELECT coalesce(json_agg("languages"), '[]') INTO "wait_for"
            FROM "waiting_languages"("user_key") AS "languages";
        END IF;
        SELECT count(*) INTO "jobs_of_address"
          FROM "submission" "s" WHERE "s"."address_key" = "at_address" AND ${IN_FLIGHT}
           AND ("known" IS NULL OR "s"."languages" <@ "known");
        SELECT count(*) INTO "waiting_of_address"
          FROM (SELECT 1 FROM "submission" "s" WHERE "s"."address_key" = "at_address" AND ${WAITING}
                 LIMIT "address_bound") "some";
        "used_ms" := 0;
        "used_ms_of_address" := 0;
        IF "counts_time" THEN
          SELECT coalesce(sum("u"."used_ms") FILTER (WHERE "u"."key" = "user_key"), 0),
                 coalesce(sum("u"."used_ms") FILTER (WHERE "u"."key" = "at_address"), 0)
            INTO "used_ms", "used_ms_of_address"
            FROM "usage_minute" "u" WHERE "u"."key" IN ("user_key", "at_address") AND "u"."minute" >= "from_minute";
        END IF;
        RETURN NEXT;
      END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of ['locked_usage', 'take_waiting', 'first_waiting', 'waiting_languages'])
      await runner.query(`DROP FUNCTION "${name}"`);
  }
}
