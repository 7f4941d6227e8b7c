import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { html } from '../../pages/html.js';
import { DomainError } from '../../problem/domain-error.js';
import { compressedFiles, fileBelow } from './compressed-files.js';

const ONE_YEAR_S = 365 * 24 * 3600;
/** Files that change with a new version of a package, at the same address. */
const ONE_DAY_S = 24 * 3600;
/** Addresses that are not pages of the web app: the API, its sockets, and forms that work without scripts. */
const NOT_PAGES =
  /^\/(?:api|assets|socket\.io|health_check|metrics|login|logout|register|password_reset|admin\/(?:dashboard|password|logout))(?:\/|$)/;
/** Pages of the web app. Elsewhere it says that there is nothing, and so does the status. */
const PAGES =
  /^\/(?:run|judge|suites(?:\/[^/]+)?|submissions|s\/[^/]+(?:\/(?:failures|tests)\/\d+)?|compare\/[^/]+\/[^/]+|examples|account(?:\/tokens)?|admin(?:\/(?:submissions|workers|users|dead-letters|audit))?|docs\/(?:clex|api))$/;
/** What the head of a page says of it, as plain text. */
export interface PageHead {
  readonly title: string;
  readonly description: string;
}
/** null: nothing of its own. */
export type HeadOf = (path: string) => Promise<PageHead | null>;

/** The files of Swagger UI that are as they come; Nest writes the page itself. */
const SWAGGER_FILE = /^\/api\/v1\/docs\/swagger-ui\/(swagger-ui(?:-bundle|-standalone-preset)?\.(?:js|css))$/;

/**
 * Serves the built web page at `/`. Files below `/assets` carry a hash of their content in their name and may
 * be kept for ever; the page itself is asked for each time.
 * @param headOf what a page is about, where it is about something that everybody may see
 */
export function serveWeb(app: NestExpressApplication, webRoot: string, headOf: HeadOf): void {
  const index = join(webRoot, 'index.html');
  // Only what everybody may see: next to a secret, the size of compressed text tells too much (BREACH).
  app.use(
    compressedFiles(
      join(webRoot, 'assets'),
      fileBelow('/assets/'),
      `public, max-age=${ONE_YEAR_S}, immutable`,
    ),
  );
  app.use(compressedFiles(webRoot, (path) => (path === '/' ? 'index.html' : null), 'no-cache'));
  app.use(compressedFiles(swaggerRoot(), swaggerFile, `public, max-age=${ONE_DAY_S}`));
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
    // Results are for people who have their link, not for search engines.
    if (request.path.startsWith('/s/')) response.setHeader('x-robots-tag', 'noindex');
    response.status(PAGES.test(request.path) ? 200 : 404).setHeader('cache-control', 'no-cache');
    // A page that cannot say what it is about is a page all the same.
    const answer = async () => {
      const head = await headOf(request.path).catch(() => null);
      if (head === null) return response.sendFile(index, { cacheControl: false });
      response.type('html').send(withHead(await readFile(index, 'utf8'), head));
    };
    answer().catch(next);
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

/** The page with another title, for whatever shows links with what they lead to. */
function withHead(page: string, { title, description }: PageHead): string {
  const texts = { title: html`${title}`.text, description: html`${description}`.text };
  return page
    .replace(/<title>[^<]*<\/title>/, () => `<title>${texts.title}</title>`)
    .replace(
      /(<meta\s+property="og:(title|description)"\s+content=")[^"]*/g,
      (_all, start: string, name: 'title' | 'description') => start + texts[name],
    );
}

const swaggerFile = (path: string): string | null => SWAGGER_FILE.exec(path)?.[1] ?? null;

/** Where Swagger UI has its files: a package of `@nestjs/swagger`. */
function swaggerRoot(): string {
  const ofNest = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));
  return dirname(ofNest.resolve('swagger-ui-dist/package.json'));
}

/** Whether a browser opens an address that belongs to the web app. */
function isPage(request: Request): boolean {
  const wantsHtml = request.headers.accept?.includes('text/html') ?? false;
  return isRead(request) && wantsHtml && !NOT_PAGES.test(request.path);
}

function isRead({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}
