import { dataSourceOptions } from '@app/database';
import { DataSource } from 'typeorm';
import { createDatabase } from './services.js';

/** A database with the tables of the entities as they stand in the code. */
export interface TestTables {
  dataSource: DataSource;
  /** Ends the connections and drops the database. */
  drop(): Promise<void>;
}

/** Makes one; made once for each test file, as with `createDatabase`. */
export async function createTables(): Promise<TestTables> {
  const database = await createDatabase();
  const dataSource = await new DataSource({
    ...dataSourceOptions({ url: database.url }),
    synchronize: true,
  }).initialize();
  return {
    dataSource,
    drop: async () => {
      await dataSource.destroy();
      await database.drop();
    },
  };
}
