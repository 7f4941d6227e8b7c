import type { LanguageRow } from '../apps/worker/src/runner/languages/row.js';

/** The text of docs/languages.md: the rows of the core image, and those that only the full image has. */
export function languagesPage(table: {
  core: readonly LanguageRow[];
  more: readonly LanguageRow[];
}): Promise<string>;
