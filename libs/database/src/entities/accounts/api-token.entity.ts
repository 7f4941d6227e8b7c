import type { TokenScope } from '@app/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A token with which a user's programs call the API. The token itself is shown once and not kept. */
@Entity({ name: 'api_token' })
@Index('api_token_hash', ['tokenHash'], { unique: true })
@Index('api_token_user', ['userId'])
export class ApiToken {
  /** UUIDv7. */
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  /** What its user calls it. */
  @Column('text')
  name: string;

  @Column('text', { array: true })
  scopes: TokenScope[];

  /** SHA-256, hex. A token has 256 random bits: a slow hash would add nothing. */
  @Column('text', { name: 'token_hash' })
  tokenHash: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt: Date;

  /** To the minute. */
  @Column({ type: 'timestamptz', name: 'last_used_at', nullable: true, precision: 3 })
  lastUsedAt: Date | null;

  @Column({ type: 'timestamptz', name: 'revoked_at', nullable: true, precision: 3 })
  revokedAt: Date | null;
}
