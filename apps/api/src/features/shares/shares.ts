import { Share } from '@app/database';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Caller, seesEverything } from '../../accounts/access/caller.js';
import { ClexTexts } from '../clex/clex-texts.js';
import { LanguageDirectory } from '../languages/language-directory.js';
import { resolveLanguage } from '../languages/origin-languages.js';
import { StorageWatch } from '../../platform/environment/storage-watch.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import type { CreateShareDto } from './create-share.dto.js';
import { ShareExpiry } from './share-expiry.js';
import { ShareQuota } from './share-quota.js';

/** What a row takes besides its texts. */
const ROW_BYTES = 1_000;

@Injectable()
export class Shares {
  constructor(
    @InjectRepository(Share) private readonly rows: Repository<Share>,
    private readonly languages: LanguageDirectory,
    private readonly texts: ClexTexts,
    private readonly quota: ShareQuota,
    private readonly storage: StorageWatch,
    private readonly expiry: ShareExpiry,
  ) {}

  /**
   * @throws DomainError when the language is unknown or the clex text is wrong: such a link could never be used;
   * DomainError('too_many_shares') when the caller has too many
   */
  async create({ usageKey, addressKey }: Caller, { code, language, clex }: CreateShareDto): Promise<string> {
    resolveLanguage(await this.languages.list(), language, 'language');
    await this.texts.check(clex, 'clex', addressKey);
    this.storage.requireRoom();
    const id = uuidv7();
    const content = { code, language, clex };
    const bytes = ROW_BYTES + Object.values(content).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    await this.rows.manager.transaction(async (manager) => {
      await this.quota.take(manager, { usageKey, addressKey }, bytes);
      const now = new Date();
      await manager.insert(Share, { id, content, usageKey, addressKey, bytes, createdAt: now, usedAt: now });
    });
    return id;
  }

  /** @throws DomainError('share_not_found') */
  async get(id: string): Promise<Share['content']> {
    const row = await this.rows.findOneBy({ id });
    if (!row) throw shareNotFound(id);
    await this.expiry.noteUse(row);
    return row.content;
  }
  /**
   * Removes a share of the caller; an admin may remove any. A caller without a login may not: a whole
   * classroom shares its address.
   * @throws DomainError('share_not_found' | 'forbidden')
   */
  async remove(id: string, caller: Caller): Promise<void> {
    const row = await this.rows.findOneBy({ id });
    if (!row) throw shareNotFound(id);
    const isOwn = !caller.isAnonymous && row.usageKey === caller.usageKey;
    if (!isOwn && !seesEverything(caller))
      throw new DomainError('forbidden', {
        detail: 'Only who shared it, logged in, and admins may do this.',
      });
    await this.rows.delete(id);
  }
}

function shareNotFound(id: string): DomainError {
  return new DomainError('share_not_found', { detail: `There is no share ${id}.` });
}
