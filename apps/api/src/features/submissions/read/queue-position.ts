import { Submission } from '@app/database';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** The place of a submission in the queue. */
@Injectable()
export class QueuePosition {
  constructor(private readonly database: DataSource) {}

  /**
   * From 1: how many wait that are as urgent and came before, or are more urgent, and the submission itself. What its
   * owner may do at the same time is not in it. null: it does not wait.
   */
  async of({ id, status, priority }: Pick<Submission, 'id' | 'status' | 'priority'>): Promise<number | null> {
    if (status !== 'queued') return null;
    const [row] = await this.database.query<{ before: number }[]>(
      `SELECT count(*)::int AS "before" FROM submission
        WHERE status = 'queued' AND ((priority = $2 AND id < $1) OR ($2 = 'batch' AND priority = 'interactive'))`,
      [id, priority],
    );
    return (row?.before ?? 0) + 1;
  }
}
