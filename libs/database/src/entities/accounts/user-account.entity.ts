import type { UserRole } from '@app/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * Where the password in force comes from: everybody knows it, ADMIN_PASSWORD says it, or its user chose it.
 */
export type PasswordSource = 'default' | 'environment' | 'chosen';

/** A user who can log in. Rows are never deleted: an account that is not wanted any more is disabled. */
@Entity({ name: 'user_account' })
@Index('user_account_username', ['username'], { unique: true })
export class UserAccount {
  /** UUIDv7. */
  @PrimaryColumn('uuid')
  id: string;

  /** In lower case. */
  @Column('text')
  username: string;

  @Column('text')
  role: UserRole;

  /** Argon2id in PHC format; null: no password yet, a reset link sets the first one. */
  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash: string | null;

  @Column('text', { name: 'password_source' })
  passwordSource: PasswordSource;

  /**
   * Rises with every change of password, role or state: sessions that were opened under a lower one are over.
   */
  @Column('integer', { name: 'credentials_version', default: 1 })
  credentialsVersion: number;

  @Column({ type: 'timestamptz', name: 'disabled_at', nullable: true, precision: 3 })
  disabledAt: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'last_login_at', nullable: true, precision: 3 })
  lastLoginAt: Date | null;
}
