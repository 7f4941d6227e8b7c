import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type WebhookState = 'waiting' | 'delivered' | 'failed';

/** The callback of a submission: an address to call when it is final. */
@Entity({ name: 'webhook' })
@Index('webhook_due', ['nextAttemptAt'], { where: `"state" = 'waiting'` })
export class Webhook {
  @PrimaryColumn('uuid', { name: 'submission_id' })
  submissionId: string;

  @Column('text')
  url: string;

  /** Signs the deliveries; null: the owner's own webhook secret does. */
  @Column('text', { nullable: true })
  secret: string | null;

  @Column('text', { default: 'waiting' })
  state: WebhookState;

  @Column('integer', { default: 0 })
  attempts: number;

  /** Not before the submission is final and not before this. */
  @Column({ type: 'timestamptz', name: 'next_attempt_at', precision: 3 })
  nextAttemptAt: Date;
}
