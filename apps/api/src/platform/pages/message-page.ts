import { html } from './html.js';
import type { Page } from './page.js';

/** A page that only says something. */
export function messagePage(title: string, text: string): Page {
  return {
    title,
    body: html`<div class="card stack">
      <h1>${title}</h1>
      <p>${text}</p>
      <p><a href="/">To the start page</a></p>
    </div>`,
  };
}
