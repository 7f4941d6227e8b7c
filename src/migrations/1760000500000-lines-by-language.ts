import type { MigrationInterface, QueryRunner } from 'typeorm';

const WAITING = `"status" = 'queued' AND "published_at" IS NULL`;

/**
 * What waits goes on by its languages: no line of a user stands still because no worker can do another one.
 */
export class LinesByLanguage1760000500000 implements MigrationInterface {
  readonly name = 'LinesByLanguage1760000500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "submission_waiting"`);
    await runner.query(`
      CREATE INDEX "submission_waiting" ON "submission" ("usage_key", "languages", "priority" DESC, "id")
      WHERE ${WAITING}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX "submission_waiting"`);
    await runner.query(`
      CREATE INDEX "submission_waiting" ON "submission" ("usage_key", "priority" DESC, "id") WHERE ${WAITING}`);
  }
}
