import type { Config } from '@app/config';
import { Submission } from '@app/database';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository, SelectQueryBuilder } from 'typeorm';
import type { Caller } from '../../../accounts/access/caller.js';
import { CONFIG } from '../../../platform/environment/tokens.js';
import { findLanguage, LanguageDirectory } from '../../languages/language-directory.js';
import { DomainError } from '../../../platform/problem/domain-error.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import type { ListSubmissionsQueryDto } from './submission-query.dto.js';
import { OUTLINE_COLUMNS, type SubmissionSummary, toSummary } from './submission-view.js';

const DEFAULT_PAGE_SIZE = 20;

export interface SubmissionPage {
  items: SubmissionSummary[];
  /** null: this is the last page. */
  nextCursor: string | null;
}

/** What callers have submitted, newest first. */
@Injectable()
export class SubmissionList {
  constructor(
    @InjectRepository(Submission) private readonly rows: Repository<Submission>,
    private readonly languages: LanguageDirectory,
    @Inject(CONFIG) private readonly config: Pick<Config, 'production'>,
  ) {}

  /** One page of the caller's own. */
  async page(caller: Caller, query: ListSubmissionsQueryDto): Promise<SubmissionPage> {
    const { limit = DEFAULT_PAGE_SIZE } = query;
    // All who have the id may read what anonymous programs submit; on the internet there is no list of ids.
    if (caller.kind === 'anonymous' && this.config.production) return { items: [], nextCursor: null };
    const found = await this.matching(caller.ownerId, await this.byIds(query))
      .orderBy('s.id', 'DESC')
      .take(limit + 1)
      .getMany();
    const items = found.slice(0, limit).map(toSummary);
    const last = items.at(-1);
    return { items, nextCursor: found.length > items.length && last ? encodeCursor(last.id) : null };
  }

  /** With the id of the language that is named; what no worker knows may still be the id of an old row. */
  private async byIds(query: ListSubmissionsQueryDto): Promise<ListSubmissionsQueryDto> {
    const { language } = query;
    if (language === undefined) return query;
    const known = await this.languages.knowing([language]).catch((error: unknown) => {
      if (error instanceof DomainError && error.code === 'no_worker') return [];
      throw error;
    });
    return { ...query, language: findLanguage(known, language)?.id ?? language };
  }

  private matching(ownerId: string, query: ListSubmissionsQueryDto): SelectQueryBuilder<Submission> {
    const columns = [...Object.keys(OUTLINE_COLUMNS), 'languages'].map((name) => `s.${name}`);
    const rows = this.rows.createQueryBuilder('s').select(columns).where('s.ownerId = :ownerId', { ownerId });
    const { kind, verdict, status, language, since, until, text, cursor } = query;
    if (kind) rows.andWhere('s.kind = :kind', { kind });
    if (verdict) rows.andWhere('s.verdict = :verdict', { verdict });
    if (status) rows.andWhere('s.status = :status', { status });
    if (language !== undefined) rows.andWhere(':language = ANY(s.languages)', { language });
    if (since !== undefined) rows.andWhere('s.createdAt >= :since', { since });
    if (until !== undefined) rows.andWhere('s.createdAt <= :until', { until });
    if (text !== undefined)
      rows.andWhere('(s.name ILIKE :named OR s.request::text ILIKE :written)', {
        named: containing(text),
        // As it stands in JSON.
        written: containing(JSON.stringify(text).slice(1, -1)),
      });
    if (cursor !== undefined) rows.andWhere('s.id < :before', { before: decodeCursor(cursor) });
    return rows;
  }
}

/** A pattern of LIKE for what has `text` in it. */
function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
}
