import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Failed logins in a row, for one account or one address; and accounts made from one address within an hour. */
@Entity({ name: 'login_failure' })
export class LoginFailure {
  /** `account:NAME`, `address:ADDRESS` or `registration:ADDRESS`. */
  @PrimaryColumn('text')
  key: string;

  @Column('integer')
  failures: number;

  /** Until then every login is refused unseen; of registrations: when their hour is over. */
  @Column({ type: 'timestamptz', name: 'locked_until', precision: 3 })
  lockedUntil: Date;

  @Column({ type: 'timestamptz', name: 'last_at', precision: 3 })
  lastAt: Date;
}
