import type { JobPriority } from '@app/contracts';
import { Submission } from '@app/entities';
import { JobQueue, SubmissionBus } from '@app/queue';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { WorkerShare } from '../limits/worker-share.js';

interface Released {
  id: string;
  priority: JobPriority;
  languages: string[];
}

const IN_FLIGHT = `"status" IN ('queued', 'running') AND "published_at" IS NOT NULL`;
const WAITING = `"status" = 'queued' AND "published_at" IS NULL`;
const MAX_KEYS = 10_000;

/**
 * Theory of operation. A line that is served in order is not fair: who puts ten thousand jobs into it makes everybody
 * else wait for them. So the queue only gets as many jobs of one owner (`usage_key`) as the workers could have in hand
 * at once, the owner's share. The others wait as rows, and go on one by one as earlier ones end. Somebody
 * else's first job then finds at most a share of others' jobs before it, all but some of which are running already.
 * The statement that stores a row decides whether there is room; that of a release takes rows which nobody else takes.
 * Two replicas that release at the same time may go over the share by one; nothing is lost or done twice.
 */
@Injectable()
export class Dispatcher implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(Dispatcher.name);
  /** Owners that have rows waiting, as far as this replica knows; the sweep finds the others. */
  private readonly waiting = new Set<string>();
  private readonly releasing = new Map<string, { again: boolean; done: Promise<number> }>();
  private stopListening = () => {};

  constructor(
    private readonly database: DataSource,
    private readonly jobs: JobQueue,
    private readonly bus: SubmissionBus,
    private readonly share: WorkerShare,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.bus.onEvent((event) => {
      if (event.type === 'submission.finished' && this.waiting.size > 0) void this.ended(event.submissionId);
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.stopListening();
    await Promise.allSettled([...this.releasing.values()].map(({ done }) => done));
  }

  /** The share in force now, for `publishedAtSql`. */
  perOwner(): Promise<number> {
    return this.share.perOwner();
  }

  /**
   * The value of `published_at` in the statement that stores a row: now where the owner has room and nobody waits,
   * else null. Takes the parameters `usageKey` and `share`.
   */
  get publishedAtSql(): string {
    return `CASE
      WHEN EXISTS (SELECT 1 FROM "submission" WHERE "usage_key" = :usageKey AND ${WAITING}) THEN NULL
      WHEN (SELECT count(*) FROM (SELECT 1 FROM "submission" WHERE "usage_key" = :usageKey AND ${IN_FLIGHT}
        LIMIT :share) AS "some") >= :share THEN NULL
      ELSE now() END`;
  }

  /** Hands a row that was stored with `published_at` to the queue. When it cannot take it, the sweep tries again. */
  async publish({
    id,
    languages,
    priority,
  }: Pick<Submission, 'id' | 'languages' | 'priority'>): Promise<void> {
    try {
      await this.jobs.publish({ submissionId: id, languages }, priority);
    } catch (error) {
      this.logger.warn(`${id} waits for the sweep, the queue did not take it: ${String(error)}`);
      await this.database.getRepository(Submission).update(id, { publishedAt: null });
    }
  }

  /** Rows of this owner wait: hands over those for which there is room. @returns how many */
  async release(usageKey: string): Promise<number> {
    this.waiting.add(usageKey);
    const running = this.releasing.get(usageKey);
    if (running) {
      running.again = true;
      return running.done;
    }
    const state = { again: false, done: Promise.resolve(0) };
    this.releasing.set(usageKey, state);
    state.done = this.releaseUntilQuiet(usageKey, state).finally(() => this.releasing.delete(usageKey));
    return state.done;
  }

  /** Hands over what waits, of all owners. @returns how many */
  async releaseAll(): Promise<number> {
    const keys = await this.database.query<{ key: string }[]>(
      `SELECT DISTINCT "usage_key" AS "key" FROM "submission" WHERE ${WAITING} LIMIT ${MAX_KEYS}`,
    );
    let released = 0;
    for (const { key } of keys) released += await this.release(key);
    return released;
  }

  private async ended(submissionId: string): Promise<void> {
    try {
      const row = await this.database
        .getRepository(Submission)
        .findOne({ where: { id: submissionId }, select: { id: true, usageKey: true } });
      if (row && this.waiting.has(row.usageKey)) await this.release(row.usageKey);
    } catch (error) {
      this.logger.warn(`what waits goes on with the sweep: ${String(error)}`);
    }
  }

  private async releaseUntilQuiet(usageKey: string, state: { again: boolean }): Promise<number> {
    let released = 0;
    do {
      state.again = false;
      released += await this.releaseOnce(usageKey);
    } while (state.again);
    return released;
  }

  private async releaseOnce(usageKey: string): Promise<number> {
    if (!this.jobs.isAvailable) return 0;
    const share = await this.share.perOwner();
    const rows = await this.take(usageKey, share);
    if (rows.room > rows.taken.length) this.waiting.delete(usageKey);
    const outcomes = await Promise.allSettled(
      rows.taken.map(({ id, languages, priority }) =>
        this.jobs.publish({ submissionId: id, languages }, priority),
      ),
    );
    const refused = rows.taken.filter((_row, index) => outcomes[index]!.status === 'rejected');
    if (refused.length === 0) return rows.taken.length;
    await this.database.query(`UPDATE "submission" SET "published_at" = NULL WHERE "id" = ANY($1)`, [
      refused.map(({ id }) => id),
    ]);
    throw new Error(`the queue did not take ${refused.length} submissions`);
  }

  /**
   * Takes the owner's next rows, interactive ones first. They have waited because the owner keeps its share busy, so
   * they overtake nobody else: their priority is that of a batch from now on.
   */
  private async take(usageKey: string, share: number): Promise<{ room: number; taken: Released[] }> {
    const rows = await this.database.query<({ room: number } & (Released | { id: null }))[]>(
      `WITH "room" AS (
         SELECT GREATEST(0, $2 - count(*))::int AS "n" FROM (
           SELECT 1 FROM "submission" WHERE "usage_key" = $1 AND ${IN_FLIGHT} LIMIT $2) AS "some"
       ), "taken" AS (
         UPDATE "submission" SET "published_at" = now(), "priority" = 'batch' WHERE "id" = ANY(ARRAY(
           SELECT "id" FROM "submission" WHERE "usage_key" = $1 AND ${WAITING}
           ORDER BY "priority" DESC, "id" LIMIT (SELECT "n" FROM "room") FOR UPDATE SKIP LOCKED))
         RETURNING "id", "priority", "languages"
       )
       SELECT "room"."n" AS "room", "taken".* FROM "room" LEFT JOIN "taken" ON true`,
      [usageKey, share],
    );
    return {
      room: rows[0]?.room ?? 0,
      taken: rows.filter((row): row is Released & { room: number } => row.id !== null),
    };
  }
}
