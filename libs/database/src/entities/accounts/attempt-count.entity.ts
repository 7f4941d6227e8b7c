import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Attempts of several kinds that are counted: wrong passwords in a row, for one account, one address or one
 * user who chooses another password; and accounts made from one address within an hour. The table has the
 * name of the first kind.
 */
@Entity({ name: 'login_failure' })
export class AttemptCount {
  /** `account:NAME`, `address:ADDRESS`, `change:USER_ID` or `registration:ADDRESS`. */
  @PrimaryColumn('text')
  key: string;

  @Column('integer')
  failures: number;

  /**
   * Until then every one is refused unseen, 1970 while it is not locked; of registrations: when their hour is
   * over.
   */
  @Column({ type: 'timestamptz', name: 'locked_until', precision: 3 })
  lockedUntil: Date;

  @Column({ type: 'timestamptz', name: 'last_at', precision: 3 })
  lastAt: Date;
}
