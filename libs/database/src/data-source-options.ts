import type { DataSource, DataSourceOptions } from 'typeorm';
import { ENTITIES } from './entities/index.js';
import { PreparingClient } from './preparing-client.js';
import { SilenceLimit } from './silence-limit.js';

/** Where a PostgreSQL answers: a server's address, or the directory of its unix socket. */
export type DatabaseAddress = { url: string } | { socketDir: string };

/** How long a connection attempt may take before it counts as failed. */
const CONNECT_TIMEOUT_MS = 8_000;
const MAX_CONNECTIONS = 20;
/**
 * The embedded database is one session, and does one thing at a time: these only have the next ones ready for
 * it.
 */
const MAX_CONNECTIONS_EMBEDDED = 4;

/** Options of the one driver that is in use, embedded or not. A process that runs migrations adds them. */
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
    ...('url' in address
      ? { poolSize: MAX_CONNECTIONS, connectTimeoutMS: CONNECT_TIMEOUT_MS, extra: watched() }
      : { poolSize: MAX_CONNECTIONS_EMBEDDED, extra: EMBEDDED }),
  };
}

/**
 * It is in this very process, and slow when the machine is: no query is given up, and no connection is given
 * back.
 */
const EMBEDDED = { Client: PreparingClient, idleTimeoutMillis: 0 };

function watched() {
  const silenceLimit = new SilenceLimit();
  return { Client: PreparingClient, silenceLimit, stream: silenceLimit.stream, keepAlive: true };
}

/**
 * The same without a limit to silence: for a few connections that wait for locks, or for a table to be
 * rewritten.
 */
export function patientOptions(dataSource: DataSource): DataSourceOptions {
  return { ...dataSource.options, extra: {}, poolSize: 2 } as DataSourceOptions;
}
