import type { Request } from 'express';
import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackAddress, isLoopbackName } from '../../platform/http/loopback.js';

/** `cookieName` makes of these what they are called in a request. */
export const SESSION_COOKIE = 'cpast_session';
export const VISITOR_COOKIE = 'cpast_visitor';
export const SECURE_PREFIX = '__Host-';

/**
 * The raw value of one cookie of a request (RFC 6265, section 4.2); null when it is not there. Ours hold no
 * escapes.
 */
export function readCookie(headers: Pick<IncomingHttpHeaders, 'cookie'>, name: string): string | null {
  for (const part of headers.cookie?.split(';') ?? []) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return null;
}

/** What is looked at of a request. */
export type CookieRequest = Pick<Request, 'headers' | 'secure' | 'socket'>;

/**
 * The name that one of our cookies has in this request and its answer. With `__Host-` browsers take it over
 * https only, from this very host, for all its paths: neither a neighbour below the same domain nor a plain
 * connection can plant one.
 */
export function cookieName(name: string, request: CookieRequest, production: boolean): string {
  return isCookieSecure(request, production) ? SECURE_PREFIX + name : name;
}

/**
 * Whether cookies of this answer are for https only: behind TLS always, and in production everywhere except
 * on this machine. A browser drops such a cookie on a plain connection, so no user logs in over one by
 * mistake.
 */
export function isCookieSecure(request: CookieRequest, production: boolean): boolean {
  return request.secure || (production && !isOfThisMachine(request));
}

/** `Host` alone says nothing: a proxy on this machine often writes its own idea of it. */
function isOfThisMachine({ headers, socket }: CookieRequest): boolean {
  return (
    isLoopbackAddress(socket.remoteAddress) &&
    isLoopbackName(hostnameOf(`http://${headers.host}`)) &&
    (headers.origin === undefined || isLoopbackName(hostnameOf(headers.origin))) &&
    !Object.keys(headers).some((name) => PROXY_HEADER.test(name))
  );
}

const PROXY_HEADER = /^(forwarded|via|x-forwarded-.*|x-real-ip)$/;

function hostnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
