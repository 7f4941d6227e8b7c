import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A shared program with its clex, as the origin's share links hold it. */
@Entity({ name: 'share' })
@Index('share_usage', ['usageKey', 'createdAt', 'bytes'])
@Index('share_usage_address', ['addressKey', 'createdAt', 'bytes'])
export class Share {
  /** UUIDv7. */
  @PrimaryColumn('uuid')
  id: string;

  /** `json`, not `jsonb`: code may hold NUL characters, which jsonb refuses. */
  @Column('json')
  content: { code: string; language: string; clex: string };

  /** Whose limit it counts for: the user's, or without a login the address's. */
  @Column('text', { name: 'usage_key', default: 'anonymous' })
  usageKey: string;

  /** Where it came from. */
  @Column('text', { name: 'address_key', default: 'address:unknown' })
  addressKey: string;

  /** What it counts as. */
  @Column('integer', { default: 0 })
  bytes: number;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  /** When it was last read, to a day. */
  @Column({ type: 'timestamptz', name: 'used_at', precision: 3, default: () => 'now()' })
  usedAt: Date;
}
