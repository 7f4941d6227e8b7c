import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A one-time link with which a user chooses a password; the row goes when the link is used. */
@Entity({ name: 'password_reset' })
@Index('password_reset_user', ['userId'])
export class PasswordReset {
  /** SHA-256 of the secret in the link, hex. */
  @PrimaryColumn('text', { name: 'token_hash' })
  tokenHash: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt: Date;
}
