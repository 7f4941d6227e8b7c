import type { SubmissionKind, SubmissionStatus, UserAccountView, Verdict, WorkerView } from '@app/contracts';
import { JobQueue } from '@app/queue';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Users } from '../../../accounts/users/users.js';
import { WorkerDirectory } from '../../workers/worker-directory.js';

const SLOWEST = 10;

export interface SlowJob {
  id: string;
  kind: SubmissionKind;
  verdict: Verdict | null;
  status: SubmissionStatus;
  ownerId: string;
  seconds: number;
}

/** How the service does. */
export interface Dashboard {
  queue: {
    /** Submissions that are stored and wait. */
    waiting: number;
    running: number;
    /** Messages that wait for a worker; null: the queue does not answer. */
    inQueue: number | null;
    deadLetters: number;
  };
  workers: WorkerView[];
  throughput: { lastMinute: number; lastHour: number; lastDay: number };
  /** Of the last day: jobs that ended because something of ours went wrong. */
  failures: { internalErrors: number; deadLettered: number };
  /** Of the last day, slowest first. */
  slowestJobs: SlowJob[];
  users: UserAccountView[];
}

/** Looks up what the dashboard shows; all numbers come from the rows. */
@Injectable()
export class DashboardReader {
  constructor(
    private readonly database: DataSource,
    private readonly jobs: JobQueue,
    private readonly users: Users,
    private readonly workers: WorkerDirectory,
  ) {}

  async read(): Promise<Dashboard> {
    const [open] = await this.database.query<{ waiting: number; running: number }[]>(
      `SELECT count(*) FILTER (WHERE "status" = 'queued')::int AS "waiting",
              count(*) FILTER (WHERE "status" = 'running')::int AS "running"
       FROM "submission" WHERE "status" IN ('queued', 'running')`,
    );
    const [day] = await this.database.query<
      { minute: number; hour: number; day: number; internalErrors: number; deadLettered: number }[]
    >(
      `SELECT count(*) FILTER (WHERE "finished_at" > now() - interval '1 minute')::int AS "minute",
              count(*) FILTER (WHERE "finished_at" > now() - interval '1 hour')::int AS "hour",
              count(*)::int AS "day",
              count(*) FILTER (WHERE "verdict" = 'internal_error')::int AS "internalErrors",
              count(*) FILTER (WHERE "dead_lettered_at" IS NOT NULL)::int AS "deadLettered"
       FROM "submission" WHERE "finished_at" > now() - interval '1 day'`,
    );
    return {
      queue: { ...open!, ...(await this.queueNumbers()) },
      workers: await this.workers.live(),
      throughput: { lastMinute: day!.minute, lastHour: day!.hour, lastDay: day!.day },
      failures: { internalErrors: day!.internalErrors, deadLettered: day!.deadLettered },
      slowestJobs: await this.slowestJobs(),
      users: await this.users.list(),
    };
  }

  private async queueNumbers(): Promise<{ inQueue: number | null; deadLetters: number }> {
    const depths = await Promise.all([this.jobs.depth('interactive'), this.jobs.depth('batch')]).catch(
      () => null,
    );
    const [dead] = await this.database.query<{ count: number }[]>(
      `SELECT count(*)::int AS "count" FROM "submission" WHERE "dead_lettered_at" IS NOT NULL`,
    );
    return { inQueue: depths && depths[0] + depths[1], deadLetters: dead!.count };
  }

  private slowestJobs(): Promise<SlowJob[]> {
    return this.database.query<SlowJob[]>(
      `SELECT "id", "kind", "verdict", "status", "owner_id" AS "ownerId",
              EXTRACT(EPOCH FROM "finished_at" - "started_at")::float AS "seconds"
       FROM "submission"
       WHERE "finished_at" > now() - interval '1 day' AND "started_at" IS NOT NULL AND NOT "cached"
       ORDER BY "finished_at" - "started_at" DESC LIMIT ${SLOWEST}`,
    );
  }
}
