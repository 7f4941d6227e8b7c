import { dataSourceOptions } from '@app/database';
import { DataSource } from 'typeorm';
import { migrate } from '../../src/migrate.js';
import { MIGRATIONS } from '../../src/migrations/index.js';
import { createDatabase } from './services.js';

export interface TestDatabase {
  readonly url: string;
  readonly dataSource: DataSource;
  drop(): Promise<void>;
}

/** A migrated database of its own on a real PostgreSQL; `drop` closes and removes it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, drop } = await createDatabase();
  const dataSource = await new DataSource({
    ...dataSourceOptions({ url }),
    migrations: MIGRATIONS,
  }).initialize();
  await migrate(dataSource);
  return {
    url,
    dataSource,
    drop: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await drop();
    },
  };
}
