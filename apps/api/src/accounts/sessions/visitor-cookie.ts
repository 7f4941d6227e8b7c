import type { Request, Response } from 'express';
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { cookieName, type CookieRequest, isCookieSecure, readCookie, VISITOR_COOKIE } from './cookies.js';

const MAX_AGE_MS = 90 * 24 * 3_600_000;
const VALUE = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})$/;

/** The id that a browser which is not logged in got from `giveVisitorCookie`; null for anything else. */
export function readVisitor(request: CookieRequest, key: Buffer, production: boolean): string | null {
  const name = cookieName(VISITOR_COOKIE, request, production);
  const match = VALUE.exec(readCookie(request.headers, name) ?? '');
  if (!match) return null;
  const [, id, signature] = match as unknown as [string, string, string];
  return timingSafeEqual(sign(id, key), Buffer.from(signature, 'base64url')) ? id : null;
}

/** Gives a browser a signed id of its own, so that what it submits is its own. Nothing is stored. */
export function giveVisitorCookie(
  request: Request,
  response: Response,
  key: Buffer,
  production: boolean,
): string {
  const id = randomUUID();
  response.cookie(
    cookieName(VISITOR_COOKIE, request, production),
    `${id}.${sign(id, key).toString('base64url')}`,
    {
      httpOnly: true,
      sameSite: 'lax',
      secure: isCookieSecure(request, production),
      maxAge: MAX_AGE_MS,
      path: '/',
    },
  );
  return id;
}

function sign(id: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(id).digest();
}
