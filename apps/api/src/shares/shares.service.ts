import { Share } from '@app/entities';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { parseClex } from '../clex/parse-clex.js';
import { LanguageDirectory } from '../languages/language-directory.js';
import { resolveLanguage } from '../languages/origin-languages.js';
import { DomainError } from '../problem/domain-error.js';
import type { CreateShareDto } from './create-share.dto.js';

@Injectable()
export class SharesService {
  constructor(
    @InjectRepository(Share) private readonly rows: Repository<Share>,
    private readonly languages: LanguageDirectory,
  ) {}

  /** @throws DomainError when the language is unknown or the clex text is wrong: such a link could never be used */
  async create({ code, language, clex }: CreateShareDto): Promise<string> {
    resolveLanguage(await this.languages.list(), language, 'language');
    parseClex(clex, 'clex');
    const id = uuidv7();
    await this.rows.insert({ id, content: { code, language, clex }, createdAt: new Date() });
    return id;
  }

  /** @throws DomainError('share_not_found') */
  async get(id: string): Promise<Share['content']> {
    const row = await this.rows.findOneBy({ id });
    if (!row) throw new DomainError('share_not_found', { detail: `There is no share ${id}.` });
    return row.content;
  }
}
