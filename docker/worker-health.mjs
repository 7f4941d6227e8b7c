// The health check of a worker's container: a worker has no port, but every two seconds it reports itself in
// the database. Exit code 0: the worker of this container did so lately.
import { hostname } from 'node:os';
import pg from 'pg';

const TIMEOUT_MS = 5_000;
/** As in libs/contracts/src/workers.ts. */
const WORKER_GONE_AFTER_MS = 10_000;

const client = new pg.Client({
  connectionString: process.env.DATABASE_URL,
  connectionTimeoutMillis: TIMEOUT_MS,
  query_timeout: TIMEOUT_MS,
});
try {
  await client.connect();
  const { rowCount } = await client.query(
    `SELECT FROM "worker" WHERE "host" = $1 AND "last_seen_at" > now() - $2 * interval '1 millisecond'`,
    [hostname(), WORKER_GONE_AFTER_MS],
  );
  if (rowCount === 0) throw new Error(`no worker of ${hostname()} was seen lately`);
  await client.end();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
