import type { Config } from '@app/config';
import { Submission } from '@app/database';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import type { Caller } from '../../accounts/access/caller.js';
import { LanguageDirectory } from '../../features/languages/language-directory.js';
import { CONFIG } from '../../platform/environment/tokens.js';
import { send } from '../../platform/outgoing/send.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import { FacadeJobs, isFinalRow } from '../common/facade-jobs.js';
import { Judge0Error } from './judge0-error.js';
import { DEFAULT_FIELDS, shownSubmission } from './shown-submission.js';
import { SETTINGS } from './settings.js';
import { type FieldTexts, type Judge0Request, readSubmission } from './submission.dto.js';
import { toSubmission } from './to-submission.js';
import { idOf } from './tokens.js';

/** As long as master of Judge0 waits; the longest job is 20 runs of 20 s. */
const MAX_WAIT_MS = 600_000;

export interface Page {
  rows: Submission[];
  totalCount: number;
}

/** Submissions of Judge0's clients: ours, in their words. */
@Injectable()
export class Judge0Submissions {
  private readonly logger = new Logger('Judge0');

  constructor(
    private readonly jobs: FacadeJobs,
    private readonly languages: LanguageDirectory,
    @InjectRepository(Submission) private readonly rows: Repository<Submission>,
    @Inject(CONFIG) private readonly config: Pick<Config, 'webhookPrivateAddresses'>,
  ) {}

  /** @returns the id of the submission, or what is wrong with the fields */
  async create(
    caller: Caller,
    fields: Record<string, unknown>,
    inBase64: boolean,
  ): Promise<{ kind: 'created'; id: string } | { kind: 'wrong'; texts: FieldTexts }> {
    const here = await this.languages.list();
    const read = readSubmission(fields, inBase64, here);
    if (read.kind === 'wrong') return read;
    const { request, asked } = await toSubmission(read.asked, here);
    const id = await this.jobs.submit(caller, request, asked);
    if (asked.callback_url) void this.callBack(caller, id, asked);
    return { kind: 'created', id };
  }

  /** The row when it is final. */
  wait(caller: Caller, id: string, gone: AbortSignal): Promise<Submission> {
    return this.jobs.waitFor(caller, id, MAX_WAIT_MS, gone);
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
    return { rows, totalCount };
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

  /** PUTs the result where the client wants it, as our webhooks go: not to private addresses unless that is allowed. */
  private async callBack(caller: Caller, id: string, { callback_url: url }: Judge0Request): Promise<void> {
    try {
      const row = await this.jobs.waitFor(caller, id, MAX_WAIT_MS);
      if (!isFinalRow(row)) return;
      const body = JSON.stringify(shownSubmission(row, DEFAULT_FIELDS, true));
      const headers = { 'content-type': 'application/json' };
      const options = { method: 'PUT', timeoutMs: SETTINGS.callbacks_timeout * 1000 } as const;
      for (let attempt = 0; attempt < SETTINGS.callbacks_max_tries; attempt += 1) {
        const outcome = await send(url!, headers, body, this.config.webhookPrivateAddresses, options);
        if (outcome.kind !== 'failed') return;
      }
    } catch (error) {
      this.logger.warn(`the callback of ${id} was not made: ${String(error)}`);
    }
  }
}

export function isJudge0({ facade }: Submission): boolean {
  return (facade as { facade?: unknown } | null)?.facade === 'judge0';
}
