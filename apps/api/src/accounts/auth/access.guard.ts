import type { Config } from '@app/config';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { actorOf } from '../audit/actor-of.js';
import { AuditLog } from '../audit/audit-log.js';
import { addressKey } from '../../platform/http/addresses.js';
import type { WithAllowance } from '../../platform/request-limits/count-requests.js';
import {
  type Allowance,
  rateLimitHeaders,
  RequestLimiter,
} from '../../platform/request-limits/request-limiter.js';
import { limitKeysOf } from '../access/limit-keys.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import { Secrets } from '../sessions/secrets.js';
import { giveVisitorCookie } from '../sessions/visitor-cookie.js';
import { CONFIG } from '../../platform/environment/tokens.js';
import { ACCESS, type Access } from '../access/access.decorator.js';
import { type Caller, visitorOwnerId, type WithCaller } from '../access/caller.js';
import { checkAccess } from '../access/check-access.js';
import { isForged, isWrite, sourceOf } from '../../platform/http/cross-site.js';
import { Identities } from './identities.js';

/**
 * Stands before every route: counts the request, finds out who calls, and lets through whom the route's
 * `@Public()` or `@Requires()` names. What a browser sends with cookies has to come from our own pages.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly identity: Identities,
    private readonly limiter: RequestLimiter,
    private readonly secrets: Secrets,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Pick<Config, 'anonymousSubmissions' | 'production'>,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Sockets are asked who they are when they connect and when they subscribe.
    if (context.getType() !== 'http') return true;
    const access = this.accessOf(context);
    if (access === 'probe') return true;
    const request = context.switchToHttp().getRequest<Request & WithCaller>();
    const response = context.switchToHttp().getResponse<Response>();
    const allowance = await this.countAddress(request, response);
    if (access === 'public') return true;
    // What one caller gets is nothing for a browser or a proxy to keep for the next.
    response.setHeader('cache-control', 'no-store');
    let caller = await this.identifyAndCount(request, response, allowance);
    await this.refuseForged(request, caller);
    await this.check(caller, access, request);
    if (access === 'submit' && caller.kind === 'anonymous' && isBrowser(request))
      caller = this.welcome(caller, request, response);
    request.caller = caller;
    return true;
  }

  private async check(caller: Caller, access: Access, request: Request): Promise<void> {
    try {
      checkAccess(caller, access, this.config.anonymousSubmissions);
    } catch (error) {
      if (access === 'admin' && !caller.isAnonymous)
        await this.audit.recordRarely(caller.account.id, {
          action: 'admin.refused',
          subject: caller.account.username,
          ...actorOf(caller, request),
          detail: whatOf(request),
        });
      throw error;
    }
  }

  private accessOf(context: ExecutionContext): Access {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access !== undefined) return access;
    throw new DomainError('forbidden', { detail: 'Nobody has said who may use this address.' });
  }

  /** The address first: a client that tries out tokens is stopped before anything is looked up. */
  private async countAddress(request: Request, response: Response): Promise<Allowance> {
    let { allowance } = request as WithAllowance;
    allowance ??= await this.limiter.consume(`address:${addressKey(request.ip)}`);
    response.set(rateLimitHeaders(allowance));
    return allowance;
  }

  private async identifyAndCount(
    request: Request,
    response: Response,
    allowance: Allowance,
  ): Promise<Caller> {
    const caller = await this.identity.identify(request, request.ip);
    response.set(rateLimitHeaders(await this.limiter.consumeAll(limitKeysOf(caller), allowance)));
    return caller;
  }

  private async refuseForged(request: Request, caller: Caller): Promise<void> {
    if (!isWrite(request) || caller.kind === 'token') return;
    const hasCookies = caller.kind !== 'anonymous';
    const forged = hasCookies
      ? isForged(request, this.secrets.forms)
      : sourceOf(request.headers, request.host) === 'other_site';
    if (!forged) return;
    if (!caller.isAnonymous)
      await this.audit.recordRarely(caller.account.id, {
        action: 'request.cross_site',
        ...actorOf(caller, request),
        detail: whatOf(request),
      });
    throw new DomainError('cross_site_request', {
      detail: 'The browser sent this from a page of another site, or the form of the page is out of date.',
    });
  }

  /** A browser that is not logged in and submits something gets a cookie, so that it is its own. */
  private welcome({ usageKey, addressKey: from }: Caller, request: Request, response: Response): Caller {
    const id = giveVisitorCookie(request, response, this.secrets.visitors, this.config.production);
    return { kind: 'visitor', isAnonymous: true, ownerId: visitorOwnerId(id), usageKey, addressKey: from };
  }
}

function whatOf({ method, path }: Request): Record<string, unknown> {
  return { method, path: path.slice(0, 200) };
}

/**
 * Over plain http, browsers leave `Sec-Fetch-*` out unless it is to this machine; `Origin` comes with every
 * write.
 */
function isBrowser({ headers }: Request): boolean {
  return (
    headers['sec-fetch-site'] !== undefined ||
    headers.origin !== undefined ||
    (headers.accept?.includes('text/html') ?? false)
  );
}
