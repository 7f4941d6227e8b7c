import type { Checker } from '@app/contracts';

/** A piece of a line; `marked` pieces are where the two sides differ. */
export interface Segment {
  text: string;
  marked: boolean;
}

export interface DiffLine {
  /** Line number from 1. */
  number: number;
  segments: Segment[];
  /** Whether a newline ends the line in the text. */
  terminated: boolean;
  differs: boolean;
}

/** One row of the side-by-side view; null: this side has no such line. */
export interface DiffRow {
  expected: DiffLine | null;
  actual: DiffLine | null;
}

export interface Diff {
  rows: DiffRow[];
  /** Indexes into `rows` where the sides differ. */
  differences: number[];
  /** The sides differ, but only in white space: it should be made visible. */
  onlyWhitespace: boolean;
}

/** Above this many cells, lines are paired by position: exact alignment costs lines(a) * lines(b). */
const MAX_CELLS = 400_000;
const MAX_TOKEN_CELLS = 40_000;

interface Line {
  text: string;
  terminated: boolean;
}

/** Lines of a text; the empty piece after a last newline is no line. */
export function splitLines(text: string): Line[] {
  const pieces = text.split('\n');
  const last = pieces.pop();
  const lines = pieces.map((piece) => ({ text: piece, terminated: true }));
  if (last !== undefined && last !== '') lines.push({ text: last, terminated: false });
  return lines;
}

/**
 * Aligns two outputs line by line and marks what differs, as the checker sees it: `lines` overlooks white space at line
 * ends and empty lines at the end, `tokens` all white space between tokens, the others nothing.
 */
export function diffOutputs(expected: string, actual: string, checker: Checker['type']): Diff {
  const key = keyFor(checker);
  const left = splitLines(expected);
  const right = splitLines(actual);
  const rows: DiffRow[] = [];
  const differences: number[] = [];
  for (const [i, j] of align(left.map(key), right.map(key))) {
    const a = i === null ? null : left[i]!;
    const b = j === null ? null : right[j]!;
    const differs = !(a && b ? key(a) === key(b) : isNothing(a ?? b!, checker));
    if (differs) differences.push(rows.length);
    const [expectedSegments, actualSegments] = differs ? markLine(a, b) : [plain(a), plain(b)];
    rows.push({
      expected: a && { number: i! + 1, segments: expectedSegments, terminated: a.terminated, differs },
      actual: b && { number: j! + 1, segments: actualSegments, terminated: b.terminated, differs },
    });
  }
  const bare = (text: string) => text.replace(/\s+/g, '');
  return { rows, differences, onlyWhitespace: differences.length > 0 && bare(expected) === bare(actual) };
}

function keyFor(checker: Checker['type']): (line: Line) => string {
  if (checker === 'lines' || checker === 'unordered_lines') return (line) => line.text.trimEnd();
  if (checker === 'tokens' || checker === 'floats') return (line) => line.text.trim().replace(/\s+/g, ' ');
  return (line) => (line.terminated ? `${line.text}\n` : line.text);
}

/** A line that only one side has is no difference when the checker does not see it. */
function isNothing(line: Line, checker: Checker['type']): boolean {
  return checker !== 'exact' && line.text.trim() === '';
}

const plain = (line: Line | null): Segment[] => (line ? [{ text: line.text, marked: false }] : []);

type Pair = readonly [number | null, number | null];

/** Pairs of indexes in order; lines of a replaced block are paired one to one. */
function align(a: string[], b: string[]): Pair[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let tail = 0;
  while (tail < a.length - start && tail < b.length - start && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const pairs: Pair[] = Array.from({ length: start }, (_, i) => [i, i] as const);
  pairs.push(...middle(a.slice(start, a.length - tail), b.slice(start, b.length - tail), start));
  for (let k = tail; k > 0; k -= 1) pairs.push([a.length - k, b.length - k]);
  return pairs;
}

function middle(a: string[], b: string[], offset: number): Pair[] {
  const common = a.length * b.length <= MAX_CELLS ? longestCommon(a, b) : [];
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of [...common, [a.length, b.length] as const]) {
    const count = Math.max(nextI - i, nextJ - j);
    for (let k = 0; k < count; k += 1)
      pairs.push([i + k < nextI ? offset + i + k : null, j + k < nextJ ? offset + j + k : null]);
    if (nextI < a.length && nextJ < b.length) pairs.push([offset + nextI, offset + nextJ]);
    [i, j] = [nextI + 1, nextJ + 1];
  }
  return pairs;
}

/** Longest common subsequence by dynamic programming: pairs of indexes, rising. */
function longestCommon(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        a[i] === b[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i += 1;
    else j += 1;
  }
  return pairs;
}

/** Marks the differing pieces of two lines that stand beside each other. */
function markLine(a: Line | null, b: Line | null): [Segment[], Segment[]] {
  if (!a || !b) return [a ? [{ text: a.text, marked: true }] : [], b ? [{ text: b.text, marked: true }] : []];
  const left = tokens(a.text);
  const right = tokens(b.text);
  const common = left.length * right.length <= MAX_TOKEN_CELLS ? longestCommon(left, right) : [];
  const [ours, theirs]: [Segment[], Segment[]] = [[], []];
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of [...common, [left.length, right.length] as const]) {
    const [x, y] = markPiece(left.slice(i, nextI).join(''), right.slice(j, nextJ).join(''));
    ours.push(...x);
    theirs.push(...y);
    if (nextI < left.length) ours.push({ text: left[nextI]!, marked: false });
    if (nextJ < right.length) theirs.push({ text: right[nextJ]!, marked: false });
    [i, j] = [nextI + 1, nextJ + 1];
  }
  return [merge(ours), merge(theirs)];
}

/** Words and runs of white space, all of the text. */
const tokens = (text: string): string[] => text.match(/\s+|[^\s]+/gu) ?? [];

/** Numbers are marked whole (one digit more is another number); longer words only where they differ. */
function markPiece(a: string, b: string): [Segment[], Segment[]] {
  const isNumber = /^[-+]?[\d.]+(e[-+]?\d+)?$/i;
  if (a === '' || b === '' || isNumber.test(a) || isNumber.test(b) || a.length < 4 || b.length < 4)
    return [[{ text: a, marked: true }], [{ text: b, marked: true }]];
  const [x, y] = [Array.from(a), Array.from(b)];
  const limit = Math.min(x.length, y.length);
  let head = 0;
  while (head < limit && x[head] === y[head]) head += 1;
  let tail = 0;
  while (tail < limit - head && x.at(-1 - tail) === y.at(-1 - tail)) tail += 1;
  const cut = (chars: string[]): Segment[] => [
    { text: chars.slice(0, head).join(''), marked: false },
    { text: chars.slice(head, chars.length - tail).join(''), marked: true },
    { text: chars.slice(chars.length - tail).join(''), marked: false },
  ];
  return [cut(x), cut(y)];
}

function merge(segments: Segment[]): Segment[] {
  const merged: Segment[] = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    if (segment.text === '') continue;
    if (last && last.marked === segment.marked) last.text += segment.text;
    else merged.push({ ...segment });
  }
  return merged;
}
