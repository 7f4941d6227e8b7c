import { BackendUnavailable, type Config, reasonOf } from '@app/config';
import { type DatabaseAddress, dataSourceOptions } from '@app/database';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../../../../src/migrations/index.js';
import { migrate } from '../../../../../src/migrate.js';
import { type EmbeddedDatabase, startEmbeddedDatabase } from './embedded/embedded-database.js';

export interface Database {
  readonly kind: 'embedded' | 'postgres';
  /** Open and migrated. */
  readonly dataSource: DataSource;
  close(): Promise<void>;
}

/**
 * Opens the database that the configuration asks for, embedded or not, and brings its schema up to date.
 * @param say called before steps that take a while
 * @param onFailure called when an embedded database dies later on
 * @param begun the embedded database, where its start has begun already
 * @throws BackendUnavailable, or StartupError where it is the embedded one, that say what to do
 */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  say: (text: string) => void,
  onFailure: (reason: string) => void,
  begun?: Promise<EmbeddedDatabase>,
): Promise<Database> {
  if (config.databaseUrl !== null) {
    const dataSource = await connect({ url: config.databaseUrl }).catch((error: unknown) => {
      throw new BackendUnavailable(`DATABASE_URL: ${describeFailure(error, config.databaseUrl!)}`);
    });
    return { kind: 'postgres', dataSource, close: () => dataSource.destroy() };
  }
  const embedded = await (begun ?? startEmbeddedDatabase(config.dataDir, say, onFailure));
  try {
    const dataSource = await connect(embedded);
    const close = async () => {
      await dataSource.destroy();
      await embedded.close();
    };
    return { kind: 'embedded', dataSource, close };
  } catch (error) {
    await embedded.close();
    throw error;
  }
}

async function connect(address: DatabaseAddress): Promise<DataSource> {
  const options = dataSourceOptions(
    'url' in address ? { url: address.url } : { socketDir: address.socketDir },
  );
  const dataSource = await new DataSource({ ...options, migrations: MIGRATIONS }).initialize();
  try {
    await migrate(dataSource);
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

/** Names host and port, never the password. */
function describeFailure(error: unknown, url: string): string {
  const { host } = new URL(url);
  return `no usable PostgreSQL at ${host} (${reasonOf(error)}); start it, correct DATABASE_URL, or unset it to use the embedded one`;
}
