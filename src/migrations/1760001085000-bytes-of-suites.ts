import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a suite keeps counts in its owner's quota; of suites that are there already nothing is counted. */
export class BytesOfSuites1760001085000 implements MigrationInterface {
  readonly name = 'BytesOfSuites1760001085000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "suite_version" ADD COLUMN "stored_bytes" bigint NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "suite_version" DROP COLUMN "stored_bytes"`);
  }
}
