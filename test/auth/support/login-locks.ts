import type { DataSource } from 'typeorm';
import { onTestFinished } from 'vitest';

/**
 * Lets every lock that begins until the end of the test last for an hour. The first one lasts for a second,
 * which may be over before a busy machine comes to what it refuses.
 */
export async function makeLocksLast(database: DataSource): Promise<void> {
  await database.query(
    `CREATE OR REPLACE FUNCTION "last_an_hour"() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN NEW."locked_until" := NEW."last_at" + interval '1 hour'; RETURN NEW; END $$`,
  );
  await database.query(
    `CREATE OR REPLACE TRIGGER "last_an_hour" BEFORE UPDATE ON "login_failure" FOR EACH ROW
       WHEN (NEW."locked_until" > NEW."last_at") EXECUTE FUNCTION "last_an_hour"()`,
  );
  onTestFinished(() => database.query(`DROP TRIGGER "last_an_hour" ON "login_failure"`));
}
