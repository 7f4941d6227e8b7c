import type { LanguageView } from '@app/contracts';
import { createHash } from 'node:crypto';

/** Stands between the two halves of a key: what is done, and with what. */
const SEPARATOR = '.';

/** With what a result comes about: this program with its sandbox, and the languages in use. SHA-256, hex. */
function versionsHash(programVersion: string, languages: readonly LanguageView[]): string {
  const versions = languages.map(({ id, version }) => [id, version]).sort();
  return createHash('sha256')
    .update(JSON.stringify([programVersion, versions]))
    .digest('hex');
}

/** The key of a result of `workHash`, done by this version of the program with these languages. */
export function withVersions(
  workHash: string,
  programVersion: string,
  languages: readonly LanguageView[],
): string {
  return workHash + SEPARATOR + versionsHash(programVersion, languages);
}

/** Whether a result that came about with these versions may be kept under this key. */
export function isKeyOf(key: string, programVersion: string, languages: readonly LanguageView[]): boolean {
  return key.endsWith(SEPARATOR + versionsHash(programVersion, languages));
}
