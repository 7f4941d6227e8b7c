import type {
  JobPriority,
  SubmissionBlobs,
  SubmissionKind,
  SubmissionRequest,
  SubmissionResult,
  SubmissionStatus,
  Verdict,
} from '@app/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * One accepted submission: what was asked, which worker has it, what came out.
 * `json`, not `jsonb`: programs may hold NUL characters, which jsonb refuses.
 */
@Entity({ name: 'submission' })
@Index('submission_owner_newest', ['ownerId', 'id'])
@Index('submission_stored', ['ownerId', 'storedBytes'])
@Index('submission_idempotency', ['ownerId', 'idempotencyKey'], {
  unique: true,
  where: '"idempotency_key" IS NOT NULL',
})
@Index('submission_open', ['status', 'leaseUntil'], { where: `"status" IN ('queued', 'running')` })
@Index('submission_queued', ['publishedAt'], { where: `"status" = 'queued'` })
@Index('submission_dead', ['deadLetteredAt'], { where: `"dead_lettered_at" IS NOT NULL` })
@Index('submission_waiting', ['usageKey', 'languages', 'priority', 'id'], {
  where: `"status" = 'queued' AND "published_at" IS NULL`,
})
@Index('submission_waiting_address', ['addressKey', 'usageKey'], {
  where: `"status" = 'queued' AND "published_at" IS NULL`,
})
@Index('submission_in_flight', ['usageKey', 'priority'], {
  where: `"status" IN ('queued', 'running') AND "published_at" IS NOT NULL`,
})
@Index('submission_in_flight_address', ['addressKey'], {
  where: `"status" IN ('queued', 'running') AND "published_at" IS NOT NULL`,
})
export class Submission {
  /** UUIDv7: sorts by creation. */
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  kind: SubmissionKind;

  /** What its owner calls it. */
  @Column('text', { nullable: true })
  name: string | null;

  @Column('text', { default: 'queued' })
  status: SubmissionStatus;

  @Column('text', { nullable: true })
  verdict: Verdict | null;

  @Column('text', { default: 'batch' })
  priority: JobPriority;

  @Column('json')
  request: SubmissionRequest;

  @Column('json', { nullable: true })
  result: SubmissionResult | null;

  /** About how many bytes request and result have. */
  @Column('integer', { name: 'stored_bytes', default: 0 })
  storedBytes: number;

  /** Long texts of the result, whole, by their names; null: it has none. */
  @Column('json', { nullable: true })
  blobs: SubmissionBlobs | null;

  @Column('integer', { name: 'progress_done', default: 0 })
  progressDone: number;

  @Column('integer', { name: 'progress_total', default: 0 })
  progressTotal: number;

  /** `seq` of the last event that this row's state includes. */
  @Column('integer', { name: 'event_seq', default: 0 })
  eventSeq: number;

  /** Ids of the languages that its worker must have. */
  @Column('text', { array: true, default: '{}' })
  languages: string[];

  /** How often a worker has claimed this row. */
  @Column('integer', { default: 0 })
  tries: number;

  /** How many of the tries do not count, because it was not the job that ended them. */
  @Column('integer', { name: 'handed_back', default: 0 })
  handedBack: number;

  /** The claim in force: a result is taken only from the worker whose claim this is. */
  @Column('uuid', { name: 'claim_id', nullable: true })
  claimId: string | null;

  /** When the claim lapses unless its worker renews it. */
  @Column({ type: 'timestamptz', name: 'lease_until', nullable: true, precision: 3 })
  leaseUntil: Date | null;

  /** How fast the worker is that claimed it: CPU time of the reference program, in milliseconds. */
  @Column('double precision', { name: 'calibration_ms', nullable: true })
  calibrationMs: number | null;

  /** When the row was last handed to the queue; the sweep publishes it again when that was long ago. */
  @Column({ type: 'timestamptz', name: 'published_at', nullable: true, precision: 3 })
  publishedAt: Date | null;

  @Column('text', { name: 'owner_id', default: 'anonymous' })
  ownerId: string;

  /** Whose share of the workers it takes: its owner's, or without a login that of its address. */
  @Column('text', { name: 'usage_key', default: 'anonymous' })
  usageKey: string;

  /** Where it came from: accounts are easily made, addresses less so. */
  @Column('text', { name: 'address_key', default: 'address:unknown' })
  addressKey: string;

  /** Everyone who has its id may read it. */
  @Column('boolean', { name: 'is_public', default: false })
  isPublic: boolean;

  @Column('text', { name: 'idempotency_key', nullable: true })
  idempotencyKey: string | null;

  /** SHA-256 of the canonical request, hex; tells a repeated Idempotency-Key from a misused one. */
  @Column('text', { name: 'request_hash' })
  requestHash: string;

  /**
   * Under what the result of this work may be kept for later submissions of the same work; null: not at all.
   */
  @Column('text', { name: 'result_key', nullable: true })
  resultKey: string | null;

  /** The result was that of an earlier submission. */
  @Column('boolean', { default: false })
  cached: boolean;

  /** Its program is talked to while it runs: it goes straight to a worker, past the queue. */
  @Column('boolean', { default: false })
  live: boolean;

  /** How a facade was asked for it; null: it came by the own API. */
  @Column('json', { nullable: true })
  facade: object | null;

  /**
   * When the job was given up because it kept killing its workers; null once an operator has dealt with it.
   */
  @Column({ type: 'timestamptz', name: 'dead_lettered_at', nullable: true, precision: 3 })
  deadLetteredAt: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'started_at', nullable: true, precision: 3 })
  startedAt: Date | null;

  @Column({ type: 'timestamptz', name: 'finished_at', nullable: true, precision: 3 })
  finishedAt: Date | null;
}
