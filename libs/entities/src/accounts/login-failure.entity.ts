import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Wrong passwords in a row, for one account, one address or one user who chooses another password. */
@Entity({ name: 'login_failure' })
export class LoginFailure {
  /** `account:NAME`, `address:ADDRESS` or `change:USER_ID`. */
  @PrimaryColumn('text')
  key: string;

  @Column('integer')
  failures: number;

  /** Until then every one is refused unseen; 1970 while it is not locked. */
  @Column({ type: 'timestamptz', name: 'locked_until', precision: 3 })
  lockedUntil: Date;

  @Column({ type: 'timestamptz', name: 'last_at', precision: 3 })
  lastAt: Date;
}
