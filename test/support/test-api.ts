import { PostgresBlobs } from '@app/blobs';
import { openCache } from '@app/results';
import { loadConfig } from '@app/config';
import type { RunResult } from '@app/contracts';
import { openQueue, type QueueBackend } from '@app/queue';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createApi } from '../../apps/api/src/app.setup.js';
import { closeApp } from '../../apps/api/src/platform/environment/listen.js';
import { TestApp } from './app.js';
import { EXECUTION } from './execution.js';
import { FixedLanguages, type Script, startScriptedWorker } from './scripted-worker.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** An api in this process. */
export interface TestApi extends TestApp {
  readonly app: NestExpressApplication;
  readonly database: TestDatabase;
  readonly queue: QueueBackend;
  /** What the worker makes of submissions from now on. */
  script: Script;
  close(): Promise<void>;
}

export const RUN_RESULT: RunResult = { compilation: null, execution: EXECUTION };

export interface TestApiOptions {
  env?: Record<string, string>;
  database?: TestDatabase;
  webRoot?: string;
  /** false: no worker takes jobs from the queue. */
  worker?: boolean;
  /** The database is another api's as well: closing this one leaves it. */
  keepDatabase?: boolean;
}

/** No file for a secret, and rows that a script holds do not keep others waiting. */
const TEST_SETTINGS = { SESSION_SECRET: 'the-secret-of-the-tests', LIMIT_RUNNING_JOBS: '10000' };

/**
 * The api on a free port, with a database of its own, the queue that `env` asks for and a scripted worker.
 */
export async function startTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const database = options.database ?? (await createTestDatabase());
  const config = loadConfig({
    ...TEST_SETTINGS,
    ...(options.env?.RABBITMQ_URL && { DATABASE_URL: database.url }),
    ...options.env,
  });
  const queue = await openQueue(config);
  const cache = await openCache(config);
  const app = await createApi({
    environment: {
      config,
      backends: { database: 'postgres', queue: queue.kind, cache: cache.kind },
      cache,
      blobs: new PostgresBlobs(database.dataSource),
      jobs: queue.jobs,
      bus: queue.bus,
      languages: new FixedLanguages(),
    },
    dataSource: database.dataSource,
    ...(options.webRoot && { webRoot: options.webRoot }),
  });
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const api: TestApi = Object.assign(new TestApp(`http://127.0.0.1:${port}`, options.env?.ADMIN_PASSWORD), {
    app,
    database,
    queue,
    script: (() => ({ verdict: 'accepted', result: RUN_RESULT })) as Script,
    close: async () => {
      await closeApp(app);
      await worker?.close();
      await queue.close();
      await cache.close();
      if (!options.keepDatabase) await database.drop();
    },
  });
  const worker =
    options.worker === false
      ? null
      : await startScriptedWorker(queue, database.dataSource, (row) => api.script(row));
  return api;
}
