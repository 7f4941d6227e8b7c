import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffOutputs, splitLines, type Diff, type DiffLine } from './diff.js';

const marked = (line: DiffLine | null | undefined): string[] =>
  (line?.segments ?? []).filter((segment) => segment.marked).map((segment) => segment.text);
const textOf = (lines: (DiffLine | null)[]): string =>
  lines
    .filter((line) => line !== null)
    .map((line) => line.segments.map((segment) => segment.text).join('') + (line.terminated ? '\n' : ''))
    .join('');
const numbers = ({ rows }: Diff) =>
  rows.map((row) => [row.expected?.number ?? null, row.actual?.number ?? null]);

describe('lines of a text', () => {
  it('do not include an empty one after the last newline', () => {
    expect(splitLines('a\nb\n').map((line) => line.text)).toEqual(['a', 'b']);
    expect(splitLines('')).toEqual([]);
  });

  it('know whether a newline ends them', () => {
    expect(splitLines('a\nb').map((line) => line.terminated)).toEqual([true, false]);
  });
});

describe('two outputs side by side', () => {
  it('mark a different number as a whole', () => {
    const { rows } = diffOutputs('sum 12 of 3\n', 'sum 13 of 3\n', 'lines');
    expect(marked(rows[0]?.expected)).toEqual(['12']);
    expect(marked(rows[0]?.actual)).toEqual(['13']);
  });

  it('mark in a long word only what differs', () => {
    const { rows } = diffOutputs('abcdefgh', 'abcXefgh', 'lines');
    expect(marked(rows[0]?.expected)).toEqual(['d']);
    expect(marked(rows[0]?.actual)).toEqual(['X']);
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
    const { rows, differences } = diffOutputs('4\n', '', 'lines');
    expect(marked(rows[0]?.expected)).toEqual(['4']);
    expect(rows[0]?.actual).toBeNull();
    expect(differences).toEqual([0]);
  });

  it('never lose or change a character, whatever the texts', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '\t', '\n', '7', '😀', '\r'),
      maxLength: 60,
    });
    const checkers = fc.constantFrom('exact', 'lines', 'tokens', 'floats', 'unordered_lines', 'program');
    fc.assert(
      fc.property(text, text, checkers, (expected, actual, checker) => {
        const { rows } = diffOutputs(expected, actual, checker as 'exact');
        expect(textOf(rows.map((row) => row.expected))).toBe(expected);
        expect(textOf(rows.map((row) => row.actual))).toBe(actual);
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

  it('are done in time for a hundred thousand lines that all differ', () => {
    const many = (offset: number) => Array.from({ length: 100_000 }, (_, i) => i + offset).join('\n');
    const startedAt = performance.now();
    expect(diffOutputs(many(0), many(1_000_000), 'lines').differences).toHaveLength(100_000);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});
