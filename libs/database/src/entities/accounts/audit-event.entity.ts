import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One security event: who did what to whom, from where. Never holds a secret. */
@Entity({ name: 'audit_event' })
export class AuditEvent {
  /** UUIDv7: sorts by time. */
  @PrimaryColumn('uuid')
  id: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;

  /** Such as `login.failed` or `token.created`. */
  @Column('text')
  action: string;

  @Column('uuid', { name: 'actor_id', nullable: true })
  actorId: string | null;

  /** Name of the account it is about, as it was given. */
  @Column('text', { nullable: true })
  subject: string | null;

  @Column('text', { nullable: true })
  address: string | null;

  @Column('json', { nullable: true })
  detail: Record<string, unknown> | null;
}
