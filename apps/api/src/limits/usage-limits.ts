import type { Config } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Caller } from '../auth/caller.js';
import { DomainError } from '../problem/domain-error.js';
import { CONFIG } from '../tokens.js';

const HOUR_MS = 3_600_000;
/** What somebody has used is looked up so often at most. */
const KEEP_MS = 5_000;
const MAX_KEPT = 10_000;
/** Whoever is so far from the limit cannot get there before the next look; near it, every request looks. */
const LOOK_EVERY_MS = 1_000;
const FAR_FROM_LIMIT = 5_000;
const QUEUE_RETRY_AFTER_S = 10;

/** Limits of what one user, or one address without a login, keeps waiting and has had of the workers' time. */
@Injectable()
export class UsageLimits {
  private readonly waiting = new Map<string, { jobs: number; lookedAt: number }>();
  private readonly used = new Map<string, { seconds: number; lookedAt: number }>();

  constructor(
    private readonly database: DataSource,
    @Inject(CONFIG) private readonly config: Pick<Config, 'usage'>,
  ) {}

  /** Call before something is stored. @throws DomainError('too_many_jobs') */
  async admit({ usageKey }: Caller): Promise<void> {
    await this.checkTime(usageKey);
    await this.checkQueue(usageKey);
  }

  private async checkQueue(usageKey: string): Promise<void> {
    const { queuedJobs } = this.config.usage;
    const now = performance.now();
    const kept = this.waiting.get(usageKey);
    if (kept && now - kept.lookedAt < LOOK_EVERY_MS && kept.jobs < queuedJobs - FAR_FROM_LIMIT) return;
    // An index walk that ends at the limit; those already handed to the queue are few.
    const [row] = await this.database.query<{ waiting: number }[]>(
      `SELECT count(*)::int AS "waiting" FROM (SELECT 1 FROM "submission"
         WHERE "usage_key" = $1 AND "status" = 'queued' AND "published_at" IS NULL LIMIT $2) AS "some"`,
      [usageKey, queuedJobs],
    );
    if (this.waiting.size >= MAX_KEPT) this.waiting.clear();
    this.waiting.set(usageKey, { jobs: row!.waiting, lookedAt: now });
    if (row!.waiting >= queuedJobs)
      throw new DomainError('too_many_jobs', {
        detail: `You have ${queuedJobs} submissions waiting; go on when some of them are done.`,
        headers: { 'retry-after': String(QUEUE_RETRY_AFTER_S) },
      });
  }

  private async checkTime(usageKey: string): Promise<void> {
    const { cpuSecondsPerHour } = this.config.usage;
    if (cpuSecondsPerHour === null) return;
    const seconds = await this.secondsOf(usageKey);
    if (seconds >= cpuSecondsPerHour)
      throw new DomainError('too_many_jobs', {
        detail: `Your jobs took ${Math.round(seconds)} seconds of the workers within the last hour; ${cpuSecondsPerHour} are allowed.`,
        headers: { 'retry-after': '60' },
      });
  }

  /** Seconds for which jobs had a worker's slot within the last hour, those that run now included. */
  private async secondsOf(usageKey: string): Promise<number> {
    const now = performance.now();
    const kept = this.used.get(usageKey);
    if (kept && now - kept.lookedAt < KEEP_MS) return kept.seconds;
    const since = new Date(Date.now() - HOUR_MS);
    const [row] = await this.database.query<{ seconds: number }[]>(
      `SELECT COALESCE(sum(EXTRACT(EPOCH FROM COALESCE("finished_at", now()) - "started_at")), 0)::float AS "seconds"
       FROM "submission" WHERE "usage_key" = $1 AND "started_at" > $2 AND NOT "cached"`,
      [usageKey, since],
    );
    if (this.used.size >= MAX_KEPT) this.used.clear();
    this.used.set(usageKey, { seconds: row!.seconds, lookedAt: now });
    return row!.seconds;
  }
}
