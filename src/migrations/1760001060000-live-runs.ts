import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Submissions whose program is talked to while it runs. */
export class LiveRuns1760001060000 implements MigrationInterface {
  readonly name = 'LiveRuns1760001060000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "submission" ADD COLUMN "live" boolean NOT NULL DEFAULT false`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "submission" DROP COLUMN "live"`);
  }
}
