import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Wrong passwords in a row, for one account, one address or one user who chooses another password; and accounts made from
 * one address within an hour.
 */
@Entity({ name: 'login_failure' })
export class LoginFailure {
  /** `account:NAME`, `address:ADDRESS`, `change:USER_ID` or `registration:ADDRESS`. */
  @PrimaryColumn('text')
  key: string;

  @Column('integer')
  failures: number;

  /** Until then every one is refused unseen, 1970 while it is not locked; of registrations: when their hour is over. */
  @Column({ type: 'timestamptz', name: 'locked_until', precision: 3 })
  lockedUntil: Date;

  @Column({ type: 'timestamptz', name: 'last_at', precision: 3 })
  lastAt: Date;
}
