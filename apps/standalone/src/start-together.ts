import 'reflect-metadata';
import { BlobCache, openBlobs } from '@app/blobs';
import { openCache } from '@app/results';
import { type Config, openTogether } from '@app/config';
import { silenceLimitOf } from '@app/database';
import { useRedactingLogger } from '@app/logging';
import { openQueue } from '@app/queue';
import { openTelemetry } from '@app/telemetry';
import { join } from 'node:path';
import { createApi } from '../../api/src/app.setup.js';
import { listenOnPorts } from '../../api/src/facades/common/listen-on-ports.js';
import type { EmbeddedDatabase } from '../../api/src/platform/database/embedded/embedded-database.js';
import { openDatabase } from '../../api/src/platform/database/open-database.js';
import { type Cleanup } from '../../api/src/platform/environment/cleanup.js';
import { closeApp, listen } from '../../api/src/platform/environment/listen.js';
import { exitWith } from '../../api/src/platform/environment/run-process.js';
import { StartupError } from '../../api/src/platform/environment/startup-error.js';
import { openRunner } from '../../worker/src/open-runner.js';
import { programVersion } from '../../worker/src/program-version.js';
import { RunnerUnavailable } from '../../worker/src/runner/index.js';
import { startWorker } from '../../worker/src/worker.setup.js';
import { exitWithoutDatabase, say } from './exits.js';
import { InProcessLanguages } from './in-process-languages.js';

/**
 * Api and worker in one process. Whatever was opened when something fails is closed again, last first.
 * @param begun the embedded database, which starts meanwhile
 * @param searchPath PATH, to look for compilers in
 */
export async function startTogether(
  config: Config,
  begun: Promise<EmbeddedDatabase> | undefined,
  searchPath: string | undefined,
  cleanup: Cleanup,
): Promise<void> {
  const logger = useRedactingLogger(config);
  const [queue, cache, database, runner] = await openTogether(
    openQueue(config),
    openCache(config),
    openDatabase(config, say, exitWithoutDatabase, begun),
    openRunner(config, say, searchPath).catch((error: unknown) => {
      throw error instanceof RunnerUnavailable ? new StartupError(error.message) : error;
    }),
  );
  cleanup.add(() => database.close());
  cleanup.add(() => cache.close());
  cleanup.add(() => queue.close());
  cleanup.add(() => runner.close());
  const blobs = openBlobs(config, database.dataSource);
  const app = await createApi({
    environment: {
      config,
      backends: { database: database.kind, queue: queue.kind, cache: cache.kind },
      cache,
      blobs,
      jobs: queue.jobs,
      bus: queue.bus,
      languages: new InProcessLanguages(runner, programVersion()),
    },
    dataSource: database.dataSource,
  });
  cleanup.add(() => closeApp(app));
  const worker = await startWorker({
    logger,
    runner,
    slots: config.workerConcurrency,
    queue,
    cache,
    blobs: new BlobCache(blobs, join(config.dataDir, 'blob-cache')),
    dataSource: database.dataSource,
    failpoints: config.failpoints,
  });
  cleanup.add(() => worker.close());
  cleanup.add(async () => silenceLimitOf(database.dataSource)?.hurry());
  say(`listening on ${await listen(app, config)}`);
  const ports = await listenOnPorts(app, config);
  cleanup.add(() => ports.close());
  const telemetry = await openTelemetry(config, 'cpast');
  cleanup.add(() => telemetry.close());
  telemetry.lines.forEach(say);
  for (const url of ports.urls) say(url);
  void announceLanguages(runner, cleanup);
}

async function announceLanguages(
  runner: Awaited<ReturnType<typeof openRunner>>,
  cleanup: Cleanup,
): Promise<void> {
  try {
    await runner.detected;
    const names = runner.languages().map(({ id }) => id);
    say(
      `ready: runner ${runner.kind}, isolation ${runner.isolation}, languages ${names.join(', ') || 'none'}`,
    );
  } catch (error) {
    if (cleanup.isRunning) return; // It was told to stop while it was still looking.
    exitWith(
      new StartupError(
        `no program can be run here: ${error instanceof Error ? error.message : String(error)}`,
      ),
    );
  }
}
