import { randomBytes } from 'node:crypto';
import pg from 'pg';

/**
 * The services the tests talk to. `npm test` names them; a bare `vitest run` uses the usual local ports. A
 * test that needs one says so in its file's name (`x.postgres.spec.ts`, `y.redis.rabbitmq.spec.ts`), so that
 * it can be left out on purpose.
 */
export const SERVICE_URLS = {
  postgres: process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres',
  redis: process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379',
  rabbitmq: process.env.TEST_RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672',
} as const;

/** A name of its own for each test file: queues, key prefixes, databases. */
export function uniqueName(prefix = 'cpast_test'): string {
  return `${prefix}_${process.pid}_${randomBytes(4).toString('hex')}`;
}

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A new, empty PostgreSQL database. */
export async function createDatabase(): Promise<TestDatabase> {
  const name = uniqueName();
  const admin = async (sql: string) => {
    const client = new pg.Client({ connectionString: SERVICE_URLS.postgres });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await admin(`CREATE DATABASE "${name}"`);
  const url = new URL(SERVICE_URLS.postgres);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => admin(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`) };
}
