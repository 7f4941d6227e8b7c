import { type DynamicModule, Module } from '@nestjs/common';
import { SchedulingModule } from '../scheduling/scheduling.module.js';
import { DashboardController } from './dashboard/dashboard.controller.js';
import { DashboardReader } from './dashboard/dashboard-reader.js';
import { DeadLettersController } from './dead-letters/dead-letters.controller.js';
import { DeadLetterRows } from './dead-letters/dead-letter-rows.js';
import { DoctorController } from './health/doctor.controller.js';
import { HealthController } from './health/health.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { OpenPrometheusController, PrometheusController } from './metrics/prometheus.controller.js';
import { Metrics } from './metrics/metrics.js';
import { SettingsController } from './settings/settings.controller.js';

/** For those who run the service: is it well, what does it do, what has it given up. */
@Module({})
export class OperationsModule {
  /** @param openMetrics whether figures for Prometheus are for everybody, not for admins alone */
  static forRoot(openMetrics: boolean): DynamicModule {
    return {
      module: OperationsModule,
      imports: [SchedulingModule],
      controllers: [
        DashboardController,
        DeadLettersController,
        DoctorController,
        HealthController,
        MetricsController,
        openMetrics ? OpenPrometheusController : PrometheusController,
        SettingsController,
      ],
      providers: [DashboardReader, DeadLetterRows, Metrics],
    };
  }
}
