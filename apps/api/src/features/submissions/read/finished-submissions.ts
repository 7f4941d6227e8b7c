import type { Cache } from '@app/results';
import { jsonBytes } from '@app/database';
import type { SubmissionView } from '@app/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../../accounts/access/caller.js';
import { CACHE } from '../../../platform/environment/tokens.js';

const TTL_MS = 10 * 60_000;
/** A larger view costs more to keep than to read again. */
const MAX_CHARACTERS = 256 * 1024;

/**
 * Cached answers about submissions that are final: only their owner changes them then. The key holds the
 * owner, so that no caller finds another's.
 */
@Injectable()
export class FinishedSubmissions {
  constructor(@Inject(CACHE) private readonly cache: Cache) {}

  async get(caller: Caller, id: string): Promise<SubmissionView | undefined> {
    const text = await this.cache.get<string>(keyOf(caller, id));
    return text === undefined ? undefined : (JSON.parse(text) as SubmissionView);
  }

  async put(caller: Caller, view: SubmissionView): Promise<void> {
    // One that an operator may have done again.
    if (view.verdict === 'internal_error') return;
    if (jsonBytes(view) > MAX_CHARACTERS) return;
    const text = JSON.stringify(view);
    if (text.length <= MAX_CHARACTERS) await this.cache.set(keyOf(caller, view.id), text, TTL_MS);
  }

  /** It has changed, or is gone. */
  async forget({ ownerId, id }: { ownerId: string; id: string }): Promise<void> {
    await this.cache.delete(keyOf({ ownerId }, id));
  }
}

function keyOf({ ownerId }: Pick<Caller, 'ownerId'>, id: string): string {
  return `submission:${ownerId}:${id}`;
}
