import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One attempt to deliver a webhook, and what came of it. */
@Entity({ name: 'webhook_delivery' })
@Index('webhook_delivery_submission', ['submissionId', 'id'])
export class WebhookDelivery {
  /** UUIDv7. */
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'submission_id' })
  submissionId: string;

  /** Counts from 1. */
  @Column('integer')
  attempt: number;

  @Column({ type: 'timestamptz', name: 'started_at', precision: 3 })
  startedAt: Date;

  @Column('integer', { name: 'duration_ms' })
  durationMs: number;

  /** HTTP status of the answer; null: there was none. */
  @Column('integer', { name: 'response_status', nullable: true })
  responseStatus: number | null;

  /** Why it failed, in words. */
  @Column('text', { nullable: true })
  error: string | null;
}
