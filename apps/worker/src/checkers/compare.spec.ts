import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareOutputs, type BuiltInChecker } from './index.js';

async function accepts(checker: BuiltInChecker, expected: string, actual: string): Promise<boolean> {
  return (await compareOutputs(checker, Buffer.from(expected), Buffer.from(actual))) === null;
}
const EXACT = { type: 'exact' } as const;
const LINES = { type: 'lines' } as const;
const TOKENS = { type: 'tokens' } as const;
const FLOATS = { type: 'floats' } as const;
const UNORDERED = { type: 'unordered_lines' } as const;
const EVERY: BuiltInChecker[] = [EXACT, LINES, TOKENS, FLOATS, UNORDERED];

describe('compareOutputs', () => {
  it.each<[BuiltInChecker, string, string, boolean]>([
    [EXACT, 'a\n', 'a\n', true],
    [EXACT, 'a\n', 'a', false],
    [EXACT, 'a', 'b', false],

    [LINES, '', '', true],
    [LINES, '', ' \r\n\t\n', true],
    [LINES, '1 2\n3\n', '1 2\n3', true],
    [LINES, '1 2\n3', '1 2  \r\n3\t\r\n\r\n\n', true],
    [LINES, '1 2', '1  2', false],
    [LINES, ' 1', '1', false],
    [LINES, '1\n\n2', '1\n2', false],
    [LINES, '1\n2', '1\n \n2', false],
    [LINES, '1\n2', '1 2', false],
    [LINES, '1\n2', '1', false],
    [LINES, '1', '1\n2', false],
    [LINES, '\n1', '1', false],
    [LINES, 'a', 'A', false],

    [TOKENS, '1 2\n3', ' 1\t2 \n\n3 ', true],
    [TOKENS, '12', '1 2', false],
    [TOKENS, '1 2', '1', false],
    [TOKENS, '1', '1 2', false],
    [TOKENS, '', '\n', true],
    [TOKENS, '1.0', '1.00', false],

    [FLOATS, '1.0', '1.0000005', true],
    [FLOATS, '1.0', '1.00001', false],
    [FLOATS, '1e9', '1000000001', true],
    [FLOATS, '0', '-0.0', true],
    [FLOATS, '.5 5.', '0.5 +5', true],
    [FLOATS, 'answer 1', 'answer 1.0', true],
    [FLOATS, 'answer 1', 'Answer 1', false],
    [FLOATS, 'nan', 'nan', true],
    [FLOATS, '1', 'nan', false],
    [FLOATS, 'nan', '1', false],
    [FLOATS, '1', 'inf', false],
    [FLOATS, '1e999', '1e998', false],
    [FLOATS, '16', '0x10', false],
    [FLOATS, '1 2', '1', false],
    [FLOATS, '1', '', false],
    [{ type: 'floats', absolute: 0.5 }, '10', '10.5', true],
    [{ type: 'floats', absolute: 0.5 }, '10', '10.6', false],
    [{ type: 'floats', absolute: 1e-9 }, '1000000', '1000000.5', false],
    [{ type: 'floats', relative: 0.1 }, '100', '110', true],
    [{ type: 'floats', relative: 0.1 }, '-100', '-111', false],
    [{ type: 'floats', relative: 0.1 }, '0', '0.0000001', false],
    [{ type: 'floats', absolute: 1, relative: 0 }, '100', '101', true],
    [{ type: 'floats', absolute: 0, relative: 0 }, '1', '1.0', true],

    [UNORDERED, 'a\nb\nb', 'b \nb\r\na\n\n', true],
    [UNORDERED, 'a\nb', 'a\na', false],
    [UNORDERED, 'a\nb', 'a\nb\nb', false],
    [UNORDERED, 'a\n\nb', '\nb\na', true],
    [UNORDERED, 'a b', 'b a', false],
    [UNORDERED, '', '\n', true],
  ])('%o: %j against %j -> %s', async (checker, expected, actual, accepted) => {
    expect(await accepts(checker, expected, actual)).toBe(accepted);
  });

  it('says where outputs differ', async () => {
    const messageOf = async (checker: BuiltInChecker, expected: string, actual: string) =>
      (await compareOutputs(checker, Buffer.from(expected), Buffer.from(actual)))?.message;
    expect(await messageOf(LINES, '1\n2', '1\n3')).toBe('line 2: expected "2", found "3"');
    expect(await messageOf(LINES, '1\n2', '1')).toBe('line 2: expected "2", found the end');
    expect(await messageOf(TOKENS, '1', '1 2')).toBe('token 2: expected the end, found "2"');
    expect(await messageOf(EXACT, 'ab', 'aB')).toBe('byte 2: expected 0x62, found 0x42');
    expect(await messageOf(EXACT, 'ab', 'a')).toBe('expected 2 bytes, found 1');
    expect(await messageOf(UNORDERED, 'a\nb', 'a\nc')).toContain('"c"');
    expect(await messageOf(LINES, 'x'.repeat(100), '')).toHaveLength(
      'line 1: expected "", found the end'.length + 63,
    );
  });

  it('takes any bytes, also such as are no UTF-8', async () => {
    const broken = Buffer.from([0xff, 0x00, 0x80, 0x0a, 0xc3]);
    const other = Buffer.from([0xff, 0x00, 0x81, 0x0a, 0xc3]);
    for (const checker of EVERY) {
      expect(await compareOutputs(checker, broken, Buffer.from(broken))).toBeNull();
      expect(await compareOutputs(checker, broken, other)).not.toBeNull();
    }
  });

  it('finds one wrong line among more lines than one pass holds', async () => {
    const numbers = Array.from({ length: 1_200_000 }, (_, index) => index);
    const expected = Buffer.from(numbers.join('\n'));
    const reversed = Buffer.from(numbers.toReversed().join('\n'));
    const wrong = Buffer.from(numbers.with(600_000, 1_200_000).toReversed().join('\n'));
    expect(await compareOutputs(UNORDERED, expected, reversed)).toBeNull();
    expect(await compareOutputs(UNORDERED, expected, wrong)).not.toBeNull();
  });
});

