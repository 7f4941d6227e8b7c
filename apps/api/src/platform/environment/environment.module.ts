import type { BlobStore } from '@app/blobs';
import type { Cache } from '@app/results';
import type { Config } from '@app/config';
import type { Backends } from '@app/contracts';
import { JobQueue, SubmissionBus } from '@app/queue';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { LoopDelay } from './loop-delay.js';
import { StorageWatch } from './storage-watch.js';
import { BACKENDS, BLOBS, CACHE, CONFIG } from './tokens.js';

/** What the platform needs from outside; main.ts opens it and closes it. */
export interface PlatformEnvironment {
  readonly config: Config;
  readonly backends: Backends;
  readonly cache: Cache;
  /** Where large bytes are kept. */
  readonly blobs: BlobStore;
  readonly jobs: JobQueue;
  readonly bus: SubmissionBus;
}

/** Makes the environment injectable everywhere in the api. */
@Global()
@Module({})
export class EnvironmentModule {
  static forRoot(environment: PlatformEnvironment): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: environment.config },
      { provide: BACKENDS, useValue: environment.backends },
      { provide: CACHE, useValue: environment.cache },
      { provide: BLOBS, useValue: environment.blobs },
      { provide: JobQueue, useValue: environment.jobs },
      { provide: SubmissionBus, useValue: environment.bus },
    ];
    return {
      module: EnvironmentModule,
      providers: [...providers, LoopDelay, StorageWatch],
      exports: [...providers.map(({ provide }) => provide), LoopDelay, StorageWatch],
    };
  }
}
