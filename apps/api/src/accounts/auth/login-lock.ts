import { AttemptCount } from '@app/database';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, type Repository } from 'typeorm';
import { DomainError } from '../../platform/problem/domain-error.js';

/** Failures in a row that cost nothing; an address may be that of a whole school. */
const FREE = { account: 5, address: 20 } as const;
/** After those the lock doubles with every failure, up to this. */
const FIRST_LOCK_S = 1;
const MAX_LOCK_S = 900;
const FORGET_AFTER_S = 24 * 3_600;

/** When the lock of a free key ended: a time of now would lock out a request of the same millisecond. */
const FREE_SINCE = `'epoch'::timestamptz`;

/**
 * Slows down guessing: each attempt is counted before its password is looked at, so that a thousand at the
 * same time are a thousand failures. In the database, for all replicas, and whether or not the account
 * exists.
 */
@Injectable()
export class LoginLock {
  constructor(@InjectRepository(AttemptCount) private readonly rows: Repository<AttemptCount>) {}

  /**
   * Call before the password of a login is looked at. @throws DomainError('too_many_logins') while the
   * account or the address is locked; the right password does not help then
   */
  async begin(username: string, address: string): Promise<void> {
    // A locked address counts against no account: it cannot keep a user's account locked by going on.
    refuse(
      (await this.count(`address:${address}`, FREE.address)) ||
        (await this.count(`account:${username}`, FREE.account)),
    );
  }

  /** The password was right: the account starts anew, and for the address this attempt did not happen. */
  async succeeded(username: string, address: string): Promise<void> {
    await this.forget(`account:${username}`);
    await this.rows.query(
      `UPDATE "login_failure" SET "failures" = GREATEST("failures" - 1, 0), "locked_until" = ${FREE_SINCE} WHERE "key" = $1`,
      [`address:${address}`],
    );
  }

  /**
   * Call before looking at the password that a user gives again to choose another one. Counted apart from
   * logins: an attacker who knows only the name cannot keep its user from changing the password.
   * @throws DomainError('too_many_logins')
   */
  async beginChange(userId: string): Promise<void> {
    refuse(await this.count(`change:${userId}`, FREE.account));
  }

  /** The password was right. */
  async changed(userId: string): Promise<void> {
    await this.forget(`change:${userId}`);
  }

  private async forget(key: string): Promise<void> {
    await this.rows.delete({ key });
    // Counts that have expired: made-up names would fill the table.
    await this.rows.delete({ lastAt: LessThan(new Date(Date.now() - FORGET_AFTER_S * 1000)) });
  }

  /** Counts one attempt, unless the key is locked. @returns seconds for which it is locked, 0: go on */
  private async count(key: string, free: number): Promise<number> {
    // The clock as it is, not as it was when the statement began: it may have waited for another one.
    const counted = (await this.rows.query(
      `INSERT INTO "login_failure" AS f ("key", "failures", "locked_until", "last_at")
       VALUES ($1, 1, ${FREE_SINCE}, clock_timestamp())
       ON CONFLICT ("key") DO UPDATE SET
         "failures" = CASE WHEN f."last_at" < now() - $2 * interval '1 second' THEN 1 ELSE f."failures" + 1 END,
         "locked_until" = CASE
           WHEN f."last_at" < now() - $2 * interval '1 second' OR f."failures" + 1 < $3 THEN ${FREE_SINCE}
           ELSE clock_timestamp() + LEAST($5, $4 * power(2, LEAST(f."failures" + 1 - $3, 20))) * interval '1 second' END,
         "last_at" = clock_timestamp()
       WHERE f."locked_until" <= clock_timestamp()
       RETURNING "failures"`,
      [key, FORGET_AFTER_S, free, FIRST_LOCK_S, MAX_LOCK_S],
    )) as { failures: number }[];
    if (counted.length > 0) return 0;
    const [row] = (await this.rows.query(
      `SELECT EXTRACT(EPOCH FROM "locked_until" - clock_timestamp())::float AS "wait" FROM "login_failure" WHERE "key" = $1`,
      [key],
    )) as { wait: number }[];
    return Math.max(1, Math.ceil(row?.wait ?? 1));
  }
}

function refuse(retryAfterS: number): void {
  if (retryAfterS === 0) return;
  throw new DomainError('too_many_logins', {
    detail: `Too many failed logins; try again in ${retryAfterS} seconds.`,
    headers: { 'retry-after': String(retryAfterS) },
  });
}
