import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What api replicas and workers on many machines have to know of each other. */
export class ManyMachines1760000100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE "submission"
        ADD "languages" text[] NOT NULL DEFAULT '{}',
        ADD "handed_back" integer NOT NULL DEFAULT 0,
        ADD "result_key" text,
        ADD "cached" boolean NOT NULL DEFAULT false,
        ADD "dead_lettered_at" TIMESTAMP(3) WITH TIME ZONE`);
    await runner.query(`
      CREATE INDEX "submission_queued" ON "submission" ("published_at") WHERE "status" = 'queued'`);
    await runner.query(`
      CREATE INDEX "submission_dead" ON "submission" ("dead_lettered_at") WHERE "dead_lettered_at" IS NOT NULL`);
    await runner.query(`
      CREATE TABLE "worker" (
        "id" uuid NOT NULL,
        "host" text NOT NULL,
        "slots" integer NOT NULL,
        "busy" integer NOT NULL,
        "languages" json NOT NULL,
        "runner" text NOT NULL,
        "isolation" text NOT NULL,
        "version" text NOT NULL,
        "started_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        "last_seen_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
      )`);
    await runner.query(`
      CREATE TABLE "lease" (
        "name" text NOT NULL,
        "holder_id" uuid NOT NULL,
        "held_until" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        CONSTRAINT "lease_pkey" PRIMARY KEY ("name")
      )`);
    await runner.query(`
      CREATE TABLE "varying_result" (
        "result_key" text NOT NULL,
        "found_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
        CONSTRAINT "varying_result_pkey" PRIMARY KEY ("result_key")
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "varying_result"`);
    await runner.query(`DROP TABLE "lease"`);
    await runner.query(`DROP TABLE "worker"`);
    await runner.query(`DROP INDEX "submission_dead"`);
    await runner.query(`DROP INDEX "submission_queued"`);
    await runner.query(`
      ALTER TABLE "submission"
        DROP "dead_lettered_at", DROP "cached", DROP "result_key", DROP "handed_back", DROP "languages"`);
  }
}
