/**
 * Endings of source files, by what a language is called here. The first of a language is the one that is
 * written.
 */
const ENDINGS: readonly (readonly [string, readonly string[]])[] = [
  ['cpp', ['cpp', 'cc', 'cxx', 'c++']],
  ['c', ['c']],
  ['python', ['py']],
  ['java', ['java']],
  ['javascript', ['js', 'mjs', 'cjs']],
  ['typescript', ['ts']],
  ['rust', ['rs']],
  ['go', ['go']],
  ['ruby', ['rb']],
  ['kotlin', ['kt']],
  ['csharp', ['cs']],
  ['haskell', ['hs']],
  ['perl', ['pl']],
  ['php', ['php']],
  ['lua', ['lua']],
  ['pascal', ['pas']],
  ['bash', ['sh']],
  ['scala', ['scala']],
  ['ocaml', ['ml']],
  ['d', ['d']],
  ['nim', ['nim']],
  ['swift', ['swift']],
];

/** What a file's language is called, by its ending; null: not known. */
export function languageOfFile(name: string): string | null {
  const ending = name.split('.').at(-1)?.toLowerCase() ?? '';
  return ENDINGS.find(([, endings]) => endings.includes(ending))?.[0] ?? null;
}

/** What a program of a language is called as a file: `candidate.cpp`. */
export function fileNameOf(stem: string, language: string): string {
  const base = language.toLowerCase().replace(/-.*$/, '');
  const ending = ENDINGS.find(([name]) => name === base)?.[1][0] ?? 'txt';
  return `${stem}.${ending}`;
}
