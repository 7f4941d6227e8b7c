import { DOCTOR_EVERY_MS, WORKER_GONE_AFTER_MS, WORKER_REPORT_MS, type DoctorReport } from '@app/contracts';
import { inTime } from '@app/async';
import { readSlots } from '@app/telemetry';
import { WorkerReport } from '@app/database';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { DataSource } from 'typeorm';
import { Slots } from '../jobs/slots.js';
import { Calibration } from '../jobs/calibration.js';
import { VERSION } from '../program-version.js';
import { RUNNER, type Runner } from '../runner/runner.js';

/** Reports of workers that died are removed this long after they count as gone. */
const REMOVE_AFTER_MS = WORKER_GONE_AFTER_MS * 6;
/** Every so manieth report clears away those of the dead. */
const CLEAR_EVERY = 30;
const REPORT_TIMEOUT_MS = 3_000;

/** Says in the database, again and again, that this worker lives and what it offers. */
@Injectable()
export class WorkerReporter implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(WorkerReporter.name);
  private readonly id = randomUUID();
  private readonly startedAt = new Date();
  private timer: NodeJS.Timeout | undefined;
  private doctorTimer: NodeJS.Timeout | undefined;
  private doctor: DoctorReport | null = null;
  private reporting: Promise<void> = Promise.resolve();
  private reports = 0;
  private lastWorked = true;

  constructor(
    @Inject(RUNNER) private readonly runner: Runner,
    @Inject(VERSION) private readonly version: string,
    private readonly slots: Slots,
    private readonly calibration: Calibration,
    private readonly dataSource: DataSource,
  ) {}

  /** Resolves after the first report: once the worker has started, its report can be seen. */
  async onApplicationBootstrap(): Promise<void> {
    readSlots(() => ({ all: this.slots.total, busy: this.slots.busy }));
    await this.report();
    this.timer = setInterval(() => this.next(), WORKER_REPORT_MS).unref();
    this.doctorTimer = setInterval(() => void this.look(), DOCTOR_EVERY_MS).unref();
    void this.look();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    clearInterval(this.doctorTimer);
    await this.reporting;
    const removed = this.dataSource.getRepository(WorkerReport).delete(this.id);
    await inTime(removed, REPORT_TIMEOUT_MS).catch(() => {});
  }

  /** Seen at the next report. */
  private async look(): Promise<void> {
    const report = await this.runner.doctor();
    const missing = report.checks.filter(({ ok, required }) => required && !ok);
    if (missing.length > 0 && this.doctor?.healthy !== false)
      for (const { id, detail, cure } of missing) this.logger.warn(`doctor: ${id}: ${detail}. ${cure}`);
    this.doctor = report;
  }

  private next(): void {
    this.reporting = this.reporting.then(() => this.report());
    void this.calibration.measureWhenIdle();
  }

  private async report(): Promise<void> {
    try {
      // One that gets no answer must not keep the next one back, which gets another connection.
      await inTime(this.write(), REPORT_TIMEOUT_MS);
      this.lastWorked = true;
    } catch (error) {
      if (this.lastWorked) this.logger.warn(`cannot report this worker: ${String(error)}`);
      this.lastWorked = false;
    }
  }

  private async write(): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO "worker" ("id", "host", "slots", "busy", "languages", "runner", "isolation", "version",
                               "started_at", "doctor", "problem", "calibration_ms", "last_seen_at")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now())
         ON CONFLICT ("id") DO UPDATE
            SET "busy" = excluded."busy", "languages" = excluded."languages", "doctor" = excluded."doctor",
                "problem" = excluded."problem",
                "calibration_ms" = excluded."calibration_ms", "last_seen_at" = now()`,
      [
        this.id,
        hostname(),
        this.slots.total,
        this.slots.busy,
        JSON.stringify(this.runner.languages()),
        this.runner.kind,
        this.runner.isolation,
        this.version,
        this.startedAt,
        this.doctor === null ? null : JSON.stringify(this.doctor),
        this.runner.problem,
        this.calibration.ms,
      ],
    );
    if (this.reports++ % CLEAR_EVERY === 0) await this.clearAway();
  }

  private async clearAway(): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM "worker" WHERE "last_seen_at" < now() - $1 * interval '1 millisecond'`,
      [REMOVE_AFTER_MS],
    );
  }
}
