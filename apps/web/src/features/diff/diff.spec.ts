import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffOutputs, type Diff } from './diff.js';
import { isTerminated, splitLines, type DiffLine, type Rows } from './lines.js';

const marked = (line: DiffLine | null | undefined): string[] =>
  (line?.segments ?? []).filter((segment) => segment.marked).map((segment) => segment.text);
const linesOf = (rows: Rows): (DiffLine | null)[] =>
  Array.from({ length: rows.length }, (_, row) => rows.at(row));
const textOf = (rows: Rows): string =>
  linesOf(rows)
    .filter((line) => line !== null)
    .map((line) => line.segments.map((segment) => segment.text).join('') + (line.terminated ? '\n' : ''))
    .join('');
const numbers = ({ expected, actual }: Diff) => {
  const others = linesOf(actual);
  return linesOf(expected).map((line, row) => [line?.number ?? null, others[row]?.number ?? null]);
};

describe('lines of a text', () => {
  it('do not include an empty one after the last newline', () => {
    expect(splitLines('a\nb\n').texts).toEqual(['a', 'b']);
    expect(splitLines('').texts).toEqual([]);
  });

  it('know whether a newline ends them', () => {
    const lines = splitLines('a\nb');
    expect([0, 1].map((index) => isTerminated(lines, index))).toEqual([true, false]);
    expect(isTerminated(splitLines('a\n'), 0)).toBe(true);
  });
});

describe('two outputs side by side', () => {
  it('mark a different number as a whole', () => {
    const { expected, actual } = diffOutputs('sum 12 of 3\n', 'sum 13 of 3\n', 'lines');
    expect(marked(expected.at(0))).toEqual(['12']);
    expect(marked(actual.at(0))).toEqual(['13']);
  });

  it('mark in a long word only what differs', () => {
    const { expected, actual } = diffOutputs('abcdefgh', 'abcXefgh', 'lines');
    expect(marked(expected.at(0))).toEqual(['d']);
    expect(marked(actual.at(0))).toEqual(['X']);
  });

  it('align lines around one that is missing', () => {
    const diff = diffOutputs('a\nb\nc\n', 'a\nc\n', 'lines');
    expect(numbers(diff)).toEqual([
      [1, 1],
      [2, null],
      [3, 2],
    ]);
    expect(diff.differences).toEqual([1]);
  });

  it('pair the lines of a replaced block', () => {
    expect(numbers(diffOutputs('a\n1\n2\nz\n', 'a\n3\n4\n5\nz\n', 'lines'))).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [null, 4],
      [4, 5],
    ]);
  });

  it('overlook under "lines" what the checker overlooks', () => {
    expect(diffOutputs('1 2\n', '1 2  \n\n\n', 'lines').differences).toEqual([]);
    expect(diffOutputs('1 2\n', '1  2\n', 'lines').differences).toEqual([0]);
  });

  it('overlook under "tokens" all white space in a line', () => {
    expect(diffOutputs('1 2\n', ' 1   2\n', 'tokens').differences).toEqual([]);
  });

  it('see under "exact" a missing newline at the end', () => {
    const diff = diffOutputs('1\n', '1', 'exact');
    expect(diff.differences).toEqual([0]);
    expect(diff.onlyWhitespace).toBe(true);
  });

  it('say when nothing but white space differs', () => {
    expect(diffOutputs('1 2\n', '1\t2\n', 'lines').onlyWhitespace).toBe(true);
    expect(diffOutputs('12\n', '13\n', 'lines').onlyWhitespace).toBe(false);
    expect(diffOutputs('12\n', '12\n', 'lines').onlyWhitespace).toBe(false);
  });

  it('show all of one side when the other is empty', () => {
    const { expected, actual, differences } = diffOutputs('4\n', '', 'lines');
    expect(marked(expected.at(0))).toEqual(['4']);
    expect(actual.at(0)).toBeNull();
    expect(differences).toEqual([0]);
  });

  it('never lose or change a character, whatever the texts', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '\t', '\n', '7', '😀', '\r'),
      maxLength: 60,
    });
    const checkers = fc.constantFrom('exact', 'lines', 'tokens', 'floats', 'unordered_lines', 'program');
    fc.assert(
      fc.property(text, text, checkers, (left, right, checker) => {
        const { expected, actual } = diffOutputs(left, right, checker as 'exact');
        expect(textOf(expected)).toBe(left);
        expect(textOf(actual)).toBe(right);
        expect(expected.length).toBe(actual.length);
      }),
    );
  });

  it('find under "exact" a difference exactly when the texts differ', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '\n'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (expected, actual) => {
        expect(diffOutputs(expected, actual, 'exact').differences.length > 0).toBe(expected !== actual);
      }),
    );
  });

  it('align lines around several that are missing, far from the ends', () => {
    const left = Array.from({ length: 5_000 }, (_, i) => `line ${i}`);
    const right = left.filter((_, i) => i !== 1_000 && i !== 4_000);
    const { differences } = diffOutputs(left.join('\n'), right.join('\n'), 'lines');
    expect(differences).toEqual([1_000, 4_000]);
  });

  const MANY = 400_000;
  const many = (offset: number) => Array.from({ length: MANY }, (_, i) => i + offset).join('\n');
  const shuffled = Array.from({ length: MANY }, (_, i) => (i * 7_919) % MANY).join('\n');
  it.each([
    ['one line', 'x\n'],
    ['as many that all differ', many(1_000_000)],
    ['the same in another order', shuffled],
    ['nothing', ''],
  ])('are there at once for four hundred thousand lines beside %s', (_name, other) => {
    const text = many(0);
    const startedAt = performance.now();
    const diff = diffOutputs(other, text, 'lines');
    // What comes into view is made when it does: the page shows no more than this at a time.
    for (let row = 200_000; row < 200_120; row += 1) diff.actual.at(row);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(diff.actual.length).toBe(MANY);
    expect(diff.actual.at(399_999)?.number).toBe(MANY);
  });

  it('mark what differs in lines of a hundred thousand words', () => {
    const words = Array.from({ length: 100_000 }, (_, i) => String(i));
    const changed = words.with(50_000, 'x').with(99_000, 'y');
    const { actual } = diffOutputs(words.join(' '), changed.join(' '), 'lines');
    expect(marked(actual.at(0))).toEqual(['x', 'y']);
  });
});
