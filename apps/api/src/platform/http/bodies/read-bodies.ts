import { REQUEST_LIMITS } from '@app/contracts';
import express, { type Request, type RequestHandler } from 'express';
import type { ThreadPool } from '../../threads/thread-pool.js';
import { jsonBody, smallJsonBody } from './json-body.js';

/** Pages with plain forms. They also take JSON, and no body at all where nothing has to be said. */
const FORM_PATHS = new Set([
  '/login',
  '/logout',
  '/register',
  '/password_reset',
  '/admin/password',
  '/admin/logout',
]);
/** Commands of admins, many of which say everything with their address. */
const ADMIN_PREFIX = '/api/v1/admin/';
const TOKENS_PATH = '/api/v1/tokens';
const CLEX_PATH = '/api/v1/clex/generate';
/** Where forms with files are taken; their handler reads them as they come in. */
const UPLOADS = /^\/api\/v1\/suites(\/[^/]+)?$/;
/** Commands that say everything with their address. */
const COMMANDS = /^\/api\/v1\/suites\/[^/]+\/verify$/;

/** Enough for any name and password. */
const SMALL_BYTES = 16 * 1024;
/** JSON may need six bytes for one. */
const CLEX_BYTES = 6 * REQUEST_LIMITS.maxClexBytes + SMALL_BYTES;

/** Reads forms and JSON; how large a body may be depends on what is said there. */
export function readBodies(threads: ThreadPool): RequestHandler {
  const readForm = express.urlencoded({ extended: false, limit: SMALL_BYTES, parameterLimit: 20 });
  const smallJson = smallJsonBody(SMALL_BYTES);
  const clexJson = jsonBody(threads, CLEX_BYTES);
  const json = jsonBody(threads);
  return (request, response, next) => {
    const path = routePath(request);
    if (path === TOKENS_PATH) return smallJson(request, response, next);
    if (path === CLEX_PATH) return clexJson(request, response, next);
    const hasForm = FORM_PATHS.has(path);
    if (UPLOADS.test(path) && isMultipart(request)) return next();
    if (COMMANDS.test(path) && isEmpty(request)) return next();
    if (!hasForm && !path.startsWith(ADMIN_PREFIX)) return json(request, response, next);
    if (hasForm && isForm(request)) return readForm(request, response, next);
    if (isEmpty(request)) {
      request.body = {};
      return next();
    }
    return smallJson(request, response, next);
  };
}

/** Whether the body is what a plain form of a page sends. */
export function isForm(request: Pick<Request, 'headers'>): boolean {
  return /^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}

/** Whether the body is a form that may hold files. */
export function isMultipart(request: Pick<Request, 'headers'>): boolean {
  return /^\s*multipart\/form-data\s*;/i.test(request.headers['content-type'] ?? '');
}

/** The path as the router takes it: capitals and a slash at the end make no difference. */
function routePath({ path }: Request): string {
  return path.toLowerCase().replace(/(?<=.)\/$/, '');
}

function isEmpty({ headers }: Request): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
}
