import type { AdminSubmissionRow, MetricsPoint, MetricsView, Verdict } from '@app/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { userOwnerId } from '../../../accounts/access/caller.js';
import { WorkerDirectory } from '../../workers/worker-directory.js';
import type { AllSubmissionsQueryDto } from './metrics.dto.js';

const MAX_STEPS = 1_000;
/** Several admins who look at once cost no more than one. */
const KEEP_MS = 1_000;

interface FinishedRow {
  step: string;
  verdict: Verdict | null;
  count: number;
}
interface TimesRow {
  step: string;
  wait50: number | null;
  wait95: number | null;
  run50: number | null;
  run95: number | null;
}

/** Numbers about the work of the service. They come from the rows, so that every replica tells the same. */
@Injectable()
export class Metrics {
  private readonly kept = new Map<string, { at: number; view: Promise<MetricsView> }>();

  constructor(
    private readonly database: DataSource,
    private readonly workers: WorkerDirectory,
  ) {}

  /** How the service does now, and how it did, step by step. Times in milliseconds. */
  read(windowMs: number, stepMs: number): Promise<MetricsView> {
    const step = Math.max(stepMs, Math.ceil(windowMs / MAX_STEPS));
    const key = `${windowMs} ${step}`;
    const known = this.kept.get(key);
    if (known && Date.now() - known.at < KEEP_MS) return known.view;
    const view = this.look(windowMs, step);
    // Failures are not kept, and neither are windows that were requested once.
    this.kept.clear();
    this.kept.set(key, { at: Date.now(), view });
    view.catch(() => this.kept.delete(key));
    return view;
  }

  private async look(windowMs: number, stepMs: number): Promise<MetricsView> {
    const now = Date.now();
    const first = Math.floor((now - windowMs) / stepMs) + 1;
    const last = Math.floor(now / stepMs);
    const from = new Date(first * stepMs);
    const stepOf = (column: string) => `floor(extract(epoch FROM "${column}") * 1000 / ${stepMs})::bigint`;
    const [finished, created, times, state, storage] = await Promise.all([
      this.database.query<FinishedRow[]>(
        `SELECT ${stepOf('finished_at')} AS "step", "verdict", count(*)::int AS "count"
         FROM "submission" WHERE "finished_at" >= $1 GROUP BY 1, 2`,
        [from],
      ),
      this.database.query<{ step: string; count: number }[]>(
        `SELECT ${stepOf('created_at')} AS "step", count(*)::int AS "count"
         FROM "submission" WHERE "created_at" >= $1 GROUP BY 1`,
        [from],
      ),
      this.database.query<TimesRow[]>(
        `SELECT ${stepOf('finished_at')} AS "step",
                ${percentile(0.5, 'started_at', 'created_at')} AS "wait50", ${percentile(0.95, 'started_at', 'created_at')} AS "wait95",
                ${percentile(0.5, 'finished_at', 'started_at')} AS "run50", ${percentile(0.95, 'finished_at', 'started_at')} AS "run95"
         FROM "submission" WHERE "finished_at" >= $1 AND "started_at" IS NOT NULL AND NOT "cached" GROUP BY 1`,
        [from],
      ),
      this.now(),
      this.storage(),
    ]);
    const createdAt = new Map(created.map(({ step, count }) => [Number(step), count]));
    const timesAt = new Map(times.map((row) => [Number(row.step), row]));
    const points: MetricsPoint[] = [];
    for (let step = first; step <= last; step += 1) {
      const rows = finished.filter((row) => Number(row.step) === step);
      const time = timesAt.get(step);
      points.push({
        at: new Date(step * stepMs).toISOString(),
        finished: Object.fromEntries(
          rows.flatMap(({ verdict, count }) => (verdict === null ? [] : [[verdict, count]])),
        ),
        cancelled: rows.find(({ verdict }) => verdict === null)?.count ?? 0,
        created: createdAt.get(step) ?? 0,
        waitMs: pair(time?.wait50, time?.wait95),
        runMs: pair(time?.run50, time?.run95),
      });
    }
    return { now: state, storage, stepMs, points };
  }

