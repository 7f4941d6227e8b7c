import type { Request } from 'express';
import type { IncomingHttpHeaders } from 'node:http';

export const SESSION_COOKIE = 'cpast_session';
export const VISITOR_COOKIE = 'cpast_visitor';

/** The raw value of one cookie of a request (RFC 6265, section 4.2); null when it is not there. Ours hold no escapes. */
export function readCookie(headers: Pick<IncomingHttpHeaders, 'cookie'>, name: string): string | null {
  for (const part of headers.cookie?.split(';') ?? []) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return null;
}

/**
 * Whether cookies of this answer are for https only: behind TLS always, and in production everywhere but on the very
 * machine. A browser drops such a cookie on a plain connection, so nobody logs in over one by mistake.
 */
export function isCookieSecure(request: Request, production: boolean): boolean {
  return request.secure || (production && !isLoopbackName(request.hostname));
}

function isLoopbackName(name: string | undefined): boolean {
  return name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name ?? '');
}
