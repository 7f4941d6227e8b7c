import 'reflect-metadata';
import { collectWhenIdle } from '@app/async';
import { BlobCache, openBlobs } from '@app/blobs';
import { openCache } from '@app/results';
import {
  BackendUnavailable,
  ConfigError,
  failureLines,
  loadConfig,
  makeDataDirectory,
  openTogether,
} from '@app/config';
import { dataSourceOptions, silenceLimitOf } from '@app/database';
import { redact, useRedactingLogger } from '@app/logging';
import { openQueue } from '@app/queue';
import { openTelemetry } from '@app/telemetry';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { migrate } from '../../../src/migrate.js';
import { MIGRATIONS } from '../../../src/migrations/index.js';
import { openRunner } from './open-runner.js';
import { RunnerUnavailable } from './runner/runner.js';
import { startWorker } from './worker.setup.js';

/** What is not done by then is cut off: rows are safe, another worker takes the jobs over. */
const STOP_DEADLINE_MS = 20_000;
/** How long running jobs may still take when this worker is to stop; it hands back those that take longer. */
const STOP_GRACE_MS = 10_000;
const say = (text: string) => process.stdout.write(`[cpast worker] ${text}\n`);

/** A worker process of its own; it needs a broker and a database that other processes can reach as well. */
async function start(): Promise<() => Promise<void>> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = loadConfig(process.env);
  const logger = useRedactingLogger(config);
  if (config.rabbitmqUrl === null || config.databaseUrl === null) {
    const missing = config.rabbitmqUrl === null ? 'RABBITMQ_URL' : 'DATABASE_URL';
    throw new BackendUnavailable(
      `${missing}: a worker of its own needs it; without RabbitMQ and PostgreSQL servers \`npm start\` runs everything in one process`,
    );
  }
  await makeDataDirectory(config.dataDir);
  const [queue, cache, { dataSource }] = await openTogether(
    openQueue(config),
    openCache(config),
    openRows(config.databaseUrl),
  );
  // The first process brings the schema up to date; the others wait.
  await migrate(dataSource);
  const runner = await openRunner(config, say, process.env.PATH);
  // A worker that does not know yet what it can do would only hand jobs back.
  await runner.detected;
  collectWhenIdle();
  const slots = config.workerConcurrency;
  const worker = await startWorker({
    logger,
    runner,
    slots,
    slotCores: config.slotCores,
    queue,
    cache,
    blobs: new BlobCache(openBlobs(config, dataSource), join(config.dataDir, 'blob-cache')),
    dataSource,
    stopGraceMs: STOP_GRACE_MS,
    failpoints: config.failpoints,
  });
  const telemetry = await openTelemetry(config, 'cpast-worker');
  telemetry.lines.forEach(say);
  const languages = runner.languages().map(({ id }) => id);
  say(
    `ready: ${slots} slots, runner ${runner.kind}, isolation ${runner.isolation}, languages ${languages.join(', ') || 'none'}`,
  );
  return async () => {
    silenceLimitOf(dataSource)?.hurry();
    await worker.close();
    await telemetry.close();
    await runner.close();
    await queue.close();
    await cache.close();
    await dataSource.destroy();
  };
}

/** @throws BackendUnavailable that names DATABASE_URL */
async function openRows(url: string) {
  const dataSource = new DataSource({ ...dataSourceOptions({ url }), migrations: MIGRATIONS });
  await dataSource.initialize().catch((error: Error) => {
    throw new BackendUnavailable(`DATABASE_URL: the database does not answer: ${error.message}`);
  });
  return { dataSource, close: () => dataSource.destroy() };
}

function exitWith(error: unknown): never {
  const isCurable =
    error instanceof ConfigError || error instanceof BackendUnavailable || error instanceof RunnerUnavailable;
  for (const line of failureLines(error, isCurable)) process.stderr.write(`cpast worker: ${redact(line)}\n`);
  process.exit(1);
}

let stop: (() => Promise<void>) | null = null;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // A second signal, or one while starting, ends at once.
    if (!stop) process.exit(signal === 'SIGINT' ? 130 : 143);
    const running = stop;
    stop = null;
    setTimeout(() => exitWith('could not stop in time; what is left is cut off'), STOP_DEADLINE_MS).unref();
    running().then(() => process.exit(0), exitWith);
  });
}
stop = await start().catch(exitWith);
