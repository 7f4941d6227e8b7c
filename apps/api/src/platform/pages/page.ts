import type { Response } from 'express';
import { createHash } from 'node:crypto';
import { Html, html } from './html.js';
import { STYLE } from './style.js';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Nothing but the style below, and forms to this very service: not one script runs on these pages. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${STYLE_HASH}'`,
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const LOGO = html`<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
  <path class="r" d="M3 16h9c6 0 6-8 12-8h5" />
  <path class="c" d="M12 16c6 0 6 8 12 8h5" />
  <circle class="p" cx="12" cy="16" r="3.6" />
</svg>`;

export interface Page {
  title: string;
  body: Html;
  /** At the right end of the header. */
  nav?: Html;
  wide?: boolean;
}

/** Sends a page of HTML that needs no script. */
export function sendPage(response: Response, status: number, page: Page): void {
  response
    .status(status)
    .setHeader('content-security-policy', POLICY)
    .setHeader('cache-control', 'no-store')
    .type('html')
    .end(render(page));
}

function render({ title, body, nav, wide = false }: Page): string {
  const style = new Html(`<style>${STYLE}</style>`);
  return `<!doctype html>\n${
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>${title} - cpast</title>
        ${style}
      </head>
      <body>
        <header>
          <a class="brand" href="/">${LOGO}cpast</a>
          <nav>${nav}</nav>
        </header>
        <main class="${wide ? '' : 'narrow'}">${body}</main>
      </body>
    </html>`.text
  }\n`;
}
