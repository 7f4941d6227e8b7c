import type { DeadLetterView, SubmissionResult } from '@app/contracts';
import { Submission } from '@app/database';
import { type DeadMessage, JobQueue } from '@app/queue';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, In, IsNull, Not } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { type JobToBegin, Scheduling } from '../../scheduling/scheduling.js';
import { DomainError } from '../../../platform/problem/domain-error.js';

const MAX_LISTED = 100;
/** Messages that are looked at to find orphans. */
const MAX_MESSAGES = 1_000;

/**
 * A message in the dead-letter queue that belongs to no job of the list: a leftover, or one that no worker
 * could read.
 */
export type Orphan = DeadMessage;

export interface DeadLetters {
  items: DeadLetterView[];
  /** Of all that wait for an operator. */
  total: number;
  /** Messages in the queue of the dead, orphans included; null: the queue does not answer. */
  messagesInQueue: number | null;
  /** Messages in it that belong to no job of the list, the oldest first; null: the queue does not answer. */
  orphans: Orphan[] | null;
}

/**
 * The jobs that were given up. Rows say which they are; their messages lie in the dead-letter queue until an
 * operator has dealt with them.
 */
@Injectable()
export class DeadLetterRows {
  private readonly logger = new Logger(DeadLetterRows.name);

  constructor(
    private readonly database: DataSource,
    private readonly jobs: JobQueue,
    private readonly scheduling: Scheduling,
  ) {}

  /** The newest first. */
  async list(): Promise<DeadLetters> {
    const [rows, total] = await this.database.getRepository(Submission).findAndCount({
      where: { deadLetteredAt: Not(IsNull()) },
      order: { deadLetteredAt: 'DESC' },
      take: MAX_LISTED,
      select: {
        id: true,
        kind: true,
        ownerId: true,
        languages: true,
        tries: true,
        result: true as never,
        createdAt: true,
        deadLetteredAt: true,
      },
    });
    const messagesInQueue = await this.jobs.deadCount().catch(() => null);
    const orphans = messagesInQueue === 0 ? [] : await this.orphans().catch(() => null);
    return {
      items: rows.map(toDeadLetter),
      total,
      messagesInQueue,
      orphans: orphans?.slice(0, MAX_LISTED) ?? null,
    };
  }

  /**
   * Takes the orphans out of the queue; the submissions stay as they are, and the sweep sees to those that
   * are not final.
   * @returns how many there were @throws DomainError('unavailable')
   */
  async dropOrphans(): Promise<number> {
    try {
      const orphans = await this.orphans();
      const ids = new Set(orphans.map(({ submissionId }) => submissionId));
      return await this.jobs.removeDead(({ submissionId }) => ids.has(submissionId), orphans.length);
    } catch (error) {
      this.logger.warn(`the dead-letter queue cannot be read: ${String(error)}`);
      throw new DomainError('unavailable', { detail: 'The queue does not answer; try again in a moment.' });
    }
  }

  private async orphans(): Promise<Orphan[]> {
    const messages = await this.jobs.listDead(MAX_MESSAGES);
    const ids = messages.map(({ submissionId }) => submissionId).filter((id) => id !== null && isUuid(id));
    const rows = await this.database.getRepository(Submission).find({
      where: { id: In(ids), deadLetteredAt: Not(IsNull()) },
      select: { id: true },
    });
    const known = new Set<string | null>(rows.map(({ id }) => id));
    return messages.filter(({ submissionId }) => !known.has(submissionId));
  }

  /**
   * Puts a job into the queue again, as if it had never been tried. @throws
   * DomainError('dead_letter_not_found')
   */
  async retry(id: string): Promise<void> {
    const [rows] = await this.database.query<[JobToBegin[], number]>(
      `UPDATE "submission"
          SET "status" = 'queued', "verdict" = NULL, "result" = NULL, "handed_back" = "tries", "progress_done" = 0,
              "started_at" = NULL, "finished_at" = NULL, "dead_lettered_at" = NULL, "published_at" = now()
        WHERE "id" = $1 AND "dead_lettered_at" IS NOT NULL
        RETURNING "id", "priority", "languages", "usage_key" AS "usageKey", "address_key" AS "addressKey"`,
      [id],
    );
    const [row] = rows;
    if (!row) throw notFound(id);
    await this.forgetMessage(id);
    await this.scheduling.begin(row, true, this.scheduling.asOf);
  }

  /** The job stays as it ended, and leaves the list. @throws DomainError('dead_letter_not_found') */
  async drop(id: string): Promise<void> {
    const { affected } = await this.database
      .getRepository(Submission)
      .update({ id, deadLetteredAt: Not(IsNull()) }, { deadLetteredAt: null });
    if (affected === 0) throw notFound(id);
    await this.forgetMessage(id);
  }

  /** The row has decided; a message that stays behind does no harm. */
  private async forgetMessage(id: string): Promise<void> {
    await this.jobs
      .removeDead(({ submissionId }) => submissionId === id, 1)
      .catch((error: unknown) => {
        this.logger.warn(`the message of ${id} stays in the dead-letter queue: ${String(error)}`);
      });
  }
}

function toDeadLetter(row: Submission): DeadLetterView {
  return {
    id: row.id,
    kind: row.kind,
    ownerId: row.ownerId,
    languages: row.languages,
    tries: row.tries,
    reason: (row.result as SubmissionResult | null)?.error ?? '',
    createdAt: row.createdAt.toISOString(),
    deadLetteredAt: row.deadLetteredAt!.toISOString(),
  };
}

function notFound(id: string): DomainError {
  return new DomainError('dead_letter_not_found', { detail: `There is no dead letter ${id}.` });
}
