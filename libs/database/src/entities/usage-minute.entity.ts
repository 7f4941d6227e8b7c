import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What the jobs of one user, or from one address, have used of the workers' cores within one minute. */
@Entity({ name: 'usage_minute' })
@Index('usage_minute_age', ['minute'])
export class UsageMinute {
  /** `user:ID` or `address:ADDRESS`. */
  @PrimaryColumn('text')
  key: string;

  @PrimaryColumn({ type: 'timestamptz', precision: 3 })
  minute: Date;

  @Column('integer', { name: 'used_ms' })
  usedMs: number;
}
