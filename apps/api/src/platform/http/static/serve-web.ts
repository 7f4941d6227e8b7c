import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '../../problem/domain-error.js';

const ONE_YEAR_S = 365 * 24 * 3600;
/** Addresses that are not pages of the web app: the API, its sockets, and forms that work without scripts. */
const NOT_PAGES =
  /^\/(?:api|assets|socket\.io|health_check|metrics|login|logout|register|password_reset|admin\/(?:dashboard|password|logout))(?:\/|$)/;
/** Pages of the web app. Elsewhere it says that there is nothing, and so does the status. */
const PAGES =
  /^\/(?:run|judge|suites(?:\/[^/]+)?|submissions|s\/[^/]+(?:\/(?:failures|tests)\/\d+)?|compare\/[^/]+\/[^/]+|examples|account(?:\/tokens)?|admin(?:\/(?:submissions|workers|users|dead-letters|audit))?|docs\/(?:clex|api))$/;

/**
 * Serves the built web page at `/`. Files below `/assets` carry a hash of their content in their name and may be kept
 * for ever; the page itself is asked for each time.
 */
export function serveWeb(app: NestExpressApplication, webRoot: string): void {
  const index = join(webRoot, 'index.html');
  // Only what everybody may see: next to a secret, the size of compressed text tells too much (BREACH).
  app.use(compressionOf(isWebFile));
  app.use(
    '/assets',
    express.static(join(webRoot, 'assets'), { immutable: true, maxAge: ONE_YEAR_S * 1000, index: false }),
  );
  app.use(
    express.static(webRoot, {
      index: 'index.html',
      maxAge: 0,
      setHeaders: (response) => void response.setHeader('cache-control', 'no-cache'),
    }),
  );
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (request.path === '/favicon.ico') return response.redirect(302, '/favicon.svg');
    if (!isPage(request) || !existsSync(index)) return next();
    // Results are for those who have their link, not for whoever searches.
    if (request.path.startsWith('/s/')) response.setHeader('x-robots-tag', 'noindex');
    response
      .status(PAGES.test(request.path) ? 200 : 404)
      .setHeader('cache-control', 'no-cache')
      .sendFile(index, { cacheControl: false });
  });
  app.use((request: Request, _response: Response, next: NextFunction) => {
    if (request.path !== '/' || !isRead(request) || existsSync(index)) return next();
    next(
      new DomainError('page_not_built', {
        detail: 'Build the web page with `npm run build`; the API works without.',
      }),
    );
  });
}

/** Compresses the answers to requests that `isMeant`. */
function compressionOf(isMeant: (request: Request) => boolean): RequestHandler {
  const compress = compression() as RequestHandler;
  return (request, response, next) => (isMeant(request) ? compress(request, response, next) : next());
}

function isWebFile(request: Request): boolean {
  const { path } = request;
  return path === '/' || path.startsWith('/assets/') || path.startsWith('/api/v1/docs/') || isPage(request);
}

/** Whether somebody at a browser opens an address that belongs to the web app. */
function isPage(request: Request): boolean {
  const wantsHtml = request.headers.accept?.includes('text/html') ?? false;
  return isRead(request) && wantsHtml && !NOT_PAGES.test(request.path);
}

function isRead({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}