/** Text with much white space and few different words, so that near misses are common. */
const text = fc
  .array(fc.constantFrom('1', '2', 'a', '1.5', ' ', '\t', '\n', '\r\n', '\n\n'), { maxLength: 12 })
  .map((parts) => parts.join(''));

const trimmedLines = (value: string) => {
  const lines = value.split('\n').map((line) => line.replace(/[ \t\r]+$/, ''));
  while (lines.at(-1) === '') lines.pop();
  return lines;
};
const words = (value: string) => value.split(/[ \t\r\n]+/).filter((word) => word !== '');

describe('the checkers, against a plain definition', () => {
  const property = (checker: BuiltInChecker, plain: (value: string) => string[]) =>
    fc.assert(
      fc.asyncProperty(text, text, async (expected, actual) => {
        const same = JSON.stringify(plain(expected)) === JSON.stringify(plain(actual));
        expect(await accepts(checker, expected, actual)).toBe(same);
      }),
      { numRuns: 2_000 },
    );

  it('lines', () => property(LINES, trimmedLines));
  it('tokens', () => property(TOKENS, words));
  it('unordered_lines', () => property(UNORDERED, (value) => trimmedLines(value).toSorted()));

  it('each takes every output as its own expectation', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...EVERY), fc.uint8Array(), async (checker, bytes) => {
        expect(await compareOutputs(checker, Buffer.from(bytes), Buffer.from(bytes))).toBeNull();
      }),
    );
  });

  it('floats takes what is within the tolerance and nothing else', async () => {
    const number = fc.integer({ min: -1e6, max: 1e6 });
    await fc.assert(
      fc.asyncProperty(number, number, async (expected, error) => {
        const tolerance = 1000;
        const accepted = await accepts(
          { type: 'floats', absolute: tolerance },
          String(expected),
          String(expected + error),
        );
        expect(accepted).toBe(Math.abs(error) <= tolerance);
      }),
    );
  });
});
