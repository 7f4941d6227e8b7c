import type { Config } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../platform/environment/tokens.js';
import { tooManyJobs } from './admission.js';
import { type Payers, USERS_PER_ADDRESS } from './payers.js';
import { usedMsOf } from './usage.js';

export type { Payers };

/** Shorter work is not worth a row. */
const LEAST_CHARGED_MS = 10;
const RETRY_AFTER_S = 60;

/** Work that the api itself does for a user counts as seconds of that user, like work of the workers. */
@Injectable()
export class DrawingSeconds {
  constructor(
    private readonly database: DataSource,
    @Inject(CONFIG) private readonly config: Pick<Config, 'usage'>,
  ) {}

  /** @throws DomainError('too_many_jobs') when the seconds of this hour are used up */
  async require({ usageKey, addressKey }: Payers): Promise<void> {
    const { cpuSecondsPerHour } = this.config.usage;
    if (cpuSecondsPerHour === null) return;
    const used = await usedMsOf(this.database, [usageKey, addressKey]);
    const allowedMs = cpuSecondsPerHour * 1_000;
    if (used[0]! < allowedMs && used[1]! < allowedMs * USERS_PER_ADDRESS) return;
    throw tooManyJobs('The seconds of this hour are used up, for drawing as for jobs.', RETRY_AFTER_S);
  }

  /** @param ms for which one core was kept */
  async charge({ usageKey, addressKey }: Payers, ms: number): Promise<void> {
    if (ms < LEAST_CHARGED_MS) return;
    // Always in this order: two who charge the same pair wait for each other, but not in a circle.
    const keys = [...new Set([usageKey, addressKey])].sort();
    await this.database.query(
      `INSERT INTO usage_minute (key, minute, used_ms)
       SELECT key, date_trunc('minute', now()), $2 FROM unnest($1::text[]) WITH ORDINALITY AS payer(key, place) ORDER BY place
       ON CONFLICT (key, minute) DO UPDATE SET used_ms = usage_minute.used_ms + excluded.used_ms`,
      [keys, Math.round(ms)],
    );
  }
}
