import type { Request } from 'express';
import { DomainError } from '../../platform/problem/domain-error.js';
import { isCookieSecure } from '../sessions/cookies.js';

/**
 * Passwords must not travel in the clear, and over plain http the browser would never send the session's
 * cookie back: better to say why than to let the login fail silently. @throws DomainError('tls_required')
 */
export function requireTls(request: Request, production: boolean): void {
  if (request.secure || !isCookieSecure(request, production)) return;
  throw new DomainError('tls_required', {
    detail: 'In production this works over https only; if a proxy ends TLS, name it in TRUSTED_PROXIES.',
  });
}
