import type { Config } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../../platform/environment/tokens.js';
import { DomainError } from '../../../platform/problem/domain-error.js';

/** What an owner has is added up so often at most; what comes in between is counted here. */
const LOOK_EVERY_MS = 10_000;
const MAX_KEPT = 10_000;

/**
 * How many bytes the submissions and suites of one owner may keep. Replicas look at the same rows, so they
 * agree within seconds.
 */
@Injectable()
export class StoredQuota {
  private readonly kept = new Map<string, { bytes: number; lookedAt: number }>();

  constructor(
    private readonly database: DataSource,
    @Inject(CONFIG) private readonly config: Pick<Config, 'quotaStoredBytes'>,
  ) {}

  /** Counts what is about to be stored. @throws DomainError('quota_exceeded') when there is no room for it */
  async take(ownerId: string, bytes: number): Promise<void> {
    const most = this.config.quotaStoredBytes;
    if (most === null) return;
    const known = this.kept.get(ownerId);
    const isRecent = known && performance.now() - known.lookedAt < LOOK_EVERY_MS;
    const stored = isRecent ? known : { bytes: await this.look(ownerId), lookedAt: performance.now() };
    if (!isRecent) this.keep(ownerId, stored);
    if (stored.bytes + bytes > most)
      throw new DomainError('quota_exceeded', {
        detail: `Your submissions and suites keep ${stored.bytes} bytes, this one would need ${bytes} more, and ${most} are allowed.`,
      });
    stored.bytes += bytes;
  }

  /** What was counted is not stored after all. */
  giveBack(ownerId: string, bytes: number): void {
    this.count(ownerId, -bytes);
  }

  /** Counts what is stored whether there is room or not. */
  count(ownerId: string, bytes: number): void {
    const known = this.kept.get(ownerId);
    if (known) known.bytes += bytes;
  }

  private keep(ownerId: string, stored: { bytes: number; lookedAt: number }): void {
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    this.kept.set(ownerId, stored);
  }

  private async look(ownerId: string): Promise<number> {
    const [row] = await this.database.query<[{ bytes: number }]>(
      // Versions of a suite have most of their files in common: the largest one stands for all.
      `SELECT (SELECT COALESCE(sum("stored_bytes"), 0) FROM "submission" WHERE "owner_id" = $1)::float
            + (SELECT COALESCE(sum("bytes"), 0) FROM (
                 SELECT max("version"."stored_bytes") AS "bytes" FROM "suite_version" "version"
                 JOIN "suite" ON "suite"."id" = "version"."suite_id"
                 WHERE "suite"."owner_id" = $1 GROUP BY "suite"."id") "each")::float AS "bytes"`,
      [ownerId],
    );
    return row.bytes;
  }
}
