import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';

const NAME = 'sweep';
/** A replica that died in its sweep keeps the others from theirs for so long. */
const LEASE_MS = 6_000;

/** Lets one api replica at a time sweep. Two that do so by mistake only publish twice. */
@Injectable()
export class SweepLease {
  private readonly holderId = randomUUID();

  constructor(private readonly database: DataSource) {}

  /** Takes or renews the lease; false when another replica has it. */
  async hold(): Promise<boolean> {
    const rows = await this.database.query<unknown[]>(
      `INSERT INTO "lease" ("name", "holder_id", "held_until")
       VALUES ($1, $2, now() + $3 * interval '1 millisecond')
       ON CONFLICT ("name") DO UPDATE
          SET "holder_id" = excluded."holder_id", "held_until" = excluded."held_until"
        WHERE "lease"."holder_id" = excluded."holder_id" OR "lease"."held_until" < now()
       RETURNING "name"`,
      [NAME, this.holderId, LEASE_MS],
    );
    return rows.length === 1;
  }

  /** Gives the lease back, if it is ours. */
  async release(): Promise<void> {
    await this.database.query(`DELETE FROM "lease" WHERE "name" = $1 AND "holder_id" = $2`, [
      NAME,
      this.holderId,
    ]);
  }
}
