import type { MigrationInterface, QueryRunner } from 'typeorm';

const WAITING = `"status" = 'queued' AND "published_at" IS NULL`;
const IN_FLIGHT = `"status" IN ('queued', 'running') AND "published_at" IS NOT NULL`;

/** The jobs of one address that are queued or running, and what jobs have used of the workers' cores. */
export class FairShares1760000400000 implements MigrationInterface {
  readonly name = 'FairShares1760000400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const UP = [
  `ALTER TABLE "submission" ADD "address_key" text NOT NULL DEFAULT 'address:unknown'`,
  `DROP INDEX "submission_usage"`,
  `DROP INDEX "submission_in_flight"`,
  `CREATE INDEX "submission_in_flight" ON "submission" ("usage_key", "priority") WHERE ${IN_FLIGHT}`,
  `CREATE INDEX "submission_in_flight_address" ON "submission" ("address_key") WHERE ${IN_FLIGHT}`,
  `CREATE INDEX "submission_waiting_address" ON "submission" ("address_key", "usage_key") WHERE ${WAITING}`,
  `CREATE TABLE "usage_minute" (
     "key" text NOT NULL,
     "minute" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
     "used_ms" integer NOT NULL,
     CONSTRAINT "usage_minute_pkey" PRIMARY KEY ("key", "minute"))`,
  `CREATE INDEX "usage_minute_age" ON "usage_minute" ("minute")`,
];

const DOWN = [
  `DROP TABLE "usage_minute"`,
  `DROP INDEX "submission_waiting_address"`,
  `DROP INDEX "submission_in_flight_address"`,
  `DROP INDEX "submission_in_flight"`,
  `CREATE INDEX "submission_in_flight" ON "submission" ("usage_key") WHERE ${IN_FLIGHT}`,
  `CREATE INDEX "submission_usage" ON "submission" ("usage_key", "started_at")`,
  `ALTER TABLE "submission" DROP "address_key"`,
];
