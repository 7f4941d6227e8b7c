import { type CachedResult, ResultCache } from '@app/results';
import { inTrace, metrics, recordRoot } from '@app/telemetry';
import type { Config } from '@app/config';
import type { AcceptedSubmission, LanguageView, SuiteOfJob } from '@app/contracts';
import type { Submission } from '@app/database';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Caller, roleOf } from '../../../accounts/access/caller.js';
import { StorageWatch } from '../../../platform/environment/storage-watch.js';
import { CONFIG } from '../../../platform/environment/tokens.js';
import { checkCallbackUrl } from '../../../platform/outgoing/callback-url.js';
import { invalidField } from '../../../platform/problem/domain-error.js';
import { findLanguage, LanguageDirectory } from '../../languages/language-directory.js';
import { SuitesOfJobs } from '../../suite-store/suites-of-jobs.js';
import { Scheduling } from '../../scheduling/scheduling.js';
import { ExpectedCallbacks } from '../expected-callbacks.js';
import { SubmissionWaiters } from '../live/submission-waiters.js';
import { toAccepted } from '../read/submission-view.js';
import { splitOptions } from './callback.js';
import { limitsOf, withDefaultsOf } from './dto/execution-limits.js';
import type { CreateSubmissionDto } from './kinds/index.js';
import { type CreateOptions, finishedRow, newRow } from './new-row.js';
import { languagesOf, programsOf } from './programs-of.js';
import { requestHash } from './request-hash.js';
import { EVERYBODY, resultKeysOf } from './result-key.js';
import { StoredQuota } from './stored-quota.js';
import { SubmissionRows } from './submission-rows.js';
import { withDigests } from './text-digests.js';

/** A submission that was taken. */
export interface Taken {
  answer: AcceptedSubmission;
  /** As it was stored; null: the same request came before, and made it. */
  row: Submission | null;
}

/** Takes submissions. Rows hold the truth; the queue only says that there is something to do. */
@Injectable()
export class NewSubmissions {
  constructor(
    private readonly rows: SubmissionRows,
    private readonly scheduling: Scheduling,
    private readonly quota: StoredQuota,
    private readonly storage: StorageWatch,
    private readonly languages: LanguageDirectory,
    private readonly results: ResultCache,
    private readonly suites: SuitesOfJobs,
    private readonly waiters: SubmissionWaiters,
    private readonly callbacks: ExpectedCallbacks,
    @Inject(CONFIG)
    private readonly config: Pick<Config, 'failpoints' | 'production' | 'webhookPrivateAddresses'>,
  ) {}

  /**
   * Stores a checked request, with the defaults of the caller's role, and hands it to the queue; work whose
   * result is known is final at once.
   * @throws DomainError('idempotency_key_reused') when the caller used this key for another request,
   * DomainError('queue_full') when too many submissions wait, DomainError('too_many_jobs') when too many of
   * the caller do
   */
  async create(
    caller: Caller,
    body: CreateSubmissionDto,
    options: CreateOptions,
  ): Promise<AcceptedSubmission> {
    return (await this.take(caller, body, options)).answer;
  }

  /** As `create`, for callers that answer with the end of the submission. */
  async take(caller: Caller, body: CreateSubmissionDto, options: CreateOptions): Promise<Taken> {
    const askedAt = new Date();
    const limits = withDefaultsOf(limitsOf(roleOf(caller), this.config.production), body.limits);
    if (limits) body.limits = limits;
    const { callback } = splitOptions(body);
    if (callback) checkCallbackUrl(callback.url, this.config.webhookPrivateAddresses);
    const ofFacade = options.callbackUrl ? { url: options.callbackUrl, secret: null } : null;
    const row = await this.rowFor(caller, body, options);
    const stored = await inTrace(row.id, 'insert', {}, () => this.rows.put(row, callback ?? ofFacade));
    if (stored.kind === 'earlier') {
      if (row.status === 'queued') this.quota.giveBack(row.ownerId, row.storedBytes);
      return { answer: stored.answer, row: null };
    }
    if (callback ?? ofFacade) this.callbacks.expect(row.id);
    this.config.failpoints.hit('after_insert');
    if (row.status !== 'queued') this.waiters.noteEnd(row.id);
    else if (!row.live)
      await inTrace(row.id, 'publish', {}, () => this.scheduling.begin(row, stored.mayGo, stored.asOf));
    recordRoot(row.id, 'submission', askedAt, { 'cpast.kind': body.kind });
    return { answer: toAccepted(row), row };
  }

