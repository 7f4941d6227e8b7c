import {
  MAX_TRIES,
  SEQ_PER_TRY,
  WORKER_GONE_AFTER_MS,
  type Progress,
  type SubmissionBlobs,
  type SubmissionRequest,
  type SubmissionResult,
  type Verdict,
} from '@app/contracts';
import { jsonBytes } from '@app/database';
import { Injectable, Optional } from '@nestjs/common';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { Calibration } from './calibration.js';
import { DatabaseAway, isDatabaseAway } from './database-away.js';
import { kindOfRow } from './kind-of-row.js';

/** How long a claim holds unless it is renewed, in milliseconds. */
export const LEASE_MS = 8_000;
const CLAIM_ATTEMPTS = 3;
const CLAIM_AGAIN_MS = 300;

/** No worker has it: it is queued, or its worker let the lease lapse. */
const IS_WAITING = `(status = 'queued' OR (status = 'running' AND (lease_until IS NULL OR lease_until < now())))`;

/** The next try is the last one that counts. */
const IS_LAST_TRY = `(tries - handed_back = ${MAX_TRIES - 1})`;

/** A worker that lives has all its languages. */
const HAS_WORKER = `EXISTS (
  SELECT 1 FROM worker
   WHERE last_seen_at > now() - $2 * interval '1 millisecond'
     AND submission.languages <@ ARRAY(SELECT language->>'id' FROM json_array_elements(worker.languages) AS language))`;

/** A submission that this worker has claimed. */
export interface Claim {
  submissionId: string;
  claimId: string;
  /** Which try this is, from 1. */
  tries: number;
  /** How many of them were ended by something else than the job. */
  handedBack: number;
  startedAt: Date;
  createdAt: Date;
  ownerId: string;
  request: SubmissionRequest;
  /** Under what the result may be kept for later submissions of the same work; null: not at all. */
  resultKey: string | null;
  /** Ids of the languages it needs. */
  languages: string[];
  /** A client talks to its program. */
  live: boolean;
  /** As its row says how fast this worker is. */
  calibrationMs: number | null;
}

/** A submission that has ended, as its row has it. */
export interface StoredEnd {
  payers: { usageKey: string; addressKey: string };
  finishedAt: Date;
  /** About how many bytes the JSON of its result has. */
  resultBytes: number;
}

interface ChangedRow {
  usage_key: string;
  address_key: string;
  finished_at: Date;
}

interface ClaimedRow {
  tries: number;
  handed_back: number;
  started_at: Date;
  created_at: Date;
  owner_id: string;
  request: SubmissionRequest;
  result_key: string | null;
  languages: string[];
  live: boolean;
}

/** What of a running job its row shows. */
export interface JobState {
  progress: Progress;
  /** `seq` of the last event that was sent. */
  eventSeq: number;
}

/** How a job ended. A cancelled one has no verdict, and as its result what it had found, if anything. */
export type Ending =
  | { status: 'finished'; verdict: Verdict; result: SubmissionResult }
  | { status: 'cancelled'; verdict: null; result: SubmissionResult | null };

/**
 * Charges milliseconds of cores to the user and the address of the rows of `payers`, in the minute in which
 * they were used.
 */
const charge = (payers: string, usedMs: string) =>
  `INSERT INTO usage_minute (key, minute, used_ms)
   SELECT DISTINCT key, date_trunc('minute', now()), ${usedMs}::integer
     FROM ${payers} AS payer, unnest(ARRAY[payer.usage_key, payer.address_key]) AS key
    WHERE ${usedMs}::integer > 0
    -- Always in this order: two who charge the same pair wait for each other, but not in a circle.
    ORDER BY key
   ON CONFLICT (key, minute) DO UPDATE SET used_ms = usage_minute.used_ms + excluded.used_ms`;

/** What is stored with how a job ended. */
export interface FurtherEnding {
  /** Processor time that is not charged yet. */
  usedMs?: number;
  /** The job was given up, and an operator is to look at it. */
  isDead?: boolean;
  /** Long texts of the result, whole. */
  blobs?: SubmissionBlobs | null;
}

/**
 * The rows behind jobs. Each method is one conditional statement, so that it does not matter at which
 * instruction a worker dies, nor how often a message is delivered: only the claim in force can change a row.
 * All times are the database's, because workers' clocks differ. All throw DatabaseAway while it cannot
 * answer.
 */
