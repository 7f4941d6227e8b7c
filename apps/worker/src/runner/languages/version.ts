import type { LanguageRow } from './row.js';

/** A toolchain's version as it calls itself, and what is needed to put versions in order. */
export interface Version {
  text: string;
  parts: readonly number[];
  /** nightly, beta, release candidate... */
  prerelease: boolean;
}

/** Finds the version in what the tool printed; null when it is not there. */
export function parseVersion(row: LanguageRow, printed: string): Version | null {
  const text = row.version.pattern.exec(printed)?.[1];
  if (!text) return null;
  const parts = /^\d+(\.\d+)*/.exec(text)![0].split('.').map(Number);
  return { text, parts, prerelease: /\d-?(a|b|rc|alpha|beta|nightly|dev|pre|ea)/i.test(text) };
}

/** `python-3.9`, `java-17`: the id of one version. */
export function versionedId(row: LanguageRow, version: Version): string {
  return `${row.id}-${version.parts.slice(0, row.version.idParts).join('.')}`;
}

/** Best first: finished before unfinished, then new before old. */
export function compareVersions(a: Version, b: Version): number {
  if (a.prerelease !== b.prerelease) return a.prerelease ? 1 : -1;
  for (let i = 0; i < Math.max(a.parts.length, b.parts.length); i += 1) {
    const difference = (b.parts[i] ?? 0) - (a.parts[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