  private async rowFor(
    caller: Caller,
    body: CreateSubmissionDto,
    options: CreateOptions,
  ): Promise<Submission> {
    const { request: asked, name, isPublic, reuse } = splitOptions(body);
    const request = await this.withSuite(caller, asked, options.suite);
    const names = programsOf(request).map(([, { language }]) => language);
    const ofSuite = (request as { suite?: SuiteOfJob }).suite?.languages ?? [];
    const known = await this.languages.knowing([...names, ...ofSuite]);
    const languages = withLanguagesOfSuite(languagesOf(request, known), ofSuite, known);
    const digests = new Map<string, object>();
    const brief = await withDigests(request, digests);
    const keys = resultKeysOf([caller.ownerId, EVERYBODY], brief, languages, this.languages);
    const [own = null, shared = null] = keys;
    const resultKey = isPublic ? shared : own;
    const row = newRow(uuidv7(), caller, request, options, {
      name,
      languages: languages.map(({ id }) => id),
      resultKey: options.live ? null : resultKey,
      requestHash: requestHash(await withDigests(body, digests)),
      isPublic,
    });
    const earlier = (reuse || options.reuse) && !row.live ? await this.knownResult(keys) : null;
    if (earlier) return finishedRow(row, earlier);
    await this.requireRoom(row).catch(async (error: unknown) => {
      // A request that comes again gets its first answer, however much is waiting by now.
      if (!(await this.rows.knowsKeyOf(row))) throw error;
      this.quota.count(row.ownerId, row.storedBytes);
    });
    return row;
  }

  /** @throws DomainError('storage_full' | 'queue_full' | 'quota_exceeded') */
  private async requireRoom(row: Submission): Promise<void> {
    this.storage.requireRoom();
    await this.scheduling.requireRoom();
    await this.quota.take(row.ownerId, row.storedBytes);
  }

  /** The request with what its job has to know of the suite that it names. */
  private async withSuite(
    caller: Caller,
    request: CreateSubmissionDto,
    more: CreateOptions['suite'],
  ): Promise<CreateSubmissionDto> {
    if (!('suiteId' in request) || request.suiteId === undefined) return request;
    // A validator reads the inputs of any suite.
    const kind = more?.validates ? undefined : request.kind;
    const suite = { ...(await this.suites.find(caller, request.suiteId, kind)), ...more };
    return { ...request, suite } as unknown as CreateSubmissionDto;
  }

  /** What the caller's own earlier run of this work came to, or a public one of any caller. */
  private async knownResult(keys: readonly (string | null)[]): Promise<CachedResult | null> {
    for (const key of keys) {
      const known = key === null ? null : await this.results.find(key);
      if (!known) continue;
      metrics.results.inc({ found: 'yes' });
      return known;
    }
    metrics.results.inc({ found: 'no' });
    return null;
  }
}

/** @throws DomainError when no worker has a language that a program of the suite needs */
function withLanguagesOfSuite(
  languages: readonly LanguageView[],
  ofSuite: readonly string[],
  known: readonly LanguageView[],
): LanguageView[] {
  const all = new Map(languages.map((view) => [view.id, view]));
  for (const language of ofSuite) {
    const view = findLanguage(known, language);
    if (!view) throw invalidField('suiteId', `no worker has ${language}, which programs of this suite need`);
    all.set(view.id, view);
  }
  return [...all.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
