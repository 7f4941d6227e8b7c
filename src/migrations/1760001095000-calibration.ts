import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How fast each worker is, and the one that ran a submission. */
export class Calibration1760001095000 implements MigrationInterface {
  readonly name = 'Calibration1760001095000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "worker" ADD COLUMN "calibration_ms" double precision`);
    await runner.query(`ALTER TABLE "submission" ADD COLUMN "calibration_ms" double precision`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "submission" DROP COLUMN "calibration_ms"`);
    await runner.query(`ALTER TABLE "worker" DROP COLUMN "calibration_ms"`);
  }
}
