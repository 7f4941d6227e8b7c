import { Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { addressKey } from '../limits/addresses.js';
import { DomainError } from '../problem/domain-error.js';
import { Secrets } from '../sessions/secrets.js';
import type { WithSession } from '../sessions/session-middleware.js';
import { readVisitor } from '../sessions/visitor-cookie.js';
import { ApiTokensService } from '../tokens/api-tokens.service.js';
import { UsersService } from '../users/users.service.js';
import { ANONYMOUS, type Caller, userOwnerId, visitorOwnerId } from './caller.js';

const BEARER = /^Bearer +(\S+) *$/i;

export type Identifiable = WithSession & { headers: IncomingHttpHeaders };

/** Finds out who makes a request or opens a socket. */
@Injectable()
export class IdentityService {
  constructor(
    private readonly users: UsersService,
    private readonly tokens: ApiTokensService,
    private readonly secrets: Secrets,
  ) {}

  /**
   * An API token counts before a session, a session before a visitor's cookie. A session that is over, or was opened
   * with credentials that have changed, is none.
   * @param address of the client
   * @param token given outside the headers, by a socket
   * @throws DomainError('invalid_token' | 'unavailable')
   */
  async identify(request: Identifiable, address: string | undefined, token?: string): Promise<Caller> {
    const origin = `address:${addressKey(address)}`;
    const bearer = token ?? BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (bearer !== undefined) return this.tokens.identify(bearer, origin);
    if (request.sessionUnavailable)
      throw new DomainError('unavailable', {
        detail: 'The sessions cannot be read at the moment; try again soon.',
        headers: { 'retry-after': '5' },
      });
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
    const visitor = readVisitor(request.headers, this.secrets.visitors);
    if (visitor === null) return { ...ANONYMOUS, ...keys };
    return { kind: 'visitor', isAnonymous: true, ownerId: visitorOwnerId(visitor), ...keys };
  }
}
