import { type CachedResult, ResultCache } from '@app/results';
import type { Config } from '@app/config';
import type { AcceptedSubmission, SubmissionView } from '@app/contracts';
import { Submission } from '@app/database';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type FindOptionsWhere, In, LessThan, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Caller, mayRead, roleOf, seesEverything } from '../../accounts/access/caller.js';
import { LanguageDirectory } from '../languages/language-directory.js';
import { limitsOf, withDefaultsOf } from './create/execution-limits.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import { CONFIG } from '../../platform/environment/tokens.js';
import { checkCallbackUrl } from '../../platform/outgoing/callback-url.js';
import { Backlog } from '../scheduling/backlog.js';
import { splitOptions } from './create/callback.js';
import { Cancellation } from './cancel/cancellation.js';
import { decodeCursor, encodeCursor } from './read/cursor.js';
import { Dispatcher } from '../scheduling/dispatcher.js';
import type { CreateSubmissionDto } from './create/dto/create-submission.dto.js';
import type { ListSubmissionsQueryDto } from './read/submission-query.dto.js';
import { FinishedSubmissions } from './read/finished-submissions.js';
import { type CreateOptions, finishedRow, newRow } from './create/new-row.js';
import { languagesOf, programsOf } from './create/programs-of.js';
import { requestHash } from './create/request-hash.js';
import { EVERYBODY, resultKeyOf } from './create/result-key.js';
import { SubmissionStore } from './create/submission-rows.js';
import { isFinal, type SubmissionSummary, toAccepted, toSummary, toView } from './read/submission-view.js';

const DEFAULT_PAGE_SIZE = 20;

export interface SubmissionPage {
  items: SubmissionSummary[];
  /** null: this is the last page. */
  nextCursor: string | null;
}

/** What callers can do with submissions. Rows hold the truth; the queue only says that there is something to do. */
@Injectable()
export class SubmissionsService {
  constructor(
    @InjectRepository(Submission) private readonly rows: Repository<Submission>,
    private readonly store: SubmissionStore,
    private readonly dispatcher: Dispatcher,
    private readonly cancellation: Cancellation,
    private readonly finished: FinishedSubmissions,
    private readonly languages: LanguageDirectory,
    private readonly backlog: Backlog,
    private readonly results: ResultCache,
    @Inject(CONFIG)
    private readonly config: Pick<Config, 'failpoints' | 'production' | 'webhookPrivateAddresses'>,
  ) {}

  /**
   * Stores a checked request, with the defaults of the caller's role, and hands it to the queue; work whose result is known is
   * final at once.
   * @throws DomainError('idempotency_key_reused') when the caller used this key for another request,
   * DomainError('queue_full') when too many submissions wait, DomainError('too_many_jobs') when too many of the caller do
   */
  async create(
    caller: Caller,
    body: CreateSubmissionDto,
    options: CreateOptions,
  ): Promise<AcceptedSubmission> {
    const limits = withDefaultsOf(limitsOf(roleOf(caller), this.config.production), body.limits);
    if (limits) body.limits = limits;
    const { callback } = splitOptions(body);
    if (callback) await checkCallbackUrl(callback.url, this.config.webhookPrivateAddresses);
    const row = await this.rowFor(caller, body, options);
    const stored = await this.store.put(row, callback);
    if (stored.kind === 'earlier') return stored.answer;
    this.config.failpoints.hit('after_insert');
    if (row.status !== 'queued') return toAccepted(row);
    if (stored.mayGo) await this.dispatcher.publish(row);
    else await this.dispatcher.release(row.usageKey).catch(() => {}); // The sweep tries again.
    return toAccepted(row);
  }

  private async rowFor(
    caller: Caller,
    body: CreateSubmissionDto,
    options: CreateOptions,
  ): Promise<Submission> {
    const { request, isPublic } = splitOptions(body);
    const names = programsOf(request).map(([, { language }]) => language);
    const languages = languagesOf(request, await this.languages.knowing(names));
    const own = resultKeyOf(caller.ownerId, request, languages, this.languages);
    const shared = resultKeyOf(EVERYBODY, request, languages, this.languages);
    const resultKey = isPublic ? shared : own;
    const row = newRow(uuidv7(), caller, request, options, {
      languages: languages.map(({ id }) => id),
      resultKey,
      requestHash: requestHash(body),
      isPublic,
    });
    const known = options.fresh ? null : await this.knownResult([own, shared]);
    if (known) return finishedRow(row, known);
    // A request that comes again gets its first answer, however much is waiting by now.
    if (await this.store.knowsKeyOf(row)) return row;
    await this.backlog.admit();
    return row;
  }

  /** What the caller's own earlier run of this work came to, or anybody's public one. */
  private async knownResult(keys: readonly (string | null)[]): Promise<CachedResult | null> {
    for (const key of keys) {
      const known = key === null ? null : await this.results.find(key);
      if (known) return known;
    }
    return null;
  }

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

  /**
   * Ends a submission that is not final yet. One that is running keeps what it found.
   * @returns it as it is now, and whose it is: admins cancel those of others as well
   * @throws DomainError('submission_not_found' | 'already_final')
   */
  async cancel(caller: Caller, id: string): Promise<{ view: SubmissionView; ownerId: string }> {
    await this.requireOwn(caller, id);
    const isCancelled = await this.cancellation.cancel(id);
    const row = await this.find(caller, id);
    if (!isCancelled)
      throw new DomainError('already_final', {
        detail: `The submission is ${row.status}; nothing is left to cancel.`,
      });
    return { view: toView(row), ownerId: row.ownerId };
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

  private async find(caller: Caller, id: string): Promise<Submission> {
    const row = await this.rows.findOneBy({ id });
    if (!row || !mayRead(caller, row)) throw notFound(id);
    return row;
  }
}

function notFound(id: string): DomainError {
  return new DomainError('submission_not_found', { detail: `You have no submission ${id}.` });
}
