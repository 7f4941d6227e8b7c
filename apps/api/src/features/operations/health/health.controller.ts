import type { Cache } from '@app/results';
import { inTime } from '@app/async';
import { WORKER_GONE_AFTER_MS } from '@app/contracts';
import { JobQueue, SubmissionBus } from '@app/queue';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { Probe } from '../../../accounts/access/access.decorator.js';
import { ApiProblems } from '../../../platform/docs/problem-response.js';
import { StorageWatch } from '../../../platform/environment/storage-watch.js';
import { DomainError } from '../../../platform/problem/domain-error.js';
import { CACHE } from '../../../platform/environment/tokens.js';
import { type Degraded, degradedParts } from './degraded.js';

/** A health check that takes longer than this is not healthy. */
const TIMEOUT_MS = 3_000;
/**
 * What the database said is said again for so long: checks count against no limit, and the database has other
 * things to do.
 */
const KEPT_MS = 250;

/** Whether a live worker says that its jobs wait: its container engine is away. */
const WAITING = `SELECT EXISTS (
  SELECT FROM "worker" WHERE "problem" IS NOT NULL
     AND "last_seen_at" > now() - ${WORKER_GONE_AFTER_MS} * interval '1 millisecond') AS "waiting"`;

/** `degraded`: it works, but slower or later, because something it can do without is out of reach. */
export type Health = { status: 'ok' } | { status: 'degraded'; degraded: Degraded[] };

@ApiTags('service')
@Probe()
@Controller('health_check')
export class HealthController {
  constructor(
    private readonly database: DataSource,
    private readonly jobs: JobQueue,
    private readonly bus: SubmissionBus,
    private readonly storage: StorageWatch,
    @Inject(CACHE) private readonly cache: Cache,
  ) {}

  private asked: { answer: Promise<boolean>; until: number } | null = null;

  @Get()
  @ApiOperation({
    summary: 'Check health',
    description:
      'Answers 200 when the service can work: its database answers. What else is out of reach is listed as degraded.',
  })
  @ApiResponse({
    status: 200,
    description: 'Healthy.',
    content: { 'application/json': { example: { status: 'ok' } } },
  })
  @ApiProblems({ code: 'unavailable', detail: 'The database does not answer.' })
  async check(): Promise<Health> {
    try {
      const waiting = await this.jobsWait();
      const degraded = degradedParts({ cache: this.cache, jobs: this.jobs, bus: this.bus });
      if (waiting) degraded.push('runner');
      if (this.storage.isFull) degraded.push('storage');
      return degraded.length === 0 ? { status: 'ok' } : { status: 'degraded', degraded };
    } catch {
      throw new DomainError('unavailable', { detail: 'The database does not answer.' });
    }
  }

  private jobsWait(): Promise<boolean> {
    if (this.asked === null || performance.now() > this.asked.until)
      this.asked = { answer: this.ask(), until: performance.now() + KEPT_MS };
    return this.asked.answer;
  }

  private async ask(): Promise<boolean> {
    const [{ waiting }] = await inTime(this.database.query<[{ waiting: boolean }]>(WAITING), TIMEOUT_MS);
    return waiting;
  }
}
