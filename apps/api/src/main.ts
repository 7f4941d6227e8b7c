import 'reflect-metadata';
import { openBlobs } from '@app/blobs';
import { openCache } from '@app/results';
import { loadConfig, makeDataDirectory, openTogether } from '@app/config';
import { silenceLimitOf } from '@app/database';
import { useRedactingLogger } from '@app/logging';
import { openQueue } from '@app/queue';
import { openTelemetry } from '@app/telemetry';
import { existsSync } from 'node:fs';
import { createApi } from './app.setup.js';
import { listenOnPorts } from './facades/common/listen-on-ports.js';
import { openDatabase } from './platform/database/open-database.js';
import { NoLanguages } from './features/languages/no-languages.js';
import type { Cleanup } from './platform/environment/cleanup.js';
import { closeApp, listen } from './platform/environment/listen.js';
import { exitWith, runProcess } from './platform/environment/run-process.js';
import { StartupError } from './platform/environment/startup-error.js';

const say = (text: string) => process.stdout.write(`[cpast] ${text}\n`);

/** The api alone; workers are processes of their own. */
async function start(cleanup: Cleanup): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = loadConfig(process.env);
  useRedactingLogger(config);
  // It keeps nothing else there: an api with both may have no disk at all.
  if (config.databaseUrl === null || config.sessionSecret === null) await makeDataDirectory(config.dataDir);
  const [queue, cache, database] = await openTogether(
    openQueue(config),
    openCache(config),
    openDatabase(config, say, (reason) =>
      exitWith(new StartupError(`the embedded database died: ${reason}`)),
    ),
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
  cleanup.add(async () => silenceLimitOf(database.dataSource)?.hurry());
  say(`listening on ${await listen(app, config)}`);
  const ports = await listenOnPorts(app, config);
  cleanup.add(() => ports.close());
  const telemetry = await openTelemetry(config, 'cpast-api');
  cleanup.add(() => telemetry.close());
  telemetry.lines.forEach(say);
  for (const url of ports.urls) say(url);
  if (queue.kind === 'in-process')
    say('RABBITMQ_URL is not set, so this api has no worker and takes no programs; `npm start` runs both');
}

await runProcess(start);
