import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each worker's doctor found, and why its jobs wait. */
export class Doctor1760000300000 implements MigrationInterface {
  readonly name = 'Doctor1760000300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "worker" ADD "doctor" json, ADD "problem" text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "worker" DROP "doctor", DROP "problem"`);
  }
}
