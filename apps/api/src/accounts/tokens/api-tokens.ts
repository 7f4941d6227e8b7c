import type { ApiTokenView, TokenScope } from '@app/contracts';
import { ApiToken } from '@app/database';
import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { createHash, randomBytes } from 'node:crypto';
import { IsNull, LessThan, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Caller, userOwnerId } from '../access/caller.js';
import { CallerSockets, SOCKETS_OF } from '../access/caller-sockets.js';
import { DomainError, invalidField } from '../../platform/problem/domain-error.js';
import { Users } from '../users/users.js';

const PREFIX = 'cpast_';
const TOKEN = /^cpast_[A-Za-z0-9_-]{43}$/;
const DAY_MS = 24 * 3_600_000;
/** `lastUsedAt` is written so often at most. */
const LAST_USED_STEP_MS = 60_000;
const MAX_TOKENS = 100;

export const DEFAULT_LIFETIME_DAYS = 90;
export const MAX_LIFETIME_DAYS = 366;

export interface NewToken {
  name: string;
  scopes: readonly TokenScope[];
  lifetimeDays: number;
}

/** Tokens with which programs act for a user. */
@Injectable()
export class ApiTokens {
  private readonly logger = new Logger(ApiTokens.name);

  constructor(
    @InjectRepository(ApiToken) private readonly rows: Repository<ApiToken>,
    private readonly users: Users,
    private readonly sockets: CallerSockets,
  ) {}

  /** @returns the view and, this once, the token itself */
  async create(
    userId: string,
    { name, scopes, lifetimeDays }: NewToken,
  ): Promise<ApiTokenView & { token: string }> {
    if ((await this.rows.countBy({ userId, revokedAt: IsNull() })) >= MAX_TOKENS)
      throw invalidField('name', `there are ${MAX_TOKENS} tokens already; revoke one first`);
    const token = PREFIX + randomBytes(32).toString('base64url');
    const now = Date.now();
    const row: ApiToken = {
      id: uuidv7(),
      userId,
      name,
      scopes: [...new Set(scopes)],
      tokenHash: hashOf(token),
      createdAt: new Date(now),
      expiresAt: new Date(now + lifetimeDays * DAY_MS),
      lastUsedAt: null,
      revokedAt: null,
    };
    await this.rows.insert(row);
    return { ...toView(row), token };
  }

  async list(userId: string): Promise<ApiTokenView[]> {
    return (await this.rows.find({ where: { userId }, order: { id: 'DESC' }, take: 1_000 })).map(toView);
  }

  /** @throws DomainError('token_not_found') also when it is another user's */
  async revoke(userId: string, id: string): Promise<ApiTokenView> {
    await this.rows.update({ id, userId, revokedAt: IsNull() }, { revokedAt: new Date() });
    const row = await this.rows.findOneBy({ id, userId });
    if (!row) throw new DomainError('token_not_found', { detail: `You have no token ${id}.` });
    this.sockets.close(SOCKETS_OF.token(id));
    return toView(row);
  }

  /**
   * Whose token it is.
   * @param addressKey of the client that uses it
   * @throws DomainError('invalid_token') when it is none, unknown, expired or revoked
   */
  async identify(token: unknown, addressKey: string): Promise<Caller> {
    const isToken = typeof token === 'string' && TOKEN.test(token);
    const row = isToken ? await this.rows.findOneBy({ tokenHash: hashOf(token) }) : null;
    if (!row || row.revokedAt !== null || row.expiresAt.getTime() <= Date.now()) throw invalidToken();
    const account = await this.users.findActive(row.userId);
    if (!account) throw invalidToken();
    void this.noteUse(row);
    const ownerId = userOwnerId(account.id);
    return {
      kind: 'token',
      isAnonymous: false,
      ownerId,
      usageKey: ownerId,
      addressKey,
      account,
      tokenId: row.id,
      scopes: row.scopes,
    };
  }

  private async noteUse({ id, lastUsedAt }: ApiToken): Promise<void> {
    const now = Date.now();
    if (lastUsedAt && now - lastUsedAt.getTime() < LAST_USED_STEP_MS) return;
    const longAgo = new Date(now - LAST_USED_STEP_MS);
    const where = lastUsedAt ? { id, lastUsedAt: LessThan(longAgo) } : { id };
    await this.rows.update(where, { lastUsedAt: new Date(now) }).catch((error: unknown) => {
      this.logger.warn(`the use of a token was not noted: ${String(error)}`);
    });
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function invalidToken(): DomainError {
  return new DomainError('invalid_token', {
    detail: 'The token is unknown, expired or revoked.',
    headers: { 'www-authenticate': 'Bearer realm="cpast", error="invalid_token"' },
  });
}

function toView(row: ApiToken): ApiTokenView {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}
