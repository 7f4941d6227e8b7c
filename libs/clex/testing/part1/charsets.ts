import type { CharsetName } from './ast.js';

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

/** The characters of the named charsets. Their order is part of what a seed means: never change it. */
export const NAMED_CHARSETS: Readonly<Record<CharsetName, string>> = {
  CH_ALPHA: UPPER + LOWER,
  CH_NUM: DIGITS,
  CH_ALNUM: UPPER + LOWER + DIGITS,
  CH_UPPER: UPPER,
  CH_LOWER: LOWER,
  CH_NEWLINE: '\n',
  CH_ALL: UPPER + LOWER + DIGITS + ')(*&^%$#@!~',
};

export const DEFAULT_CHARSET: CharsetName = 'CH_ALNUM';

const NAMES = Object.keys(NAMED_CHARSETS) as CharsetName[];

/**
 * The charset a name stands for, whatever its case and the white space around it; `undefined` when unknown.
 */
export function charsetNamed(text: string): CharsetName | undefined {
  const name = text.trim().toUpperCase();
  return NAMES.find((known) => known === name);
}

/** The known name that takes the fewest edits to reach from `text`, for a hint. */
export function nearestCharset(text: string): CharsetName {
  // A name of any use is short; the cut keeps the table small for hostile text.
  const wanted = text.trim().toUpperCase().slice(0, 32);
  const candidates = wanted.startsWith('CH') ? [wanted] : [wanted, `CH_${wanted}`];
  let nearest: CharsetName = DEFAULT_CHARSET;
  let fewest = Infinity;
  for (const name of NAMES) {
    const edits = Math.min(...candidates.map((candidate) => editDistance(candidate, name)));
    if (edits < fewest) [nearest, fewest] = [name, edits];
  }
  return nearest;
}

/** Levenshtein distance (Wagner and Fischer, 1974), one row at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const substitution = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
