import { BlobCache, PostgresBlobs } from '@app/blobs';
import { loadConfig } from '@app/config';
import type { LanguageView, Program, RunRequest } from '@app/contracts';
import { openCache } from '@app/results';
import { createClient } from 'redis';
import { afterEach, expect, it } from 'vitest';
import { FakeRunner } from '../../apps/worker/src/kinds/testing/fake-runner.js';
import { startWorker } from '../../apps/worker/src/worker.setup.js';
import { startRedis } from '../support/private-services.js';
import { SERVICE_URLS, uniqueName } from '../support/services.js';
import { startTestApi } from '../support/test-api.js';
import { LANGUAGES } from '../support/scripted-worker.js';

const JOBS = 30;
/** What a job may cost, from its POST to its answer. */
const MOST_STATEMENTS = 3;
const MOST_ROUND_TRIPS = 4;

/** Programs are functions here; the rest is as ever. */
class PythonRunner extends FakeRunner {
  override languages(): LanguageView[] {
    return LANGUAGES;
  }
  override prepare(program: Program, signal?: AbortSignal) {
    return super.prepare({ ...program, language: 'fake' }, signal);
  }
}

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/**
 * Api and worker over one data source that counts. @returns does so many jobs, one after the other, and says
 * what ran
 */
async function start(env: Record<string, string>) {
  const api = await startTestApi({ env, worker: false });
  cleanups.push(() => api.close());
  const { dataSource } = api.database;
  const cache = await openCache(loadConfig(env));
  cleanups.push(() => cache.close());
  const runner = new PythonRunner({ echo: (stdin) => stdin });
  const blobs = new BlobCache(new PostgresBlobs(dataSource), 'not-used');
  const worker = await startWorker({ runner, slots: 2, queue: api.queue, cache, blobs, dataSource });
  cleanups.push(() => worker.close());
  const statements: string[] = [];
  Object.assign(dataSource, {
    logger: {
      logQuery: (sql: string, parameters: unknown) =>
        statements.push(`${sql} -- ${JSON.stringify(parameters)}`),
      logQueryError() {},
      logQuerySlow() {},
      logSchemaBuild() {},
      logMigration() {},
      log() {},
    },
  });
  const run = (n: number): RunRequest => ({
    kind: 'run',
    program: { language: 'python', source: 'echo' },
    stdin: `${n}\n`,
  });
  await api.judge(run(-1));
  return async () => {
    statements.length = 0;
    const ids: string[] = [];
    for (let n = 0; n < JOBS; n += 1) ids.push((await api.judge(run(n))).id);
    // What the service does once a second or so names neither a job nor a payer.
    return statements.filter(
      (text) =>
        /^(START|BEGIN|COMMIT)/.test(text) ||
        text.includes('address:') ||
        ids.some((id) => text.includes(id)),
    );
  };
}

it('a job in one process costs three statements', { timeout: 60_000 }, async () => {
  const statements = await (await start({}))();
  expect(statements.length, statements.slice(0, 12).join('\n')).toBeLessThanOrEqual(
    MOST_STATEMENTS * JOBS + 2,
  );
});

it(
  'a job between processes costs three statements and four round trips to Redis',
  { timeout: 60_000 },
  async () => {
    const redis = await startRedis();
    cleanups.push(() => redis.remove());
    const doJobs = await start({
      REDIS_URL: redis.url,
      RABBITMQ_URL: SERVICE_URLS.rabbitmq,
      RABBITMQ_PREFIX: uniqueName(),
      DATABASE_URL: SERVICE_URLS.postgres,
    });
    const monitor = createClient({ url: redis.url });
    monitor.on('error', () => {});
    await monitor.connect();
    cleanups.push(async () => monitor.destroy());
    const commands: string[] = [];
    await monitor.monitor((line) => commands.push(String(line)));
    const statements = await doJobs();
    expect(statements.length, statements.slice(0, 12).join('\n')).toBeLessThanOrEqual(
      MOST_STATEMENTS * JOBS + 2,
    );
    const trips = roundTrips(commands);
    // Ten more: an idle stream is read anew every three seconds, and clients ping.
    expect(trips.length, trips.slice(0, 12).join('\n')).toBeLessThanOrEqual(MOST_ROUND_TRIPS * JOBS + 10);
  },
);

/**
 * The commands that begin a round trip: what stands between MULTI and EXEC of a client goes with the MULTI.
 */
function roundTrips(lines: readonly string[]): string[] {
  const inMulti = new Set<string>();
  return lines.filter((line) => {
    const [, client = '', command = ''] = /\[\d+ (\S+)\] "(\w+)"/.exec(line) ?? [];
    if (client === 'lua' || command.toUpperCase() === 'PING') return false;
    if (command.toUpperCase() === 'EXEC') return void inMulti.delete(client);
    if (inMulti.has(client)) return false;
    if (command.toUpperCase() === 'MULTI') inMulti.add(client);
    return true;
  });
}
