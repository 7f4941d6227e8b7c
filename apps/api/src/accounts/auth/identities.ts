import type { Config } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { AuditLog } from '../audit/audit-log.js';
import { addressKey } from '../../platform/http/addresses.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import { Secrets } from '../sessions/secrets.js';
import type { CookieRequest } from '../sessions/cookies.js';
import type { WithSession } from '../sessions/session-middleware.js';
import { readVisitor } from '../sessions/visitor-cookie.js';
import { CONFIG } from '../../platform/environment/tokens.js';
import { ApiTokens } from '../tokens/api-tokens.js';
import { Users } from '../users/users.js';
import { anonymousOwnerId, type Caller, userOwnerId, visitorOwnerId } from '../access/caller.js';

const BEARER = /^Bearer +(\S+) *$/i;
const IS_BEARER = /^\s*Bearer\b/i;

export type Identifiable = WithSession & CookieRequest;

/** Finds out who makes a request or opens a socket. */
@Injectable()
export class Identities {
  constructor(
    private readonly users: Users,
    private readonly tokens: ApiTokens,
    private readonly secrets: Secrets,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Pick<Config, 'production'>,
  ) {}

  /**
   * An API token counts before a session, a session before a visitor's cookie. A session that is over, or was
   * opened with credentials that have changed, is none.
   * @param address of the client
   * @param token given outside the headers, by a socket: anything, undefined when there is none
   * @throws DomainError('invalid_token' | 'unavailable')
   */
  async identify(request: Identifiable, address: string | undefined, token?: unknown): Promise<Caller> {
    const from = addressKey(address);
    const origin = `address:${from}`;
    const bearer = token === undefined ? bearerOf(request.headers) : token;
    if (bearer !== undefined) return this.identifyToken(bearer, address);
    if (request.sessionUnavailable) throw sessionsUnreadable();
    const login = request.session?.passport?.user;
    const account = login ? await this.users.findActive(login.id, login.version) : null;
    if (account) {
      const ownerId = userOwnerId(account.id);
      return {
        kind: 'session',
        isAnonymous: false,
        ownerId,
        usageKey: ownerId,
        addressKey: origin,
        account,
      };
    }
    const keys = { usageKey: origin, addressKey: origin };
    const visitor = readVisitor(request, this.secrets.visitors, this.config.production);
    if (visitor === null)
      return { kind: 'anonymous', isAnonymous: true, ownerId: anonymousOwnerId(from), ...keys };
    return { kind: 'visitor', isAnonymous: true, ownerId: visitorOwnerId(visitor), ...keys };
  }

  private async identifyToken(token: unknown, address: string | undefined): Promise<Caller> {
    try {
      return await this.tokens.identify(token, `address:${addressKey(address)}`);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'invalid_token')
        await this.audit.recordRarely(addressKey(address), {
          action: 'token.refused',
          ...(address !== undefined && { address }),
        });
      throw error;
    }
  }
}

/**
 * The token of the header; the whole header when it is malformed: its sender is not anonymous, but has an
 * invalid token.
 */
function bearerOf({ authorization = '' }: IncomingHttpHeaders): string | undefined {
  if (!IS_BEARER.test(authorization)) return undefined;
  return BEARER.exec(authorization)?.[1] ?? authorization;
}

/** 503: the api cannot know now whether the caller is logged in, and assumes neither. */
export function sessionsUnreadable(): DomainError {
  return new DomainError('unavailable', {
    detail: 'The sessions cannot be read at the moment; try again soon.',
    headers: { 'retry-after': '5' },
  });
}
