import type { LanguageView } from '@app/contracts';
import { invalidField } from '../../platform/problem/domain-error.js';
import { findLanguage } from './language-directory.js';

/** Names by which clients of the origin call languages, where they may differ from our ids. */
const ORIGIN_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['cpp', ['cpp', 'c++', 'cpp17', 'cpp20']],
  ['javascript', ['javascript', 'js', 'node']],
  ['python', ['python', 'python3', 'py']],
]);

/**
 * The id of the language that a client of the origin calls `name`, in any case.
 * @throws DomainError that names `field` and the languages that work here
 */
export function resolveLanguage(languages: readonly LanguageView[], name: string, field: string): string {
  const names = ORIGIN_NAMES.get(name.toLowerCase()) ?? [name];
  const found = names.map((candidate) => findLanguage(languages, candidate)).find(Boolean);
  if (found) return found.id;
  throw invalidField(field, `unknown language; known here are: ${languages.map(({ id }) => id).join(', ')}`);
}
