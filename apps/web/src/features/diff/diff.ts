import type { Checker } from '@app/contracts';
import { align, type Block } from './align.js';
import { isTerminated, longestOf, splitLines, type DiffLine, type Rows, type TextLines } from './lines.js';
import { markLine } from './markLine.js';

/** Two outputs side by side, row for row. */
export interface Diff {
  expected: Rows;
  actual: Rows;
  /** Rows where the sides differ. */
  differences: number[];
  /** The sides differ, but only in white space: it should be made visible. */
  onlyWhitespace: boolean;
}

/** Which line of each side stands in a row; NONE: that side has none there. */
interface Pairs {
  left: Int32Array;
  right: Int32Array;
}
const NONE = -1;

/**
 * Aligns two outputs line by line and marks what differs, as the checker sees it: `lines` overlooks white
 * space at line ends and empty lines at the end, `tokens` all white space between tokens, the others nothing.
 */
export function diffOutputs(expected: string, actual: string, checker: Checker['type']): Diff {
  const [left, right] = [splitLines(expected), splitLines(actual)];
  const [leftKeys, rightKeys] = [keysOf(left, checker), keysOf(right, checker)];
  const pairs = pairUp(align(leftKeys, rightKeys));
  const differs = new Uint8Array(pairs.left.length);
  const differences: number[] = [];
  for (let row = 0; row < differs.length; row += 1) {
    const [i, j] = [pairs.left[row]!, pairs.right[row]!];
    const isSame =
      i === NONE || j === NONE
        ? isNothing(i === NONE ? right.texts[j]! : left.texts[i]!, checker)
        : leftKeys[i] === rightKeys[j];
    if (isSame) continue;
    differs[row] = 1;
    differences.push(row);
  }
  const lineAt = (row: number, side: 0 | 1): DiffLine | null => {
    const [lines, index] = side === 0 ? [left, pairs.left[row]!] : [right, pairs.right[row]!];
    if (index === NONE) return null;
    const text = lines.texts[index]!;
    const segments = differs[row]
      ? markLine(textAt(left, pairs.left[row]!), textAt(right, pairs.right[row]!))[side]
      : [{ text, marked: false }];
    return {
      number: index + 1,
      segments,
      terminated: isTerminated(lines, index),
      differs: differs[row] === 1,
    };
  };
  const rowsOf = (lines: TextLines, side: 0 | 1): Rows => ({
    length: differs.length,
    lineCount: lines.texts.length,
    longest: longestOf(lines),
    at: (row) => lineAt(row, side),
  });
  return {
    expected: rowsOf(left, 0),
    actual: rowsOf(right, 1),
    differences,
    onlyWhitespace: differences.length > 0 && isSameButForWhitespace(expected, actual),
  };
}

const textAt = ({ texts }: TextLines, index: number): string | null =>
  index === NONE ? null : texts[index]!;

/** What of each line the checker looks at. */
function keysOf(lines: TextLines, checker: Checker['type']): string[] {
  switch (checker) {
    case 'lines':
    case 'unordered_lines':
      return lines.texts.map((text) => text.trimEnd());
    case 'tokens':
    case 'floats':
      return lines.texts.map((text) => text.trim().replace(/\s+/g, ' '));
    case 'exact':
    case 'program':
      return lines.texts.map((text, i) => (isTerminated(lines, i) ? `${text}\n` : text));
  }
}

/** A line that only one side has is no difference when the checker does not see it. */
function isNothing(text: string, checker: Checker['type']): boolean {
  return checker !== 'exact' && text.trim() === '';
}

/** Rows of all blocks; lines of a replaced block are paired one to one. */
function pairUp(blocks: readonly Block[]): Pairs {
  const count = blocks.reduce((sum, { left, right }) => sum + Math.max(left, right), 0);
  const pairs: Pairs = { left: new Int32Array(count).fill(NONE), right: new Int32Array(count).fill(NONE) };
  let [row, i, j] = [0, 0, 0];
  for (const { left, right } of blocks) {
    for (let k = 0; k < left; k += 1) pairs.left[row + k] = i + k;
    for (let k = 0; k < right; k += 1) pairs.right[row + k] = j + k;
    [row, i, j] = [row + Math.max(left, right), i + left, j + right];
  }
  return pairs;
}

/** Looks no further than the first character that tells them apart. */
function isSameButForWhitespace(a: string, b: string): boolean {
  let [i, j] = [0, 0];
  for (;;) {
    while (i < a.length && isWhitespace(a, i)) i += 1;
    while (j < b.length && isWhitespace(b, j)) j += 1;
    if (i === a.length || j === b.length) return i === a.length && j === b.length;
    if (a.charCodeAt(i) !== b.charCodeAt(j)) return false;
    [i, j] = [i + 1, j + 1];
  }
}

const isWhitespace = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code === 0x20 || (code >= 9 && code <= 13) || (code > 0x7f && /\s/.test(text[at]!));
};
