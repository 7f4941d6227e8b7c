import type { Config } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG } from '../../platform/environment/tokens.js';

const DAY_MS = 24 * 3_600_000;
/** Rows removed at a time, so that no one else waits long for their locks; the next sweep goes on. */
const STEP = 200;

/** Removes submissions that ended long ago, with their callbacks. */
@Injectable()
export class Retention {
  constructor(
    private readonly database: DataSource,
    @Inject(CONFIG) private readonly config: Pick<Config, 'retentionDays'>,
  ) {}

  /** One small step. @returns how many were removed */
  async step(): Promise<number> {
    const days = this.config.retentionDays;
    if (days === null) return 0;
    // The least id of that time: ids are in the order of time, and there is an index of them.
    const oldest = uuidv7({ msecs: Date.now() - days * DAY_MS, seq: 0, random: new Uint8Array(16) });
    const [removed] = await this.database.query<[{ id: string }[], number]>(
      `DELETE FROM "submission" WHERE "id" IN (
         SELECT "id" FROM "submission"
          WHERE "id" < $1 AND "status" IN ('finished', 'cancelled') AND "dead_lettered_at" IS NULL
            AND NOT EXISTS (SELECT FROM "webhook" WHERE "submission_id" = "submission"."id" AND "state" = 'waiting')
          ORDER BY "id" LIMIT ${STEP} FOR UPDATE SKIP LOCKED)
       RETURNING "id"`,
      [oldest],
    );
    const ids = removed.map(({ id }) => id);
    if (ids.length === 0) return 0;
    for (const table of ['webhook_delivery', 'webhook'])
      await this.database.query(`DELETE FROM "${table}" WHERE "submission_id" = ANY($1)`, [ids]);
    await this.database.query(`DELETE FROM "blob_use" WHERE "owner" = ANY($1)`, [
      ids.map((id) => `submission:${id}`),
    ]);
    return ids.length;
  }
}
