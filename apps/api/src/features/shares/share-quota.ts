import type { Config } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { lockPayers, type Payers, USERS_PER_ADDRESS } from '../scheduling/payers.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import { CONFIG } from '../../platform/environment/tokens.js';

const MEGABYTE = 1_000_000;
/** Room comes back when a share has expired, which is looked for once a day. */
const FULL_RETRY_AFTER_S = 86_400;

interface Stored {
  lately: number;
  bytes: number;
  /** Seconds until the oldest of those of the last hour is none of them any more. */
  leftS: number | null;
}

/**
 * How much one user, and all who come from one address together, may share in an hour and keep. In the
 * database, for all replicas.
 */
@Injectable()
export class ShareQuota {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'usage'>) {}

  /**
   * Whether there is room for one more share; holds until the end of the transaction.
   * @param bytes what it counts as
   * @throws DomainError('too_many_shares')
   */
  async take(manager: EntityManager, payers: Payers, bytes: number): Promise<void> {
    await lockPayers(manager, payers);
    this.refuse(await storedOf(manager, 'usage_key', payers.usageKey), bytes, 1, 'You have');
    const ofAddress = await storedOf(manager, 'address_key', payers.addressKey);
    this.refuse(ofAddress, bytes, USERS_PER_ADDRESS, 'Your address has');
  }

  private refuse(stored: Stored, bytes: number, users: number, who: string): void {
    const perHour = this.config.usage.sharesPerHour * users;
    if (stored.lately >= perHour) {
      const retryAfterS = Math.max(1, Math.ceil(stored.leftS ?? 1));
      throw tooManyShares(
        `${who} shared ${perHour} programs within the last hour, as many as may be; go on in ${retryAfterS} seconds.`,
        retryAfterS,
      );
    }
    const megabytes = this.config.usage.sharedMegabytes * users;
    if (stored.bytes + bytes > megabytes * MEGABYTE)
      throw tooManyShares(
        `${who} shared as much as may be kept, ${megabytes} megabytes: remove what is not needed any more. What nobody opens for a year goes by itself.`,
        FULL_RETRY_AFTER_S,
      );
  }
}

async function storedOf(
  manager: EntityManager,
  column: 'usage_key' | 'address_key',
  key: string,
): Promise<Stored> {
  const [row] = await manager.query<[Stored]>(
    `SELECT count(*) FILTER (WHERE ${LATELY})::int AS "lately", COALESCE(sum("bytes"), 0)::float AS "bytes",
       EXTRACT(EPOCH FROM min("created_at") FILTER (WHERE ${LATELY}) + interval '1 hour' - now())::float AS "leftS"
     FROM "share" WHERE "${column}" = $1`,
    [key],
  );
  return row;
}

const LATELY = `"created_at" > now() - interval '1 hour'`;

function tooManyShares(detail: string, retryAfterS: number): DomainError {
  return new DomainError('too_many_shares', { detail, headers: { 'retry-after': String(retryAfterS) } });
}
