import type { SubmissionView } from '@app/contracts';
import { Submission } from '@app/database';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, LessThanOrEqual, type Repository } from 'typeorm';
import { type Caller, mayRead, seesEverything } from '../../../accounts/access/caller.js';
import { DomainError } from '../../../platform/problem/domain-error.js';
import type { JsonBytes } from '../../../platform/http/answers/large-json.js';
import { FinishedSubmissions } from './finished-submissions.js';
import { answerOfLarge } from './large-answer.js';
import { LARGE_BYTES, LargeReads } from './large-reads.js';
import { QueuePosition } from './queue-position.js';
import { isFinal, pickFields, toView } from './submission-view.js';

/** What callers may know of submissions. */
@Injectable()
export class SubmissionReader {
  constructor(
    @InjectRepository(Submission) private readonly rows: Repository<Submission>,
    private readonly finished: FinishedSubmissions,
    private readonly large: LargeReads,
    private readonly positions: QueuePosition,
  ) {}

  /** @throws DomainError('submission_not_found') also when the caller may not see it */
  async get(caller: Caller, id: string): Promise<SubmissionView> {
    const cached = await this.finished.get(caller, id);
    return cached ?? this.viewAndKeep(caller, await this.find(caller, id));
  }

  /**
   * As `get`, for callers that send it on: a large submission is JSON already, as the database has it.
   * @param fields which members of the view; undefined: all
   * @throws DomainError('submission_not_found') also when the caller may not see it
   */
  async answer(
    caller: Caller,
    id: string,
    fields?: readonly string[],
  ): Promise<Partial<SubmissionView> | JsonBytes> {
    // Of a hundred who ask for a large one at once most are refused: they need not ask the database before.
    const view = this.large.isKnown(caller.ownerId, id) ? null : await this.smallView(caller, id);
    if (view) return fields === undefined ? view : pickFields(view, fields);
    const read = () => answerOfLarge(this.rows, caller, id, fields, (row) => this.positions.of(row));
    // What is not wanted is not read: then it is a row like any other.
    const isLarge = fields === undefined || fields.includes('request') || fields.includes('result');
    const large = await (isLarge ? this.large.run(caller.addressKey, read) : read());
    if (!large) throw notFound(id);
    return large;
  }

  /** null: it is a large one, which the caller may read. */
  private async smallView(caller: Caller, id: string): Promise<SubmissionView | null> {
    const known = await this.finished.get(caller, id);
    if (known) return known;
    const small = await this.findSmall(caller, id);
    if (small) return this.viewAndKeep(caller, small);
    await this.requireReadable(caller, id);
    this.large.remember(caller.ownerId, id);
    return null;
  }

  /** As `get`, but past the cache: for callers that know that the row has just changed, and read it once. */
  async look(caller: Caller, id: string): Promise<SubmissionView> {
    return this.viewOf(caller, await this.find(caller, id));
  }

  /** What a subscriber starts from: the view, and the `seq` of the last event it includes. */
  async snapshot(caller: Caller, id: string): Promise<SubmissionView & { seq: number }> {
    const row = await this.find(caller, id);
    return { ...(await this.viewOf(caller, row)), seq: row.eventSeq };
  }

  /** Those of `ids` that are final, of any owner. */
  async finalOnes(
    ids: readonly string[],
  ): Promise<Pick<Submission, 'id' | 'status' | 'verdict' | 'eventSeq'>[]> {
    return this.rows.find({
      where: { id: In(ids), status: In(['finished', 'cancelled']) },
      select: { id: true, status: true, verdict: true, eventSeq: true },
    });
  }

  /** @throws DomainError('submission_not_found') unless the caller may read it */
  async requireReadable(caller: Caller, id: string): Promise<void> {
    const select = { id: true, ownerId: true, isPublic: true };
    const row = await this.rows.findOne({ where: { id }, select });
    if (!row || !mayRead(caller, row)) throw notFound(id);
  }

  /** @throws DomainError('submission_not_found') unless the caller made it, or sees everything */
  async requireOwn(caller: Caller, id: string): Promise<Pick<Submission, 'ownerId' | 'status'>> {
    const select = { id: true, ownerId: true, status: true };
    const row = await this.rows.findOne({ where: { id }, select });
    if (!row || (row.ownerId !== caller.ownerId && !seesEverything(caller))) throw notFound(id);
    return row;
  }

  /** A row as the caller sees it. */
  async viewOf(caller: Caller, row: Submission): Promise<SubmissionView> {
    return toView(row, row.ownerId === caller.ownerId, await this.positions.of(row));
  }

  /** The row. @throws DomainError('submission_not_found') unless the caller may read it */
  async find(caller: Caller, id: string): Promise<Submission> {
    const small = await this.findSmall(caller, id);
    if (small) return small;
    await this.requireReadable(caller, id);
    const large = await this.large.run(caller.addressKey, () => this.rows.findOneBy({ id }));
    if (!large) throw notFound(id);
    return large;
  }

  /** The row, when it is no large one and the caller may read it. */
  private async findSmall(caller: Caller, id: string): Promise<Submission | null> {
    const small = await this.rows.findOneBy({ id, storedBytes: LessThanOrEqual(LARGE_BYTES) });
    return small && mayRead(caller, small) ? small : null;
  }

  private async viewAndKeep(caller: Caller, row: Submission): Promise<SubmissionView> {
    const view = await this.viewOf(caller, row);
    if (isFinal(view) && row.ownerId === caller.ownerId) await this.finished.put(caller, view);
    return view;
  }
}

function notFound(id: string): DomainError {
  return new DomainError('submission_not_found', { detail: `You have no submission ${id}.` });
}
