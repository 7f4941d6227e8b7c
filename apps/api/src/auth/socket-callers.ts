import { Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { DomainError } from '../problem/domain-error.js';
import type { Caller } from './caller.js';
import { checkAccess } from './check-access.js';
import { sourceOf } from './cross-site.js';
import { type Identifiable, IdentityService } from './identity.service.js';

/** Who is behind a socket: an API token in its handshake, or the cookies of its browser. */
@Injectable()
export class SocketCallers {
  constructor(private readonly identity: IdentityService) {}

  /**
   * Lets a socket connect. Browsers open sockets for any site, with our cookies: those of other sites are refused.
   * @throws DomainError, whose code the client gets as the message of its `connect_error`
   */
  async admit(socket: Socket): Promise<void> {
    const { headers } = socket.request;
    try {
      if (sourceOf(headers, headers.host) === 'other_site') throw new DomainError('cross_site_request');
      await this.identify(socket);
    } catch (error) {
      throw new Error(error instanceof DomainError ? error.code : 'unavailable', { cause: error });
    }
  }

  /** Asked again at every subscription: tokens are revoked and sessions end while sockets stay. */
  async identify(socket: Socket): Promise<Caller> {
    await reloadSession(socket.request as Identifiable);
    const token: unknown = (socket.handshake.auth as Record<string, unknown>)['token'];
    const caller = await this.identity.identify(
      socket.request as unknown as Identifiable,
      socket.handshake.address,
      typeof token === 'string' ? token : undefined,
    );
    checkAccess(caller, 'read', true);
    return caller;
  }
}

/** The session as it is now, which may be none: the one of the handshake does not notice a logout. */
async function reloadSession(request: Identifiable): Promise<void> {
  const { session } = request;
  if (!session?.passport) return;
  const isThere = await new Promise<boolean>((resolve) =>
    session.reload((error: unknown) => resolve(!error)),
  );
  if (!isThere) delete request.session;
}
