import type { FacadeMount, FacadeName } from '@app/config';
import type { Request, RequestHandler, Response } from 'express';
import type { IncomingMessage } from 'node:http';
import { readRawNow } from '../../platform/http/bodies/json-body.js';
import type { ThreadPool } from '../../platform/threads/thread-pool.js';
import { bodyFields, leaveFacadeBody } from './facade-body.js';

/** Tokens of ours; what else clients write into such headers is for the service they were made for. */
const OUR_TOKEN = /^cpast_[A-Za-z0-9_-]{43}$/;
/** Addresses of Judge0 that are served at the root where that is asked for. */
const JUDGE0_ROOTS =
  /^\/(submissions|languages|statuses|system_info|config_info|statistics|workers|about|version|isolate|license|authenticate|authorize)(\/|$)/;
const PISTON_ROOTS = /^\/(api\/(v2\/|v1\/piston\/)|(versions|execute)(\/|$))/;

/**
 * Finds the requests that are for a facade, at its prefix, at the root or on a port of its own, and leads
 * them to its routes. Every site may call a facade, so no cookie counts there: its callers have a token, or
 * nothing.
 * @param threads read large bodies
 */
export function mountFacades(mounts: readonly FacadeMount[], threads: ThreadPool): RequestHandler {
  const ports = new Map(mounts.flatMap(({ name, port }) => (port === null ? [] : [[port, name] as const])));
  const atRoot = mounts.filter(({ port }) => port === null).map(({ name }) => name);
  return (request, response, next) => {
    const path = pathFor(request, ports.get(request.socket.localPort ?? 0), atRoot);
    if (path === null) return next();
    request.url = path;
    allowEverySite(request, response);
    // As the public instance of Piston does, and as Jobe does.
    if (request.method === 'OPTIONS')
      return void response.status(path.startsWith('/piston') ? 200 : 204).end();
    forgetBrowser(request);
    leaveFacadeBody(request, threads);
    if (!path.startsWith('/judge0/') || request.headers.authorization !== undefined) return next();
    takeTokenOfBody(request, response).then(() => next(), next);
  };
}

/**
 * Clients of Judge0 may also name their token in the body; who calls has to be known before it comes to its
 * handler.
 */
async function takeTokenOfBody(request: Request, response: Response): Promise<void> {
  await readRawNow(request, response);
  const body: unknown = request.body;
  if (!Buffer.isBuffer(body) || !body.includes('X-Auth-')) return;
  // What cannot be read is for the handler to refuse.
  const fields = await bodyFields(request, { elseNothing: true }).catch(
    () => ({}) as Record<string, unknown>,
  );
  const token = ourTokenAmong([fields['X-Auth-User'], fields['X-Auth-Token']]);
  if (token !== undefined) request.headers.authorization = `Bearer ${token}`;
}

/** As `mountFacades` finds it, for connections that no middleware sees; null: it is for no facade. */
export function facadePathFor(request: IncomingMessage, mounts: readonly FacadeMount[]): string | null {
  const { name } = mounts.find(({ port }) => port !== null && port === request.socket.localPort) ?? {};
  const atRoot = mounts.filter(({ port }) => port === null).map((mount) => mount.name);
  return pathFor(request as Request, name, atRoot);
}

/** The address below the facade's prefix, with its query; null: the request is for none. */
function pathFor(
  request: Request,
  ofPort: FacadeName | undefined,
  atRoot: readonly FacadeName[],
): string | null {
  const [path = '/', ...query] = request.url.split('?');
  const found = ofPort ? belowPrefix(ofPort, path) : (prefixed(path) ?? rooted(path, atRoot));
  // A slash at the end, or two of them, make no difference; a list of tokens may be longer than a path.
  return found === null ? null : [found.replace(/(?<=.)\/+$/, ''), ...query].join('?');
}

function belowPrefix(name: FacadeName, path: string): string {
  return prefixed(path) ?? `/${name}${path}`;
}

function prefixed(path: string): string | null {
  const twice = /^\/jobe(\/jobe\/.*)$/.exec(path)?.[1];
  if (twice !== undefined) return twice;
  return /^\/(judge0|piston|jobe)(\/|$)/.test(path) ? path : null;
}

function rooted(path: string, atRoot: readonly FacadeName[]): string | null {
  if (atRoot.includes('judge0') && JUDGE0_ROOTS.test(path)) return `/judge0${path}`;
  if (atRoot.includes('piston') && PISTON_ROOTS.test(path)) return `/piston${path}`;
  return null;
}

function allowEverySite(request: Request, response: Response): void {
  // The star does not stand for this one. Source: the Fetch standard, CORS-preflight fetch.
  const named = /\bauthorization\b/i.test(String(request.headers['access-control-request-headers']));

  response.set({
    'access-control-allow-origin': '*',
    'access-control-allow-headers': named ? '*, Authorization' : '*',
    'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
    'access-control-expose-headers': '*',
    'cross-origin-resource-policy': 'cross-origin',
  });
}

/** Every site may call a facade: what a browser adds by itself says nothing. */
export function forgetBrowser({ headers, query }: Request): void {
  for (const name of ['cookie', 'origin', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest'])
    delete headers[name];
  headers.accept = 'application/json';
  // The one of an admin is asked for beside that of a user: it stands for both.
  const given = [
    headers['x-auth-user'],
    query['X-Auth-User'],
    headers['x-auth-token'],
    query['X-Auth-Token'],
    headers['x-api-key'],
    headers.authorization,
  ];
  const token = ourTokenAmong(given);
  if (token === undefined) delete headers.authorization;
  else headers.authorization = `Bearer ${token}`;
}

function ourTokenAmong(given: readonly unknown[]): string | undefined {
  return given
    .map((value) => (typeof value === 'string' ? value.replace(/^Bearer +/i, '').trim() : ''))
    .find((text) => OUR_TOKEN.test(text));
}
