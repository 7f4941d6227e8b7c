import type { BlobStore } from '@app/blobs';
import type { Config } from '@app/config';
import { Submission } from '@app/database';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import type { Caller } from '../../accounts/access/caller.js';
import { LanguageDirectory } from '../../features/languages/language-directory.js';
import { WebhookForms } from '../../features/webhooks/webhook-forms.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import type { Taken } from '../../features/submissions/create/new-submissions.js';
import { BLOBS, CONFIG } from '../../platform/environment/tokens.js';
import { FacadeJobs } from '../common/facade-jobs.js';
import { filesOf, withWholeTexts } from '../common/whole-texts.js';
import { Judge0Error } from './judge0-error.js';
import { DEFAULT_FIELDS, type FieldName, shownSubmission } from './shown-submission.js';
import { SETTINGS } from './settings.js';
import { type FieldTexts, readSubmission } from './submission.dto.js';
import { SCRIPT, toSubmission } from './to-submission.js';
import { idOf } from './tokens.js';
import { zipped } from './zipped.js';

/** As long as master of Judge0 waits; the longest job is 20 runs of 20 s. */
const MAX_WAIT_MS = 600_000;

/** Of the long texts of one page. */
const MAX_PAGE_BYTES = 32 * 1024 * 1024;

/** Tried again at once, and only where no answer came. */
const CALLBACKS = {
  method: 'PUT',
  timeoutMs: SETTINGS.callbacks_timeout * 1000,
  retryDelaysMs: Array.from({ length: SETTINGS.callbacks_max_tries - 1 }, () => 0),
} as const;

/** The id of a submission, or what is wrong with its fields. */
export type Created = { kind: 'created'; id: string; taken: Taken } | { kind: 'wrong'; texts: FieldTexts };

export interface Page {
  rows: Submission[];
  totalCount: number;
}

/** Submissions of Judge0's clients: ours, in their words. */
@Injectable()
export class Judge0Submissions {
  constructor(
    private readonly jobs: FacadeJobs,
    private readonly languages: LanguageDirectory,
    @InjectRepository(Submission) private readonly rows: Repository<Submission>,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'webhookPrivateAddresses'>,
    webhooks: WebhookForms,
  ) {
    webhooks.register('judge0', {
      ...CALLBACKS,
      bodyOf: async (row) => {
        const [whole] = await withWholeTexts([row], blobs);
        return JSON.stringify(shownSubmission(whole!, DEFAULT_FIELDS, true));
      },
    });
  }

  /** All of a batch, or none: the queue has room for the valid ones, or the batch is refused. */
  async createAll(
    caller: Caller,
    batch: readonly Record<string, unknown>[],
    inBase64: boolean,
  ): Promise<Created[]> {
    const all: Created[] = [];
    try {
      for (const fields of batch) all.push(await this.create(caller, fields, inBase64));
    } catch (error) {
      const created = all.flatMap((one) => (one.kind === 'created' ? [one.id] : []));
      await Promise.allSettled(created.map((id) => this.jobs.cancel(caller, id)));
      throw error;
    }
    return all;
  }

  /**
   * @param keepsFiles whether the client asks for the files that its program leaves
   * @returns the id of the submission, or what is wrong with the fields
   */
  async create(
    caller: Caller,
    fields: Record<string, unknown>,
    inBase64: boolean,
    { keepsFiles = false } = {},
  ): Promise<Created> {
    const here = await this.languages.list();
    const callsPrivate = this.config.webhookPrivateAddresses;
    const read = readSubmission(fields, { inBase64, callsPrivate }, here);
    if (read.kind === 'wrong') return read;
    const { request, asked } = await toSubmission(read.asked, here);
    const whole = keepsFiles ? { ...request, outputFiles: ['**'] } : request;
    const taken = await this.jobs.submit(caller, whole, asked, asked.callback_url || null);
    return { kind: 'created', id: taken.answer.id, taken };
  }

  /** The row when it is final. */
  wait(caller: Caller, taken: Taken, gone: AbortSignal): Promise<Submission> {
    return this.jobs.waitFor(caller, taken, MAX_WAIT_MS, gone);
  }

  /** @throws Judge0Error(404) for a token that is none, or another's */
  async find(caller: Caller, token: string): Promise<Submission> {
    const row = await this.findOrNull(caller, token);
    if (row) return row;
    throw new Judge0Error(404, { status: 404, error: 'Not Found' });
  }

  async findOrNull(caller: Caller, token: string): Promise<Submission | null> {
    const id = idOf(token.trim());
    if (id === null) return null;
    try {
      const row = await this.jobs.find(caller, id);
      return isJudge0(row) ? row : null;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'submission_not_found') return null;
      throw error;
    }
  }

  /** What those of the rows left in their folders that were asked for it, zipped, by the ids of the rows. */
  async filesystems(
    rows: readonly (Submission | null)[],
    fields: readonly FieldName[],
  ): Promise<ReadonlyMap<string, Buffer>> {
    const found = new Map<string, Buffer>();
    if (!fields.includes('post_execution_filesystem')) return found;
    for (const row of rows) {
      const files = row && (await filesOf(row, this.blobs));
      if (files) found.set(row.id, await zipped(files.filter(({ path }) => path !== SCRIPT)));
    }
    return found;
  }

  /** Everybody's, newest first. */
  async page(page: number, perPage: number): Promise<Page> {
    const where = `"facade"->>'facade' = 'judge0'`;
    const query = () => this.rows.createQueryBuilder('submission').where(where);
    const totalCount = await query().getCount();
    const rows = await query()
      .orderBy('submission.id', 'DESC')
      .skip((page - 1) * perPage)
      .take(perPage)
      .getMany();
    return { rows: await withWholeTexts(rows, this.blobs, MAX_PAGE_BYTES), totalCount };
  }

  /** What the database takes on its disk. */
  async databaseBytes(): Promise<number> {
    const [row] = await this.rows.query<{ bytes: string }[]>(
      'SELECT pg_database_size(current_database()) AS "bytes"',
    );
    return Number(row!.bytes);
  }

  /** How many there were of each language and status, and of each day. */
  async counts(): Promise<
    { languageId: number; status: string; verdict: string | null; day: string; count: number }[]
  > {
    return this.rows.query(
      `SELECT ("facade"->>'language_id')::integer AS "languageId", "status", "verdict",
         to_char("created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS "day", count(*)::integer AS "count"
       FROM "submission" WHERE "facade"->>'facade' = 'judge0' GROUP BY 1, 2, 3, 4`,
    );
  }
}

function isJudge0({ facade }: Submission): boolean {
  return (facade as { facade?: unknown } | null)?.facade === 'judge0';
}
