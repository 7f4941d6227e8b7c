import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom a share counts for, how large it is, and when it was last read. */
export class LimitedShares1760000600000 implements MigrationInterface {
  readonly name = 'LimitedShares1760000600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

// Those that are there already count for no user, and as used today.
const UP = [
  `ALTER TABLE "share" ADD "usage_key" text NOT NULL DEFAULT 'anonymous'`,
  `ALTER TABLE "share" ADD "address_key" text NOT NULL DEFAULT 'address:unknown'`,
  `ALTER TABLE "share" ADD "bytes" integer NOT NULL DEFAULT 0`,
  `ALTER TABLE "share" ADD "used_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL DEFAULT now()`,
  `CREATE INDEX "share_usage" ON "share" ("usage_key", "created_at", "bytes")`,
  `CREATE INDEX "share_usage_address" ON "share" ("address_key", "created_at", "bytes")`,
];

const DOWN = [
  `DROP INDEX "share_usage_address"`,
  `DROP INDEX "share_usage"`,
  `ALTER TABLE "share" DROP "used_at"`,
  `ALTER TABLE "share" DROP "bytes"`,
  `ALTER TABLE "share" DROP "address_key"`,
  `ALTER TABLE "share" DROP "usage_key"`,
];
