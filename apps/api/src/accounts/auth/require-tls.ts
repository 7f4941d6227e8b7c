import type { Request } from 'express';
import { DomainError } from '../../platform/problem/domain-error.js';
import { isCookieSecure } from '../sessions/cookies.js';

/**
 * Passwords do not travel in the clear, and the session's cookie would never come back: better to say why than to log
 * nobody in. @throws DomainError('tls_required')
 */
export function requireTls(request: Request, production: boolean): void {
  if (request.secure || !isCookieSecure(request, production)) return;
  throw new DomainError('tls_required', {
    detail: 'In production this works over https only; if a proxy ends TLS, name it in TRUSTED_PROXIES.',
  });
}