  private async now(): Promise<MetricsView['now']> {
    const [jobs] = await this.database.query<
      { interactive: number; batch: number; running: number; oldest: number | null; dead: number }[]
    >(
      `SELECT count(*) FILTER (WHERE "status" = 'queued' AND "priority" = 'interactive')::int AS "interactive",
              count(*) FILTER (WHERE "status" = 'queued' AND "priority" <> 'interactive')::int AS "batch",
              count(*) FILTER (WHERE "status" = 'running')::int AS "running",
              (extract(epoch FROM now() - min("created_at") FILTER (WHERE "status" = 'queued')) * 1000)::float AS "oldest",
              count(*) FILTER (WHERE "dead_lettered_at" IS NOT NULL)::int AS "dead"
       FROM "submission" WHERE "status" IN ('queued', 'running') OR "dead_lettered_at" IS NOT NULL`,
    );
    const workers = await this.workers.live();
    const { interactive, batch, running, oldest, dead } = jobs!;
    return {
      at: new Date().toISOString(),
      waiting: { interactive, batch },
      running,
      slots: workers.reduce((sum, { slots }) => sum + slots, 0),
      busy: workers.reduce((sum, { busy }) => sum + busy, 0),
      workers: workers.length,
      deadLetters: dead,
      oldestWaitingMs: oldest,
    };
  }

  private async storage(): Promise<MetricsView['storage']> {
    const [row] = await this.database.query<{ bytes: string; submissions: number }[]>(
      `SELECT pg_database_size(current_database()) AS "bytes",
              (SELECT count(*)::int FROM "submission") AS "submissions"`,
    );
    return row ? { databaseBytes: Number(row.bytes), submissions: row.submissions } : null;
  }

  /** Everybody's submissions, newest first. */
  async submissions(
    query: AllSubmissionsQueryDto,
  ): Promise<{ items: AdminSubmissionRow[]; nextCursor: string | null }> {
    const wanted: string[] = [];
    const values: unknown[] = [];
    const where = (condition: (place: string) => string, value: unknown) => {
      if (value === undefined) return;
      values.push(value);
      wanted.push(condition(`$${values.length}`));
    };
    where((place) => `s."id" < ${place}::uuid`, query.cursor);
    where((place) => `s."kind" = ${place}`, query.kind);
    where((place) => `s."verdict" = ${place}`, query.verdict);
    where((place) => `s."status" = ${place}`, query.status);
    where((place) => `${place} = ANY(s."languages")`, query.language);
    where((place) => `(u."username" = ${place} OR s."owner_id" = ${place})`, query.owner);
    values.push(query.limit + 1);
    const rows = await this.database.query<(Omit<AdminSubmissionRow, 'createdAt'> & { createdAt: Date })[]>(
      `SELECT s."id", s."kind", s."status", s."verdict", s."owner_id" AS "ownerId", s."languages",
              s."created_at" AS "createdAt",
              CASE WHEN u."username" IS NOT NULL THEN u."username"
                   WHEN s."owner_id" LIKE 'visitor:%' THEN 'a visitor' ELSE s."owner_id" END AS "owner",
              (extract(epoch FROM s."finished_at" - s."started_at") * 1000)::float AS "durationMs"
       FROM "submission" s LEFT JOIN "user_account" u ON s."owner_id" = '${userOwnerId('')}' || u."id"::text
       ${wanted.length > 0 ? `WHERE ${wanted.join(' AND ')}` : ''}
       ORDER BY s."id" DESC LIMIT $${values.length}`,
      values,
    );
    const items = rows
      .slice(0, query.limit)
      .map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
    return { items, nextCursor: rows.length > query.limit ? items.at(-1)!.id : null };
  }
}

const percentile = (part: number, later: string, earlier: string): string =>
  `(percentile_cont(${part}) WITHIN GROUP (ORDER BY extract(epoch FROM "${later}" - "${earlier}")) * 1000)::float`;

function pair(
  p50: number | null | undefined,
  p95: number | null | undefined,
): { p50: number; p95: number } | null {
  return typeof p50 === 'number' && typeof p95 === 'number'
    ? { p50: Math.max(0, p50), p95: Math.max(0, p95) }
    : null;
}
