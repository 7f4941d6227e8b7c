import { BlobCache, PostgresBlobs } from '@app/blobs';
import { openMemoryCache } from '@app/results';
import { EventEmitter, once } from 'node:events';
import type { Preparation } from '../../../apps/worker/src/runner/runner.js';
import { FakeRunner } from '../../../apps/worker/src/kinds/testing/fake-runner.js';
import { type RunningWorker, startWorker } from '../../../apps/worker/src/worker.setup.js';
import type { TestApi } from '../../support/test-api.js';
import { LANGUAGES } from '../../support/scripted-worker.js';

/** Programs of any language take their time and do nothing. */
class TimedRunner extends FakeRunner {
  constructor(
    private readonly ids: readonly string[],
    program: (stdin: string) => Promise<string>,
  ) {
    super({ program });
  }

  override languages() {
    return LANGUAGES.filter(({ id }) => this.ids.includes(id));
  }

  override prepare(): Promise<Preparation> {
    return super.prepare({ language: 'fake', source: 'program' });
  }
}

export interface TimedWorkers {
  /** The inputs of the runs that have begun, in their order. */
  readonly begun: string[];
  /** Resolves as soon as it holds; asked at each run that begins. */
  until(holds: () => boolean): Promise<void>;
}

/** Starts real workers, whose every run takes `jobMs`, and stops them after `use`. */
export async function withTimedWorkers(
  api: TestApi,
  jobMs: number,
  kinds: readonly { slots: number; languages: readonly string[] }[],
  use: (workers: TimedWorkers) => Promise<void>,
): Promise<void> {
  const begun: string[] = [];
  const news = new EventEmitter();
  const until = async (holds: () => boolean) => {
    while (!holds()) await once(news, 'begun');
  };
  const program = async (stdin: string) => {
    begun.push(stdin);
    news.emit('begun');
    await new Promise((resolve) => setTimeout(resolve, jobMs));
    return stdin;
  };
  const workers: RunningWorker[] = [];
  try {
    for (const { slots, languages } of kinds)
      workers.push(
        await startWorker({
          runner: new TimedRunner(languages, program),
          slots,
          queue: api.queue,
          cache: openMemoryCache(),
          blobs: new BlobCache(new PostgresBlobs(api.database.dataSource), 'not-used'),
          dataSource: api.database.dataSource,
        }),
      );
    await use({ begun, until });
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
}
