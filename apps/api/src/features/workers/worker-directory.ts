import { WORKER_GONE_AFTER_MS, type WorkerView } from '@app/contracts';
import { WorkerReport } from '@app/database';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Reports come every two seconds; looking more often shows nothing new. */
const KEEP_MS = 1_000;

/** The workers that were seen lately, as they reported themselves in the database. */
@Injectable()
export class WorkerDirectory {
  private latest: Promise<WorkerView[]> | null = null;
  private lookedAt = -Infinity;

  constructor(private readonly dataSource: DataSource) {}

  /** @throws what the database threw */
  live(): Promise<WorkerView[]> {
    const now = performance.now();
    if (this.latest && now - this.lookedAt < KEEP_MS) return this.latest;
    this.lookedAt = now;
    const looked = this.look();
    looked.catch(() => (this.latest = null));
    return (this.latest = looked);
  }

  private async look(): Promise<WorkerView[]> {
    const rows = await this.dataSource
      .getRepository(WorkerReport)
      .createQueryBuilder('worker')
      .where(`worker.lastSeenAt > now() - :goneAfterMs * interval '1 millisecond'`, {
        goneAfterMs: WORKER_GONE_AFTER_MS,
      })
      .orderBy('worker.host')
      .addOrderBy('worker.id')
      .getMany();
    // What the doctors found is for admins: GET /doctor.
    return rows.map(({ startedAt, lastSeenAt, doctor: _doctor, problem: _problem, ...row }) => ({
      ...row,
      startedAt: startedAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
    }));
  }
}
