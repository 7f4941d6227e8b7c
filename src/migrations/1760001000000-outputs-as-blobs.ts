import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Long outputs of submissions are kept as blobs, by names such as `stdout`. */
export class OutputsAsBlobs1760001000000 implements MigrationInterface {
  readonly name = 'OutputsAsBlobs1760001000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "submission" ADD "blobs" json`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "submission" DROP COLUMN "blobs"`);
  }
}
