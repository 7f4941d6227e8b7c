import type { Config } from '@app/config';
import type { SubmissionView } from '@app/contracts';
import { Submission } from '@app/database';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type FindOptionsWhere, In, LessThan, type Repository } from 'typeorm';
import { type Caller, mayRead, seesEverything } from '../../../accounts/access/caller.js';
import { CONFIG } from '../../../platform/environment/tokens.js';
import { DomainError } from '../../../platform/problem/domain-error.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { FinishedSubmissions } from './finished-submissions.js';
import type { ListSubmissionsQueryDto } from './submission-query.dto.js';
import { isFinal, type SubmissionSummary, toSummary, toView } from './submission-view.js';

const DEFAULT_PAGE_SIZE = 20;

export interface SubmissionPage {
  items: SubmissionSummary[];
  /** null: this is the last page. */
  nextCursor: string | null;
}

/** What callers may know of submissions. */
@Injectable()
export class SubmissionReader {
  constructor(
    @InjectRepository(Submission) private readonly rows: Repository<Submission>,
    private readonly finished: FinishedSubmissions,
    @Inject(CONFIG) private readonly config: Pick<Config, 'production'>,
  ) {}

  /** @throws DomainError('submission_not_found') also when it is somebody else's */
  async get(caller: Caller, id: string): Promise<SubmissionView> {
    const cached = await this.finished.get(caller, id);
    if (cached) return cached;
    const row = await this.find(caller, id);
    const view = toView(row);
    if (isFinal(view) && row.ownerId === caller.ownerId) await this.finished.put(caller, view);
    return view;
  }

  /** What a subscriber starts from: the view, and the `seq` of the last event it includes. */
  async snapshot(caller: Caller, id: string): Promise<SubmissionView & { seq: number }> {
    const row = await this.find(caller, id);
    return { ...toView(row), seq: row.eventSeq };
  }

  /** Those of `ids` that are final, whoever they belong to. */
  async finalOnes(
    ids: readonly string[],
  ): Promise<Pick<Submission, 'id' | 'status' | 'verdict' | 'eventSeq'>[]> {
    return this.rows.find({
      where: { id: In(ids), status: In(['finished', 'cancelled']) },
      select: { id: true, status: true, verdict: true, eventSeq: true },
    });
  }

  /** The caller's own, newest first. */
  async list(caller: Caller, query: ListSubmissionsQueryDto): Promise<SubmissionPage> {
    const { limit = DEFAULT_PAGE_SIZE } = query;
    // What anonymous programs submit is everybody's who has its id; on the internet the ids are no list.
    if (caller.kind === 'anonymous' && this.config.production) return { items: [], nextCursor: null };
    const where: FindOptionsWhere<Submission> = { ownerId: caller.ownerId };
    if (query.kind) where.kind = query.kind;
    if (query.verdict) where.verdict = query.verdict;
    if (query.cursor !== undefined) where.id = LessThan(decodeCursor(query.cursor));
    const found = await this.rows.find({
      where,
      order: { id: 'DESC' },
      take: limit + 1,
      select: {
        id: true,
        kind: true,
        status: true,
        verdict: true,
        progressDone: true,
        progressTotal: true,
        createdAt: true,
        startedAt: true,
        finishedAt: true,
      },
    });
    const items = found.slice(0, limit).map(toSummary);
    const last = items.at(-1);
    return { items, nextCursor: found.length > items.length && last ? encodeCursor(last.id) : null };
  }

  /** @throws DomainError('submission_not_found') unless the caller may read it */
  async requireReadable(caller: Caller, id: string): Promise<void> {
    const select = { id: true, ownerId: true, isPublic: true };
    const row = await this.rows.findOne({ where: { id }, select });
    if (!row || !mayRead(caller, row)) throw notFound(id);
  }

  /** @throws DomainError('submission_not_found') unless the caller made it, or sees everything */
  async requireOwn(caller: Caller, id: string): Promise<void> {
    const row = await this.rows.findOne({ where: { id }, select: { id: true, ownerId: true } });
    if (!row || (row.ownerId !== caller.ownerId && !seesEverything(caller))) throw notFound(id);
  }

  /** The row. @throws DomainError('submission_not_found') unless the caller may read it */
  async find(caller: Caller, id: string): Promise<Submission> {
    const row = await this.rows.findOneBy({ id });
    if (!row || !mayRead(caller, row)) throw notFound(id);
    return row;
  }
}

function notFound(id: string): DomainError {
  return new DomainError('submission_not_found', { detail: `You have no submission ${id}.` });
}
