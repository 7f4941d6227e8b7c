import type { DataSource, DataSourceOptions } from 'typeorm';
import { ENTITIES } from './entities/index.js';
import { SilenceLimit } from './silence-limit.js';

/** Where a PostgreSQL answers: a server's address, or the directory of its unix socket. */
export type DatabaseAddress = { url: string } | { socketDir: string };

/** How long a connection attempt may take before it counts as failed. */
const CONNECT_TIMEOUT_MS = 8_000;
const MAX_CONNECTIONS = 20;

/** Options of the one driver that is in use, embedded or not. Migrations are added by whoever runs them. */
export function dataSourceOptions(address: DatabaseAddress): DataSourceOptions & { type: 'postgres' } {
  const place =
    'url' in address
      ? { url: address.url }
      : { host: address.socketDir, port: 5432, username: 'postgres', database: 'postgres' };
  return {
    type: 'postgres',
    ...place,
    entities: ENTITIES,
    synchronize: false,
    applicationName: 'cpast',
    poolSize: MAX_CONNECTIONS,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    // The embedded database is in this very process, and slow when the machine is.
    ...('url' in address && { extra: watched() }),
  };
}

function watched() {
  const silenceLimit = new SilenceLimit();
  return { silenceLimit, stream: silenceLimit.stream, keepAlive: true };
}

/** The same without a limit to silence: for a few connections that wait for locks, or for a table to be rewritten. */
export function patientOptions(dataSource: DataSource): DataSourceOptions {
  return { ...dataSource.options, extra: {}, poolSize: 2 } as DataSourceOptions;
}
