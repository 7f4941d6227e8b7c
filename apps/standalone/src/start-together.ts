import 'reflect-metadata';
import { BlobCache, openBlobs } from '@app/blobs';
import { openCache } from '@app/results';
import { type Config, openTogether } from '@app/config';
import { useRedactingLogger } from '@app/logging';
import { openQueue } from '@app/queue';
import { join } from 'node:path';
import { createApi } from '../../api/src/app.setup.js';
import { serve } from '../../api/src/serve.js';
import type { EmbeddedDatabase } from '../../api/src/platform/database/embedded/embedded-database.js';
import { openDatabase } from '../../api/src/platform/database/open-database.js';
import { type Cleanup } from '../../api/src/platform/environment/cleanup.js';
import { closeApp } from '../../api/src/platform/environment/listen.js';
import { exitWith, exitWithoutDatabase } from '../../api/src/platform/environment/run-process.js';
import { StartupError } from '../../api/src/platform/environment/startup-error.js';
import { openRunner } from '../../worker/src/open-runner.js';
import { programVersion } from '../../worker/src/program-version.js';
import { RunnerUnavailable } from '../../worker/src/runner/index.js';
import { startWorker } from '../../worker/src/worker.setup.js';
import { say } from './say.js';
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
    slotCores: config.slotCores,
    queue,
    cache,
    blobs: new BlobCache(blobs, join(config.dataDir, 'blob-cache')),
    dataSource: database.dataSource,
    failpoints: config.failpoints,
  });
  cleanup.add(() => worker.close());
  await serve(app, database.dataSource, config, 'cpast', say, cleanup);
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
