import type { Cache } from '@app/results';
import type { Config } from '@app/config';
import type { Backends } from '@app/contracts';
import { JobQueue, SubmissionBus } from '@app/queue';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { LanguageDirectory } from '../../features/languages/language-directory.js';
import { BACKENDS, CACHE, CONFIG } from './tokens.js';

/** What the api needs from outside; main.ts opens it and closes it. */
export interface ApiEnvironment {
  readonly config: Config;
  readonly backends: Backends;
  readonly cache: Cache;
  readonly jobs: JobQueue;
  readonly bus: SubmissionBus;
  readonly languages: LanguageDirectory;
}

/** Makes the environment injectable everywhere in the api. */
@Global()
@Module({})
export class EnvironmentModule {
  static forRoot(environment: ApiEnvironment): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: environment.config },
      { provide: BACKENDS, useValue: environment.backends },
      { provide: CACHE, useValue: environment.cache },
      { provide: JobQueue, useValue: environment.jobs },
      { provide: SubmissionBus, useValue: environment.bus },
      { provide: LanguageDirectory, useValue: environment.languages },
    ];
    return { module: EnvironmentModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}
