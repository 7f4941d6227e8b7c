import { DatabaseModule } from '@app/database';
import { type DynamicModule, Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { DashboardModule } from './features/operations/dashboard/dashboard.module.js';
import { DeadLettersModule } from './features/operations/dead-letters/dead-letters.module.js';
import { AuditModule } from './accounts/audit/audit.module.js';
import { AuthModule } from './accounts/auth/auth.module.js';
import type { Security } from './accounts/auth/security.js';
import { ClexController } from './features/clex/clex.controller.js';
import { type ApiEnvironment, EnvironmentModule } from './platform/environment/environment.module.js';
import { EvaluateModule } from './facades/origin/evaluate.module.js';
import { DoctorController } from './features/operations/health/doctor.controller.js';
import { HealthController } from './features/operations/health/health.controller.js';
import { LanguagesController } from './features/languages/languages.controller.js';
import { SettingsController } from './features/operations/settings/settings.controller.js';
import { SharesModule } from './features/shares/shares.module.js';
import { SubmissionsModule } from './features/submissions/submissions.module.js';
import { WebhooksModule } from './features/webhooks/webhooks.module.js';
import { WorkersController } from './features/workers/workers.controller.js';

/** The list of features. */
@Module({})
export class AppModule {
  static forRoot(environment: ApiEnvironment, dataSource: DataSource, security: Security): DynamicModule {
    return {
      module: AppModule,
      imports: [
        EnvironmentModule.forRoot(environment),
        DatabaseModule.forRoot(dataSource),
        AuditModule,
        AuthModule.forRoot(security),
        SubmissionsModule,
        SharesModule,
        EvaluateModule,
        DeadLettersModule,
        DashboardModule,
        WebhooksModule,
      ],
      controllers: [
        LanguagesController,
        SettingsController,
        ClexController,
        HealthController,
        DoctorController,
        WorkersController,
      ],
    };
  }
}
