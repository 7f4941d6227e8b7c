import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '../../problem/domain-error.js';

const ONE_YEAR_S = 365 * 24 * 3600;

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

function isWebFile({ path }: Request): boolean {
  return path === '/' || path.startsWith('/assets/') || path.startsWith('/api/v1/docs/');
}

function isRead({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}
