import 'reflect-metadata';
import { openBlobs } from '@app/blobs';
import { openCache } from '@app/results';
import { loadConfig, makeDataDirectory, openTogether } from '@app/config';
import { useRedactingLogger } from '@app/logging';
import { openQueue } from '@app/queue';
import { existsSync } from 'node:fs';
import { createApi } from './app.setup.js';
import { openDatabase } from './platform/database/open-database.js';
import { NoLanguages } from './features/languages/no-languages.js';
import type { Cleanup } from './platform/environment/cleanup.js';
import { checkAddresses, closeApp } from './platform/environment/listen.js';
import { exitWithoutDatabase, runProcess } from './platform/environment/run-process.js';
import { serve } from './serve.js';

const say = (text: string) => process.stdout.write(`[cpast] ${text}\n`);

/** The api alone; workers are processes of their own. */
async function start(cleanup: Cleanup): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = loadConfig(process.env);
  useRedactingLogger(config);
  await checkAddresses(config);
  // It keeps nothing else there: an api with both may have no disk at all.
  if (config.databaseUrl === null || config.sessionSecret === null) await makeDataDirectory(config.dataDir);
  const [queue, cache, database] = await openTogether(
    openQueue(config),
    openCache(config),
    openDatabase(config, say, exitWithoutDatabase),
  );
  cleanup.add(() => database.close());
  cleanup.add(() => cache.close());
  cleanup.add(() => queue.close());
  const blobs = openBlobs(config, database.dataSource);
  const app = await createApi({
    environment: {
      config,
      backends: { database: database.kind, queue: queue.kind, cache: cache.kind },
      cache,
      blobs,
      jobs: queue.jobs,
      bus: queue.bus,
      languages: queue.kind === 'in-process' ? new NoLanguages() : null,
    },
    dataSource: database.dataSource,
  });
  cleanup.add(() => closeApp(app));
  await serve(app, database.dataSource, config, 'cpast-api', say, cleanup);
  if (queue.kind === 'in-process')
    say('RABBITMQ_URL is not set, so this api has no worker and takes no programs; `npm start` runs both');
}

await runProcess(start);
