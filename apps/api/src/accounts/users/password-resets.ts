import { PasswordReset, type UserAccount } from '@app/database';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { createHash, randomBytes } from 'node:crypto';
import { MoreThan, type Repository } from 'typeorm';
import { DomainError } from '../../platform/problem/domain-error.js';
import { Users } from './users.js';

const LIFETIME_MS = 24 * 3_600_000;
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** One-time links with which users choose a password. The secret is in the link only; here is its hash. */
@Injectable()
export class PasswordResets {
  constructor(
    @InjectRepository(PasswordReset) private readonly rows: Repository<PasswordReset>,
    private readonly users: Users,
  ) {}

  /** A new link; earlier ones of the same user stop working. */
  async create(userId: string): Promise<{ secret: string; expiresAt: Date }> {
    const secret = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + LIFETIME_MS);
    await this.revoke(userId);
    await this.rows.insert({ tokenHash: hashOf(secret), userId, expiresAt });
    return { secret, expiresAt };
  }

  /** Whose link it is. @throws DomainError('reset_link_invalid') when it is unknown, used or too old */
  async find(secret: unknown): Promise<UserAccount> {
    const row =
      typeof secret === 'string' && SECRET.test(secret)
        ? await this.rows.findOneBy({ tokenHash: hashOf(secret), expiresAt: MoreThan(new Date()) })
        : null;
    const user = row && (await this.users.get(row.userId));
    if (!user || user.disabledAt !== null) throw invalidLink();
    return user;
  }

  /** Links of this user stop working: a user who has just chosen a password needs none. */
  async revoke(userId: string): Promise<void> {
    await this.rows.delete({ userId });
  }

  /** Uses the link up and sets the password. Of several requests at a time only the first succeeds. */
  async use(secret: string, password: string): Promise<UserAccount> {
    const user = await this.find(secret);
    const { affected } = await this.rows.delete({ tokenHash: hashOf(secret) });
    if (affected !== 1) throw invalidLink();
    await this.users.setPassword(user.id, password, 'chosen');
    await this.revoke(user.id);
    return user;
  }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function invalidLink(): DomainError {
  return new DomainError('reset_link_invalid', { detail: 'Ask an admin for a new link.' });
}
