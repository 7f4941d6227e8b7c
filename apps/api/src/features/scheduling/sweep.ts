import { BlobUses, type BlobStore } from '@app/blobs';
import type { Backends } from '@app/contracts';
import { JobQueue } from '@app/queue';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BACKENDS, BLOBS } from '../../platform/environment/tokens.js';
import { Dispatcher } from './dispatcher.js';
import { DUE_BATCH, DueSubmissions } from './due-submissions.js';
import { Handover, type QueuedJob } from './handover.js';
import { Retention } from './retention.js';
import { SweepLease } from './sweep-lease.js';
import { forgetOldUsage } from './usage.js';

const FORGET_USAGE_EVERY_MS = 10 * 60_000;
/** Workers on other machines die without a word: their jobs are to be taken up within seconds. */
const SWEEP_EVERY_MS = { 'in-process': 15_000, rabbitmq: 2_000 } as const;

/**
 * Makes sure that no accepted submission is forgotten: rows that the queue lost or never got, and rows whose
 * worker died, are published (again). Publishing twice is harmless, a row is claimed once.
 */
@Injectable()
export class Sweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Sweep.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | null = null;
  private forgotUsageAt = -Infinity;

  constructor(
    private readonly database: DataSource,
    private readonly jobs: JobQueue,
    private readonly due: DueSubmissions,
    private readonly dispatcher: Dispatcher,
    private readonly handover: Handover,
    private readonly retention: Retention,
    private readonly lease: SweepLease,
    @Inject(BACKENDS) private readonly backends: Backends,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.takeUpFromLastProcess();
    this.timer = setInterval(() => this.start(), SWEEP_EVERY_MS[this.backends.queue]).unref();
    this.start();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.settled();
    if (this.backends.queue === 'rabbitmq') await this.lease.release().catch(() => {});
  }

  /** Resolves when no sweep that began by itself is under way. */
  async settled(): Promise<void> {
    await this.running;
  }

  /** One sweep over everything that is due. @returns how many rows were published */
  async sweep(): Promise<number> {
    if (!this.jobs.isAvailable) return 0;
    return (
      (await this.publishAll(() => this.due.abandoned())) +
      (await this.dispatcher.releaseAll()) +
      (await this.publishAll(() => this.due.lost(this.jobs)))
    );
  }

  private async publishAll(take: () => Promise<QueuedJob[]>): Promise<number> {
    let published = 0;
    for (;;) {
      const rows = await take();
      await this.handover.publish(rows);
      published += rows.length;
      if (rows.length < DUE_BATCH) return published;
    }
  }

  /**
   * An in-process queue died with its process, and so did every worker that had a row: there is no lease to
   * wait for.
   */
  private async takeUpFromLastProcess(): Promise<void> {
    if (this.backends.queue !== 'in-process') return;
    await this.database.query(`UPDATE "submission" SET "published_at" = NULL WHERE "status" = 'queued'`);
    if (this.backends.database !== 'embedded') return;
    await this.database.query(
      `UPDATE "submission" SET "published_at" = NULL, "lease_until" = now() WHERE "status" = 'running'`,
    );
  }

  /** Does nothing while the last one is still at it. */
  private start(): void {
    this.running ??= this.sweepOnce().finally(() => (this.running = null));
  }

  private async sweepOnce(): Promise<void> {
    try {
      if (this.backends.queue === 'rabbitmq' && !(await this.lease.hold())) return;
      const published = await this.sweep();
      if (published > 0) this.logger.log(`published ${published} waiting submissions`);
      await this.retention.step();
      if (performance.now() - this.forgotUsageAt < FORGET_USAGE_EVERY_MS) return;
      this.forgotUsageAt = performance.now();
      await forgetOldUsage(this.database);
      await new BlobUses(this.database).sweep(this.blobs);
    } catch (error) {
      this.logger.warn(`sweep failed, the next one is on its way: ${String(error)}`);
    }
  }
}
