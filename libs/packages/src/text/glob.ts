const MOST = 255;

/** Whether a path is meant by a pattern: `*` within one name, and `{a,b}`; nothing else is special. */
export function matchesGlob(pattern: string, path: string): boolean {
  if (pattern.length > MOST) return false;
  const source = pattern
    .replace(/[.+?^$()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '[^/]*')
    .replace(/\{([^{}]*)\}/g, (_all, words: string) => `(?:${words.split(',').join('|')})`);
  return !/[{}]/.test(source) && new RegExp(`^${source}$`).test(path);
}
