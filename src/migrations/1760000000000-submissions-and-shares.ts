import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first schema: what was submitted and what was shared. */
export class SubmissionsAndShares1760000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "submission" (
        "id" uuid NOT NULL,
        "kind" text NOT NULL,
        "status" text NOT NULL DEFAULT 'queued',
        "verdict" text,
        "priority" text NOT NULL DEFAULT 'batch',
        "request" json NOT NULL,
        "result" json,
        "progress_done" integer NOT NULL DEFAULT 0,
        "progress_total" integer NOT NULL DEFAULT 0,
        "event_seq" integer NOT NULL DEFAULT 0,
        "tries" integer NOT NULL DEFAULT 0,
        "claim_id" uuid,
        "lease_until" TIMESTAMP(3) WITH TIME ZONE,
        "published_at" TIMESTAMP(3) WITH TIME ZONE,
        "owner_id" text NOT NULL DEFAULT 'anonymous',
        "idempotency_key" text,
        "request_hash" text NOT NULL,
        "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        "started_at" TIMESTAMP(3) WITH TIME ZONE,
        "finished_at" TIMESTAMP(3) WITH TIME ZONE,
        CONSTRAINT "submission_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`CREATE INDEX "submission_owner_newest" ON "submission" ("owner_id", "id")`);
    await runner.query(`
      CREATE UNIQUE INDEX "submission_idempotency" ON "submission" ("owner_id", "idempotency_key")
      WHERE "idempotency_key" IS NOT NULL`);
    await runner.query(`
      CREATE INDEX "submission_open" ON "submission" ("status", "lease_until")
      WHERE "status" IN ('queued', 'running')`);
    await runner.query(`
      CREATE TABLE "share" (
        "id" uuid NOT NULL,
        "content" json NOT NULL,
        "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        CONSTRAINT "share_pkey" PRIMARY KEY ("id")
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "share"`);
    await runner.query(`DROP TABLE "submission"`);
  }
}
