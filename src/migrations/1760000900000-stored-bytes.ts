import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How much a submission keeps. Those that are there already count as nothing: reading them all would take
 * hours.
 */
export class StoredBytes1760000900000 implements MigrationInterface {
  readonly name = 'StoredBytes1760000900000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "submission" ADD "stored_bytes" integer NOT NULL DEFAULT 0`);
    await runner.query(`CREATE INDEX "submission_stored" ON "submission" ("owner_id", "stored_bytes")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "submission_stored"`);
    await runner.query(`ALTER TABLE "submission" DROP "stored_bytes"`);
  }
}
