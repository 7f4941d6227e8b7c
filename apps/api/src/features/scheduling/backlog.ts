import type { Config } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DomainError } from '../../platform/problem/domain-error.js';
import { CONFIG } from '../../platform/environment/tokens.js';

/** The number of waiting rows is looked up so often at most; what comes in between is counted here. */
const LOOK_EVERY_MS = 1_000;
const RETRY_AFTER_S = 10;

/**
 * Keeps the number of waiting submissions bounded. It is asked before anything is stored, so that a
 * submission is either accepted or leaves no trace. Rows are counted, not messages: they are what waits,
 * whatever the queue is doing.
 */
@Injectable()
export class Backlog {
  private waiting = 0;
  private lookedAt = -Infinity;
  private looking: Promise<void> | null = null;

  constructor(
    private readonly database: DataSource,
    @Inject(CONFIG) private readonly config: Pick<Config, 'maxQueuedSubmissions'>,
  ) {}

  /** @throws DomainError('queue_full') when too many wait already */
  async admit(): Promise<void> {
    if (performance.now() - this.lookedAt >= LOOK_EVERY_MS) {
      const look = (this.looking ??= this.look());
      // Far from the limit the count of a moment ago will do: a long line is counted beside requests, not
      // before them.
      if (this.lookedAt === -Infinity || this.waiting >= this.config.maxQueuedSubmissions / 2) await look;
      else look.catch(() => {});
    }
    if (this.waiting >= this.config.maxQueuedSubmissions)
      throw new DomainError('queue_full', {
        detail: `${this.waiting} submissions are waiting already; try again in a moment.`,
        headers: { 'retry-after': String(RETRY_AFTER_S) },
      });
    this.waiting++;
  }

  private async look(): Promise<void> {
    try {
      const [row] = await this.database.query<{ waiting: number }[]>(
        `SELECT count(*)::int AS "waiting"
           FROM (SELECT 1 FROM "submission" WHERE "status" = 'queued' LIMIT $1) AS "some"`,
        [this.config.maxQueuedSubmissions],
      );
      this.waiting = row!.waiting;
      this.lookedAt = performance.now();
    } finally {
      this.looking = null;
    }
  }
}
