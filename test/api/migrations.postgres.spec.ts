import { dataSourceOptions } from '@app/database';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../src/migrate.js';
import { MIGRATIONS } from '../../src/migrations/index.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

describe('migrations', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('leave exactly the schema that the entities describe', async () => {
    const { upQueries } = await database.dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('run once, also when several processes start at the same time', async () => {
    const fresh = await createTestDatabase();
    for (const _ of MIGRATIONS) await fresh.dataSource.undoLastMigration();
    const sources = await Promise.all(
      Array.from({ length: 4 }, () =>
        new DataSource({ ...dataSourceOptions({ url: fresh.url }), migrations: MIGRATIONS }).initialize(),
      ),
    );
    const ran = await Promise.all(sources.map(migrate));
    expect(ran.flat()).toHaveLength(MIGRATIONS.length);
    await Promise.all(sources.map((source) => source.destroy()));
    await fresh.drop();
  });
});
