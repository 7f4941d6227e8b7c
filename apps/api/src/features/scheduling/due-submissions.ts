import { type JobQueue, PRIORITIES } from '@app/queue';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { QueuedJob } from './handover.js';

/** A row that was handed to the queue so long ago and is still not taken may have to be handed over again. */
const REPUBLISH_AFTER_MS = 60_000;
/**
 * How much longer than it should a row may wait before it counts as lost: clocks differ, workers hold some
 * messages.
 */
const OVERDUE_MS = 10_000;
export const DUE_BATCH = 200;

/**
 * Finds rows that have to be published (again), and notes them as published. Each statement skips rows that
 * another one is taking (SKIP LOCKED), so that two sweeps at a time do no harm.
 */
@Injectable()
export class DueSubmissions {
  constructor(private readonly database: DataSource) {}

  /** Rows whose worker let its lease lapse. */
  abandoned(): Promise<QueuedJob[]> {
    return this.take(
      `"status" = 'running' AND "lease_until" <= now()
       AND ("published_at" IS NULL OR "published_at" < "lease_until"
         OR "published_at" < now() - $1 * interval '1 millisecond')`,
      [REPUBLISH_AFTER_MS],
    );
  }

  /**
   * Rows that the queue seems to have lost. Where it drops duplicates, whatever has waited for long. Where it
   * does not, a long line must not be published again and again: those that the line has overtaken, and all
   * when it is empty.
   */
  async lost(jobs: JobQueue): Promise<QueuedJob[]> {
    const waitedLong = `"status" = 'queued' AND "published_at" < now() - $1 * interval '1 millisecond'`;
    if (jobs.ignoresDuplicates) return this.take(waitedLong, [REPUBLISH_AFTER_MS]);
    const lost: QueuedJob[] = [];
    for (const priority of PRIORITIES) {
      const isEmpty = (await jobs.depth(priority)) === 0;
      const overtaken = `"published_at" < (SELECT max("published_at") - $1 * interval '1 millisecond'
        FROM "submission" WHERE "status" = 'running' AND "priority" = $2)`;
      const which = `${waitedLong} AND "priority" = $2 ${isEmpty ? '' : `AND ${overtaken}`}`;
      lost.push(...(await this.take(which, [OVERDUE_MS, priority])));
    }
    return lost;
  }

  private async take(condition: string, parameters: unknown[]): Promise<QueuedJob[]> {
    const [rows] = await this.database.query<[QueuedJob[], number]>(
      `UPDATE "submission" SET "published_at" = now() WHERE "id" IN (
         SELECT "id" FROM "submission" WHERE ${condition}
         ORDER BY "id" LIMIT ${DUE_BATCH} FOR UPDATE SKIP LOCKED)
       RETURNING "id", "priority", "languages"`,
      parameters,
    );
    return rows;
  }
}