@Injectable()
export class ClaimStore {
  constructor(
    private readonly dataSource: DataSource,
    @Optional() private readonly speed?: Calibration,
  ) {}

  /**
   * Takes a submission that is queued, or whose worker let its lease lapse; null when there is nothing to
   * take. Asks again when the answer is lost: a claim that no worker knows of would cost the job a try.
   * @param isAlone whether this worker runs no other job; only then it takes one that is at its last try
   */
  async claim(submissionId: string, isAlone = true): Promise<Claim | null> {
    const claimId = randomUUID();
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.claimAs(submissionId, claimId, isAlone);
      } catch (error) {
        if (attempt === CLAIM_ATTEMPTS || !(error instanceof DatabaseAway)) throw error;
        await delay(CLAIM_AGAIN_MS);
      }
    }
  }

  /** The same claim twice is one. */
  private async claimAs(submissionId: string, claimId: string, isAlone: boolean): Promise<Claim | null> {
    const calibrationMs = this.speed?.ms ?? null;
    const [row] = await this.change<ClaimedRow>(
      `UPDATE submission
          SET status = 'running', tries = tries + CASE WHEN claim_id = $2 THEN 0 ELSE 1 END, claim_id = $2,
              lease_until = now() + $3 * interval '1 millisecond',
              started_at = coalesce(started_at, now()), published_at = coalesce(published_at, now()),
              progress_done = 0, event_seq = (tries + CASE WHEN claim_id = $2 THEN 0 ELSE 1 END) * $4,
              calibration_ms = $6
        WHERE id = $1
          AND ((${IS_WAITING} AND ($5::boolean OR NOT ${IS_LAST_TRY})) OR (status = 'running' AND claim_id = $2))
        RETURNING tries, handed_back, started_at, created_at, owner_id, request, result_key, languages, live`,
      [submissionId, claimId, LEASE_MS, SEQ_PER_TRY, isAlone, calibrationMs],
    );
    if (!row) return null;
    return {
      submissionId,
      claimId,
      tries: row.tries,
      handedBack: row.handed_back,
      startedAt: row.started_at,
      createdAt: row.created_at,
      ownerId: row.owner_id,
      request: kindOfRow(row.request.kind).settled(row.request, drawSeed),
      resultKey: row.result_key,
      languages: row.languages,
      live: row.live,
      calibrationMs,
    };
  }

  /** Whether it waits, and its next try is its last. */
  async waitsForLastTry(submissionId: string): Promise<boolean> {
    const rows = await this.query(
      `SELECT 1 FROM submission WHERE id = $1 AND ${IS_WAITING} AND ${IS_LAST_TRY}`,
      [submissionId],
    );
    return rows.length === 1;
  }

  /**
   * Renews the lease, writes down how far the job is and charges what it has used; false, and nothing is
   * charged, when the claim is no longer in force.
   */
  async renew(claim: Claim, state: JobState, usedMs = 0): Promise<boolean> {
    const row = await this.changeAndCharge(
      `UPDATE submission
          SET lease_until = now() + $3 * interval '1 millisecond',
              progress_done = $4, progress_total = $5, event_seq = $6
        WHERE id = $1 AND claim_id = $2 AND status = 'running'`,
      [
        claim.submissionId,
        claim.claimId,
        LEASE_MS,
        state.progress.done,
        state.progress.total,
        state.eventSeq,
      ],
      usedMs,
    );
    return row !== null;
  }

  /**
   * Stores how the job ended and charges what is left. Null when the claim is no longer in force: nothing is
   * charged, and the outcome is dropped.
   */
  async finish(
    claim: Claim,
    { status, verdict, result }: Ending,
    state: JobState,
    { usedMs = 0, isDead = false, blobs = null }: FurtherEnding = {},
  ): Promise<StoredEnd | null> {
    const resultBytes = jsonBytes(result);
    const row = await this.changeAndCharge(
      `UPDATE submission
          SET status = $3, verdict = $4, result = $5, finished_at = now(), claim_id = NULL, lease_until = NULL,
              progress_done = $6, progress_total = $7, event_seq = $8,
              dead_lettered_at = CASE WHEN $9::boolean THEN now() END, stored_bytes = stored_bytes + $10, blobs = $11
        WHERE id = $1 AND claim_id = $2 AND status = 'running'`,
      [
        claim.submissionId,
        claim.claimId,
        status,
        verdict,
        result && JSON.stringify(result),
        state.progress.done,
        state.progress.total,
        state.eventSeq,
        isDead,
        resultBytes + blobBytes(blobs),
        blobs && JSON.stringify(blobs),
      ],
      usedMs,
    );
    if (!row) return null;
    const payers = { usageKey: row.usage_key, addressKey: row.address_key };
    return { payers, finishedAt: row.finished_at, resultBytes };
  }

  /** Charges what a job has used whose claim is no longer in force: it was used all the same. */
  async charge(submissionId: string, usedMs: number): Promise<void> {
    await this.dataSource.query(charge('(SELECT * FROM submission WHERE id = $1)', '$2'), [
      submissionId,
      usedMs,
    ]);
  }

  /**
   * Gives a submission back untouched but for the number of tries; false when the claim is no longer in force.
   * @param counts whether this try counts towards those a job has
   */
  async release(claim: Claim, counts: boolean): Promise<boolean> {
    const rows = await this.change(
      `UPDATE submission
          SET status = 'queued', claim_id = NULL, lease_until = NULL, published_at = now(),
              handed_back = handed_back + $3
        WHERE id = $1 AND claim_id = $2 AND status = 'running'
        RETURNING id`,
      [claim.submissionId, claim.claimId, counts ? 0 : 1],
    );
    return rows.length === 1;
  }

  /** Notes that a worker looks after a submission that waits; false when it does not wait any more. */
  async noteLookedAfter(submissionId: string): Promise<boolean> {
    const rows = await this.change(
      `UPDATE submission SET published_at = now() WHERE id = $1 AND ${IS_WAITING} RETURNING id`,
      [submissionId],
    );
    return rows.length === 1;
  }

  /**
   * Leaves a submission that waits to a worker that can do it; one whose worker died waits as well. While
   * there is none, its row waits for one, not its message, which would only be passed round.
   * @returns whether the message is to go back into the queue
   */
  async leaveToOthers(submissionId: string): Promise<boolean> {
    const parked = await this.change(
      `UPDATE submission SET status = 'queued', claim_id = NULL, lease_until = NULL, published_at = NULL
        WHERE id = $1 AND ${IS_WAITING} AND NOT ${HAS_WORKER} RETURNING id`,
      [submissionId, WORKER_GONE_AFTER_MS],
    );
    if (parked.length === 1) return false;
    const rows = await this.change(
      `UPDATE submission SET published_at = now()
        WHERE id = $1 AND ${IS_WAITING} AND (status = 'running' OR published_at IS NOT NULL) RETURNING id`,
      [submissionId],
    );
    return rows.length === 1;
  }

  /**
   * One statement, so that a job is charged once. @returns of the changed row; null: there was none to change
   */
  private async changeAndCharge(
    update: string,
    parameters: unknown[],
    usedMs: number,
  ): Promise<ChangedRow | null> {
    const rows = await this.query<ChangedRow[]>(
      `WITH changed AS (${update} RETURNING usage_key, address_key, finished_at),
            charged AS (${charge('changed', `$${parameters.length + 1}`)})
       SELECT * FROM changed`,
      [...parameters, usedMs],
    );
    return rows[0] ?? null;
  }

  /** @returns the rows of RETURNING @throws DatabaseAway; what the database refused */
  private async change<Row>(statement: string, parameters: unknown[]): Promise<Row[]> {
    const [rows] = await this.query<[Row[], number]>(statement, parameters);
    return rows;
  }

  private async query<T extends unknown[]>(statement: string, parameters: unknown[]): Promise<T> {
    try {
      return await this.dataSource.query<T>(statement, parameters);
    } catch (error) {
      throw isDatabaseAway(error) ? new DatabaseAway(error) : error;
    }
  }
}

/** Whether this claim is one too many: the job keeps killing its workers. */
export function isOutOfTries(claim: Pick<Claim, 'tries' | 'handedBack'>): boolean {
  return claim.tries - claim.handedBack > MAX_TRIES;
}

/** An unsigned 64-bit number, decimal. */
function drawSeed(): string {
  return String(randomBytes(8).readBigUInt64LE());
}

function blobBytes(blobs: SubmissionBlobs | null): number {
  return Object.values(blobs ?? {}).reduce((sum, { bytes }) => sum + bytes, 0);
}
