import { DatabaseModule } from '@app/entities';
import { type DynamicModule, Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { DashboardModule } from './admin/dashboard.module.js';
import { DeadLettersModule } from './admin/dead-letters.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import type { Security } from './auth/security.js';
import { ClexController } from './clex/clex.controller.js';
import { type ApiEnvironment, EnvironmentModule } from './environment.module.js';
import { EvaluateModule } from './evaluate/evaluate.module.js';
import { DoctorController } from './health/doctor.controller.js';
import { HealthController } from './health/health.controller.js';
import { LanguagesController } from './languages/languages.controller.js';
import { SettingsController } from './settings/settings.controller.js';
import { SharesModule } from './shares/shares.module.js';
import { SubmissionsModule } from './submissions/submissions.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { WorkersController } from './workers/workers.controller.js';

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
