import { Submission } from '@app/database';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** The place of a submission in the queue. */
@Injectable()
export class QueuePosition {
  constructor(private readonly database: DataSource) {}

  /**
   * From 1: how many come before it, and the submission itself. In the queue those do that are more urgent,
   * or as urgent and earlier. What waits until its owner may have more in the queue comes after all that is
   * there, and among its like in the same order. null: it does not wait.
   */
  async of({ id, status }: Pick<Submission, 'id' | 'status'>): Promise<number | null> {
    if (status !== 'queued') return null;
    const [row] = await this.database.query<{ before: number }[]>(
      `WITH own AS (SELECT id, priority, published_at IS NULL AS waits FROM submission WHERE id = $1)
       SELECT count(*)::int AS "before" FROM submission other, own
        WHERE other.status = 'queued' AND (
          (own.waits AND other.published_at IS NOT NULL)
          OR (own.waits = (other.published_at IS NULL) AND (
            (other.priority = own.priority AND other.id < own.id)
            OR (own.priority = 'batch' AND other.priority = 'interactive'))))`,
      [id],
    );
    return (row?.before ?? 0) + 1;
  }
}
