import type { JobPriority, SubmissionKind, SubmissionResult } from '@app/contracts';
import { Submission } from '@app/entities';
import { JobQueue } from '@app/queue';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, IsNull, Not } from 'typeorm';
import { DomainError } from '../problem/domain-error.js';

const MAX_LISTED = 100;

/** A job that was given up because it kept killing its workers. */
export interface DeadLetter {
  /** Of the submission. */
  id: string;
  kind: SubmissionKind;
  ownerId: string;
  languages: string[];
  tries: number;
  reason: string;
  createdAt: string;
  deadLetteredAt: string;
}
export interface DeadLetters {
  items: DeadLetter[];
  /** Of all that wait for an operator. */
  total: number;
  /** Messages in the queue of the dead, those without a submission included; null: the queue does not answer. */
  messagesInQueue: number | null;
}

/**
 * The jobs that were given up. Rows say which they are; their messages lie in the dead-letter queue until an operator has dealt
 * with them.
 */
@Injectable()
export class DeadLettersService {
  private readonly logger = new Logger(DeadLettersService.name);

  constructor(
    private readonly database: DataSource,
    private readonly jobs: JobQueue,
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
    return { items: rows.map(toDeadLetter), total, messagesInQueue: await this.countMessages() };
  }

  /** Puts a job into the queue again, as if it had never been tried. @throws DomainError('dead_letter_not_found') */
  async retry(id: string): Promise<void> {
    const [rows] = await this.database.query<[{ priority: JobPriority; languages: string[] }[], number]>(
      `UPDATE "submission"
          SET "status" = 'queued', "verdict" = NULL, "result" = NULL, "handed_back" = "tries", "progress_done" = 0,
              "started_at" = NULL, "finished_at" = NULL, "dead_lettered_at" = NULL, "published_at" = NULL
        WHERE "id" = $1 AND "dead_lettered_at" IS NOT NULL
        RETURNING "priority", "languages"`,
      [id],
    );
    const [row] = rows;
    if (!row) throw notFound(id);
    await this.forgetMessage(id);
    try {
      await this.jobs.publish({ submissionId: id, languages: row.languages }, row.priority);
      await this.database.getRepository(Submission).update(id, { publishedAt: new Date() });
    } catch (error) {
      this.logger.warn(`${id} waits for the sweep, the queue did not take it: ${String(error)}`);
    }
  }

  /** The job stays as it ended; nobody has to look at it any more. @throws DomainError('dead_letter_not_found') */
  async drop(id: string): Promise<void> {
    const { affected } = await this.database
      .getRepository(Submission)
      .update({ id, deadLetteredAt: Not(IsNull()) }, { deadLetteredAt: null });
    if (affected === 0) throw notFound(id);
    await this.forgetMessage(id);
  }

  /** The row has decided; a message that stays behind harms nobody. */
  private async forgetMessage(id: string): Promise<void> {
    await this.jobs.removeDead(id).catch((error: unknown) => {
      this.logger.warn(`the message of ${id} stays in the dead-letter queue: ${String(error)}`);
    });
  }

  private countMessages(): Promise<number | null> {
    return this.jobs.deadCount().catch(() => null);
  }
}

function toDeadLetter(row: Submission): DeadLetter {
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
