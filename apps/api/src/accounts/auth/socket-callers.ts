import type { Config } from '@app/config';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Express, Request, Response } from 'express';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'socket.io';
import { checkHost } from '../../platform/http/allowed-hosts.js';
import { roomsOf } from '../access/caller-sockets.js';
import { addressKey } from '../../platform/http/addresses.js';
import type { WithAllowance } from '../../platform/request-limits/count-requests.js';
import { RequestLimiter } from '../../platform/request-limits/request-limiter.js';
import { limitKeysOf } from '../access/limit-keys.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import { CONFIG } from '../../platform/environment/tokens.js';
import { type Caller, seesEverything } from '../access/caller.js';
import { checkAccess } from '../access/check-access.js';
import { Secrets } from '../sessions/secrets.js';
import { giveVisitorCookie, readVisitor } from '../sessions/visitor-cookie.js';
import { sourceOf } from '../../platform/http/cross-site.js';
import { type Identifiable, Identities, sessionsUnreadable } from './identities.js';

/**
 * What express-session says when the store has answered that there is none; everything else is a failure of
 * the store.
 */
const NO_SUCH_SESSION = 'failed to load session';
/** What our client says of a socket that it opens to talk to a program. */
const FOR_LIVE_RUNS = /[?&]live=run(&|$)/;

/** Who is behind a socket: an API token in its handshake, or the cookies of its browser. */
@Injectable()
export class SocketCallers {
  /** What the caller of each socket could see when it connected. */
  private readonly rights = new WeakMap<Socket, string>();

  constructor(
    private readonly identity: Identities,
    private readonly limiter: RequestLimiter,
    private readonly http: HttpAdapterHost,
    private readonly secrets: Secrets,
    @Inject(CONFIG)
    private readonly config: Pick<
      Config,
      'host' | 'trustedProxies' | 'allowedHosts' | 'usage' | 'anonymousSubmissions' | 'production'
    >,
  ) {}

  /**
   * Middleware that makes a handshake a request of Express, which knows `ip` and `host` behind trusted
   * proxies.
   */
  readonly asRequest = (request: IncomingMessage, _response: unknown, next: () => void): void => {
    const express = this.http.httpAdapter.getInstance<Express>();
    Object.setPrototypeOf(request, express.request as object);
    next();
  };

  /**
   * Middleware for handshakes, after that of the sessions: a browser that is not logged in gets a cookie
   * with its first socket for live runs, as with its first submission. Programs that it talks to would
   * otherwise belong to every browser at its address that has none. Other sockets only listen.
   */
  readonly welcome = (request: Request, response: Response, next: () => void): void => {
    const { production, anonymousSubmissions } = this.config;
    const { visitors } = this.secrets;
    const isKnown = request.session?.passport?.user || request.headers.authorization !== undefined;
    if (
      anonymousSubmissions &&
      !isKnown &&
      FOR_LIVE_RUNS.test(request.url) &&
      sourceOf(request.headers, request.host) === 'same_site' &&
      readVisitor(request, visitors, production) === null
    )
      giveVisitorCookie(request, response, visitors, production);
    next();
  };

  /**
   * Lets a socket connect. Browsers open sockets for any site, with our cookies: those of other sites are
   * refused.
   * @throws DomainError, whose code the client gets as the message of its `connect_error`
   */
  async admit(socket: Socket): Promise<void> {
    const request = requestOf(socket);
    const { headers, host } = request;
    try {
      checkHost(request, this.config);
      if (sourceOf(headers, host) === 'other_site') throw new DomainError('cross_site_request');
      const caller = await this.identify(socket);
      this.join(socket, caller);
      this.rights.set(socket, rightsOf(caller));
    } catch (error) {
      throw new Error(error instanceof DomainError ? error.code : 'unavailable', { cause: error });
    }
  }

  /**
   * Counts like a request, and asks again at every subscription: tokens are revoked and sessions end while
   * sockets stay.
   * @throws DomainError('too_many_requests' | 'invalid_token' | 'forbidden' | 'unavailable')
   */
  async identify(socket: Socket): Promise<Caller> {
    const request = requestOf(socket);
    const counted = request.allowance;
    // A handshake was counted when it came; whatever follows on its connection is counted here.
    delete request.allowance;
    const allowance = counted ?? (await this.limiter.consume(`address:${addressKey(request.ip)}`));
    const caller = await this.look(socket);
    await this.limiter.consumeAll(limitKeysOf(caller), allowance);
    return caller;
  }

  /**
   * Whether the caller still is the user who connected, with the same rights; assumed while the sessions
   * cannot be read.
   */
  async isStill(socket: Socket): Promise<boolean> {
    try {
      return rightsOf(await this.look(socket)) === this.rights.get(socket);
    } catch (error) {
      return !(error instanceof DomainError) || error.code === 'unavailable';
    }
  }

  /** At once, so that of many that connect together none comes beyond the limit. */
  private join(socket: Socket, caller: Caller): void {
    const rooms = roomsOf(caller, requestOf(socket).sessionID);
    const open = socket.nsp.adapter.rooms.get(rooms[0])?.size ?? 0;
    if (open >= this.config.usage.openSockets) throw new DomainError('too_many_sockets');
    void socket.join(rooms);
  }

  private async look(socket: Socket): Promise<Caller> {
    const request = requestOf(socket);
    await reloadSession(request);
    const token: unknown = (socket.handshake.auth as Record<string, unknown>)['token'];
    const caller = await this.identity.identify(request, request.ip, token);
    checkAccess(caller, 'read', true);
    return caller;
  }
}

function requestOf(socket: Socket): Request & Identifiable & WithAllowance {
  return socket.request as unknown as Request & Identifiable & WithAllowance;
}

function rightsOf(caller: Caller): string {
  return `${caller.ownerId} ${seesEverything(caller)}`;
}

/**
 * The session as it is now, which may be none: the one of the handshake does not notice a logout.
 * @throws DomainError('unavailable') when the store does not say
 */
async function reloadSession(request: Identifiable): Promise<void> {
  const { session } = request;
  if (!session?.passport) return;
  const error = await new Promise<unknown>((resolve) => session.reload(resolve));
  if (!error) return;
  if (!(error instanceof Error) || error.message !== NO_SUCH_SESSION) throw sessionsUnreadable();
  delete request.session;
}
