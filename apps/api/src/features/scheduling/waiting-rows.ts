import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Admission } from './admission.js';
import type { QueuedJob } from './handover.js';
import { lockPayers, type Payers } from './payers.js';
import { IN_FLIGHT, waitFor, WAITING } from './usage.js';
import { roomFrom, type UniformTerms } from './uniform-terms.js';
import { UsageLimits } from './usage-limits.js';
import { WorkerAllowances } from './worker-allowances.js';

const MAX_USERS = 10_000;
/** Of one address, at a time; the sweep comes to the others. */
const MAX_USERS_OF_ADDRESS = 10;

/** Rows of one user that need the same languages and came from one address. */
export interface Line extends Payers {
  languages: string[];
}

/** The rows that wait until their user and their address have room in the queue. */
@Injectable()
export class WaitingRows {
  constructor(
    private readonly database: DataSource,
    private readonly limits: UsageLimits,
    private readonly workers: WorkerAllowances,
  ) {}

  /** All users that have some. */
  async users(): Promise<string[]> {
    const rows = await this.database.query<{ key: string }[]>(
      `SELECT DISTINCT "usage_key" AS "key" FROM "submission" WHERE ${WAITING} LIMIT ${MAX_USERS}`,
    );
    return rows.map(({ key }) => key);
  }

  /**
   * Users that have some from this address: those with the fewest jobs in flight first, so that all have
   * their turn.
   */
  async usersAt(addressKey: string): Promise<string[]> {
    const first = (after: string) =>
      `(SELECT "usage_key" FROM "submission" WHERE "address_key" = $1 AND ${WAITING} ${after}
        ORDER BY "usage_key" LIMIT 1)`;
    // From user to user along the index, however many rows each of them has.
    const rows = await this.database.query<{ key: string }[]>(
      `WITH RECURSIVE "found" AS (
         SELECT ${first('')} AS "key"
         UNION ALL
         SELECT ${first('AND "usage_key" > "found"."key"')} FROM "found" WHERE "found"."key" IS NOT NULL
       )
       SELECT "key" FROM "found" WHERE "key" IS NOT NULL
       ORDER BY (SELECT count(*) FROM "submission" WHERE "usage_key" = "key" AND ${IN_FLIGHT}), "key"
       LIMIT ${MAX_USERS_OF_ADDRESS}`,
      [addressKey],
    );
    return rows.map(({ key }) => key);
  }

  /**
   * The lines in which this user's rows wait, by their first rows; of those for the same languages, the first
   * one.
   */
  async lines(usageKey: string): Promise<Line[]> {
    return this.database.query<Line[]>(
      `SELECT $1::text AS "usageKey", "head"."address_key" AS "addressKey", "line"."languages" FROM (${waitFor('$1')}) AS "line",
         LATERAL "first_waiting"($1, "line"."languages") AS "head"
       ORDER BY "head"."priority" DESC, "head"."id"`,
      [usageKey],
    );
  }

  /**
   * The first of these lines of one user for which there is room, as far as a look without the lock can tell.
   */
  async firstWithRoom(lines: readonly Line[]): Promise<Line | null> {
    const allowance = await this.workers.now();
    // Taking it finds out whether there is room, and no other line of the same address has more.
    const [first] = lines;
    if (allowance.isUniform && first && lines.every(({ addressKey }) => addressKey === first.addressKey))
      return lines.find(({ languages }) => allowance.jobs(allowance.ableTo(languages)) > 0) ?? null;
    const admissions = new Map<string, Admission>();
    for (const line of lines) {
      const admission =
        admissions.get(line.addressKey) ??
        (await this.limits.admissionOfWaiting(this.database.manager, line, allowance));
      if (admission.room(line.languages).jobs > 0) return line;
      admissions.set(line.addressKey, admission);
    }
    return null;
  }

  /**
   * Takes as many rows as there is room for, interactive ones first; of those, as many stay interactive as
   * their user may have overtake others, as if they had just come.
   */
  async take(line: Line): Promise<QueuedJob[]> {
    const allowance = await this.workers.now();
    const terms = this.limits.termsOfWaiting(line, allowance);
    if (terms) return this.takeAtOnce(line, terms);
    return this.database.transaction(async (manager) => {
      await lockPayers(manager, line);
      const room = (await this.limits.admissionOfWaiting(manager, line, allowance)).room(line.languages);
      return manager.query<QueuedJob[]>(`SELECT * FROM "take_waiting"($1, $2, $3, $4, $5)`, [
        line.usageKey,
        line.addressKey,
        line.languages,
        room.jobs,
        room.interactive,
      ]);
    });
  }

  /** Where all workers can do the same: in one statement. */
  private async takeAtOnce(line: Line, terms: UniformTerms): Promise<QueuedJob[]> {
    const room = roomFrom(terms, 4);
    return this.database.query<QueuedJob[]>(
      `WITH ${room.sql} SELECT "taken".* FROM "room", "take_waiting"($1, $2, $3, "room"."jobs", "room"."interactive") AS "taken"`,
      [line.usageKey, line.addressKey, line.languages, ...room.parameters],
    );
  }
}
