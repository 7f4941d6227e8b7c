import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a facade was asked for a submission. */
export class Facades1760001050000 implements MigrationInterface {
  readonly name = 'Facades1760001050000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "submission" ADD COLUMN "facade" json`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "submission" DROP COLUMN "facade"`);
  }
}
