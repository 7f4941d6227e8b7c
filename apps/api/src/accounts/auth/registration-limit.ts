import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DomainError } from '../../platform/problem/domain-error.js';

/**
 * Limits are per account, so one person with many accounts has many times as much. A classroom takes a few
 * hours.
 */
const PER_HOUR = 10;
const HOUR_S = 3_600;

/** How many accounts visitors from one address may make themselves. In the database, for all replicas. */
@Injectable()
export class RegistrationLimit {
  constructor(private readonly database: DataSource) {}

  /** Call before an account is made. @throws DomainError('too_many_requests') */
  async count(addressKey: string): Promise<void> {
    // An hour begins with its first registration; `locked_until` is its end.
    const [row] = await this.database.query<[{ failures: number; leftS: number }]>(
      `INSERT INTO "login_failure" AS f ("key", "failures", "locked_until", "last_at")
       VALUES ($1, 1, now() + $2 * interval '1 second', now())
       ON CONFLICT ("key") DO UPDATE SET
         "failures" = CASE WHEN f."locked_until" <= now() THEN 1 ELSE f."failures" + 1 END,
         "locked_until" = CASE WHEN f."locked_until" <= now() THEN excluded."locked_until" ELSE f."locked_until" END,
         "last_at" = now()
       RETURNING "failures", EXTRACT(EPOCH FROM "locked_until" - now())::float AS "leftS"`,
      [`registration:${addressKey}`, HOUR_S],
    );
    if (row.failures <= PER_HOUR) return;
    const retryAfterS = Math.max(1, Math.ceil(row.leftS));
    throw new DomainError('too_many_requests', {
      detail: `At most ${PER_HOUR} accounts can be made from your address in an hour; go on in ${retryAfterS} seconds.`,
      headers: { 'retry-after': String(retryAfterS) },
    });
  }
}
