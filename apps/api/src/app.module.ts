import { DatabaseModule } from '@app/database';
import { type DynamicModule, Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AuditModule } from './accounts/audit/audit.module.js';
import { AuthModule } from './accounts/auth/auth.module.js';
import type { Security } from './accounts/auth/security.js';
import { PistonModule } from './facades/piston/piston.module.js';
import { JobeModule } from './facades/jobe/jobe.module.js';
import { Judge0Module } from './facades/judge0/judge0.module.js';
import { OriginModule } from './facades/origin/origin.module.js';
import { ClexModule } from './features/clex/clex.module.js';
import type { LanguageDirectory } from './features/languages/language-directory.js';
import { LanguagesModule } from './features/languages/languages.module.js';
import { OperationsModule } from './features/operations/operations.module.js';
import { SuitesModule } from './features/suites/suites.module.js';
import { SharesModule } from './features/shares/shares.module.js';
import { SubmissionsModule } from './features/submissions/submissions.module.js';
import { TerminalsModule } from './features/terminals/terminals.module.js';
import { WebhooksModule } from './features/webhooks/webhooks.module.js';
import { WorkersModule } from './features/workers/workers.module.js';
import { ThreadsModule } from './platform/threads/threads.module.js';
import { EnvironmentModule, type PlatformEnvironment } from './platform/environment/environment.module.js';

/** What the api needs from outside; main.ts opens it and closes it. */
export interface ApiEnvironment extends PlatformEnvironment {
  /** What can be run here; null: what the workers report that are processes of their own. */
  readonly languages: LanguageDirectory | null;
}

/** The list of features. */
@Module({})
export class AppModule {
  static forRoot(environment: ApiEnvironment, dataSource: DataSource, security: Security): DynamicModule {
    return {
      module: AppModule,
      imports: [
        EnvironmentModule.forRoot(environment),
        DatabaseModule.forRoot(dataSource),
        ThreadsModule,
        AuditModule,
        AuthModule.forRoot(security),
        WorkersModule.forRoot(environment.languages),
        LanguagesModule,
        ClexModule,
        SubmissionsModule,
        TerminalsModule,
        SharesModule,
        SuitesModule,
        WebhooksModule,
        OperationsModule.forRoot(environment.config.openMetrics),
        OriginModule,
        Judge0Module,
        PistonModule,
        JobeModule,
      ],
    };
  }
}
