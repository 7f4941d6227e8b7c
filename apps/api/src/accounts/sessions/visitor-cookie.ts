import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { cookieName, type CookieRequest, isCookieSecure, readCookie, VISITOR_COOKIE } from './cookies.js';

const MAX_AGE_S = 90 * 24 * 3_600;
const VALUE = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})$/;

/** The id that a browser which is not logged in got from `giveVisitorCookie`; null for anything else. */
export function readVisitor(request: CookieRequest, key: Buffer, production: boolean): string | null {
  const name = cookieName(VISITOR_COOKIE, request, production);
  const match = VALUE.exec(readCookie(request.headers, name) ?? '');
  if (!match) return null;
  const [, id, signature] = match as unknown as [string, string, string];
  return timingSafeEqual(sign(id, key), Buffer.from(signature, 'base64url')) ? id : null;
}

/**
 * Gives a browser a signed id of its own, so that what it submits is its own. Nothing is stored.
 * @param request knows the cookie from now on: a socket is asked by that who it is
 * @param response of any kind, also to a handshake
 */
export function giveVisitorCookie(
  request: CookieRequest,
  response: Pick<ServerResponse, 'getHeader' | 'setHeader'>,
  key: Buffer,
  production: boolean,
): string {
  const id = randomUUID();
  const name = cookieName(VISITOR_COOKIE, request, production);
  const cookie = `${name}=${id}.${sign(id, key).toString('base64url')}`;
  const secure = isCookieSecure(request, production) ? '; Secure' : '';
  const others = [response.getHeader('set-cookie') ?? []].flat().map(String);
  response.setHeader('set-cookie', [
    ...others,
    `${cookie}; Max-Age=${MAX_AGE_S}; Path=/; HttpOnly; SameSite=Lax${secure}`,
  ]);
  request.headers.cookie = [request.headers.cookie, cookie].filter(Boolean).join('; ');
  return id;
}

function sign(id: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(id).digest();
}
