import type { Request } from 'express';
import { createHmac, timingSafeEqual } from 'node:crypto';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/**
 * What a plain form of any site can send without asking first (Fetch standard, CORS-safelisted content
 * types).
 */
const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

/** Where a request comes from, as far as its browser says so. Programs that are no browsers say nothing. */
export type Source = 'same_site' | 'other_site' | 'unknown';

/** @param host of the address that was asked, with port */
export function sourceOf(headers: Request['headers'], host: string | undefined): Source {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'same_site' : 'other_site';
  const { origin } = headers;
  if (origin === undefined) return 'unknown';
  return URL.canParse(origin) && new URL(origin).host === host ? 'same_site' : 'other_site';
}

/** Whether the method is one that may change something. */
export function isWrite({ method }: Pick<Request, 'method'>): boolean {
  return !SAFE_METHODS.has(method);
}

/**
 * Whether another site could have made the browser send this request. Where the browser does not say where it
 * comes from, a request that needs a preflight (JSON, DELETE) is ours, as no other site gets one allowed, and
 * a plain form has to carry the token of its session.
 */
export function isForged(request: Request, formKey: Buffer): boolean {
  const source = sourceOf(request.headers, request.host);
  if (source !== 'unknown') return source === 'other_site';
  if (request.method !== 'POST') return false;
  const contentType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  // Without a body and its type it is no form, and scripts of other sites always say where they are from.
  if (contentType === undefined || !FORM_TYPES.includes(contentType)) return false;
  return !isFormToken(tokenIn(request), request.sessionID, formKey);
}

/** What the forms of a session carry. */
export function formToken(sessionId: string | undefined, formKey: Buffer): string {
  return createHmac('sha256', formKey)
    .update(sessionId ?? '')
    .digest('base64url');
}

function isFormToken(given: unknown, sessionId: string | undefined, formKey: Buffer): boolean {
  if (typeof given !== 'string' || sessionId === undefined) return false;
  const expected = Buffer.from(formToken(sessionId, formKey));
  const bytes = Buffer.from(given);
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

function tokenIn(request: Request): unknown {
  const body = request.body as { csrf_token?: unknown } | undefined;
  return request.headers['x-csrf-token'] ?? body?.csrf_token;
}
