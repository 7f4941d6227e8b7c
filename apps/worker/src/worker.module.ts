import { BlobCache, BlobUses } from '@app/blobs';
import { type Cache, ResultCache } from '@app/results';
import { Failpoints } from '@app/config';
import { DatabaseModule, VaryingResults } from '@app/database';
import { SubmissionBus } from '@app/queue';
import { type DynamicModule, Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { JobConsumer } from './jobs/job.consumer.js';
import { JobAttempts } from './jobs/attempt.js';
import { JobIntake } from './jobs/intake.js';
import { LiveOffers } from './jobs/live-offers.js';
import { Slots } from './jobs/slots.js';
import { SuiteStore } from './jobs/suite-store.js';
import { ClaimStore } from './jobs/claim-store.js';
import { VERSION } from './program-version.js';
import { Calibration } from './jobs/calibration.js';
import { WorkerReporter } from './operations/worker-reporter.js';
import { RUNNER, type Runner } from './runner/runner.js';

/** What the worker needs from outside; main.ts opens it, and closes it after the worker. */
export interface WorkerEnvironment {
  readonly runner: Runner;
  /** Boxes that may run at the same time. */
  readonly slots: number;
  /** One for each slot, where runs are to stay on them. */
  readonly slotCores?: readonly number[] | null;
  readonly bus: SubmissionBus;
  /** Where results are kept for later submissions of the same work. */
  readonly cache: Cache;
  /** Large bytes, those used last near at hand. */
  readonly blobs: BlobCache;
  /** Open and migrated. */
  readonly dataSource: DataSource;
  /** Of this program. */
  readonly version: string;
  readonly failpoints?: Failpoints;
}

/** Takes jobs from the queue and does them. */
@Module({})
export class WorkerModule {
  static forRoot(environment: WorkerEnvironment): DynamicModule {
    const { runner, slots, slotCores, bus, cache, blobs, dataSource, version, failpoints } = environment;
    return {
      module: WorkerModule,
      imports: [DatabaseModule.forRoot(dataSource)],
      controllers: [JobConsumer],
      providers: [
        { provide: RUNNER, useValue: runner },
        { provide: VERSION, useValue: version },
        { provide: Slots, useValue: new Slots(slots, slotCores) },
        { provide: SubmissionBus, useValue: bus },
        { provide: BlobCache, useValue: blobs },
        { provide: BlobUses, useValue: new BlobUses(dataSource) },
        { provide: ResultCache, useValue: new ResultCache(cache, new VaryingResults(dataSource)) },
        { provide: Failpoints, useValue: failpoints ?? new Failpoints() },
        Calibration,
        ClaimStore,
        SuiteStore,
        JobAttempts,
        JobIntake,
        LiveOffers,
        WorkerReporter,
      ],
    };
  }
}
