import { type DynamicModule, Global, Module } from '@nestjs/common';
import { LanguageDirectory } from '../languages/language-directory.js';
import { WorkerDirectory } from './worker-directory.js';
import { WorkerLanguages } from './worker-languages.js';
import { WorkersController } from './workers.controller.js';

/** The workers, and what they can run. */
@Global()
@Module({
  controllers: [WorkersController],
  providers: [WorkerDirectory],
  exports: [WorkerDirectory, LanguageDirectory],
})
export class WorkersModule {
  /** @param languages what can be run here; null: what the workers report that are processes of their own */
  static forRoot(languages: LanguageDirectory | null): DynamicModule {
    return {
      module: WorkersModule,
      providers: [
        languages
          ? { provide: LanguageDirectory, useValue: languages }
          : { provide: LanguageDirectory, useClass: WorkerLanguages },
      ],
    };
  }
}
