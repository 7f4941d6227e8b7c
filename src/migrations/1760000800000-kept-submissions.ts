import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Submissions are things people keep: they have names. */
export class KeptSubmissions1760000800000 implements MigrationInterface {
  readonly name = 'KeptSubmissions1760000800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "submission" ADD "name" text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "submission" DROP COLUMN "name"`);
  }
}
