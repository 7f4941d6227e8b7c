import { describe, expect, it } from 'vitest';
import { compareOutputs, type BuiltInChecker } from './index.js';
import { stock, STOCK_VECTORS, type Pair, type Vectors } from './testing/stock-vectors.js';

const KATTIS = { type: 'tokens', caseSensitive: false } as const;
const CASE = { type: 'tokens', caseSensitive: true } as const;
const SPACES = { type: 'tokens', caseSensitive: false, spaces: 'exact' } as const;
const DMOJ = { type: 'tokens', caseSensitive: true, spaces: 'line-breaks' } as const;
const kattisFloats = (more: { absolute?: number; relative?: number; caseSensitive?: boolean }) =>
  ({ type: 'floats', caseSensitive: false, ...more }) as const;
const dmojFloats = (more: { absolute?: number; relative?: number }) =>
  ({ type: 'floats', caseSensitive: true, byLine: true, ...more }) as const;

/** Made for this file from the rules of each comparison: both sides of every rule. */
const VECTORS: Vectors[] = [
  {
    rule: 'Kattis default: tokens, ASCII letters of either case',
    checker: KATTIS,
    accepted: [
      ['yes', 'YES'],
      ['YES', 'yes'],
      ['Yes No', 'yES nO'],
      ['a b c', 'a\nb\nc'],
      ['a\nb', 'a b'],
      ['a b', '  a   b  '],
      ['a', '\n\na\n\n'],
      ['a b', 'a\tb'],
      ['a b', 'a\vb'],
      ['a b', 'a\fb'],
      ['a b', 'a\r\nb\r\n'],
      ['', ''],
      ['', ' \n\t\r'],
      [' \n', ''],
      ['x\0y', 'X\0Y'],
      ['1 2 3', '1 2 3'],
      ['é', 'é'],
      ['007', '007'],
      ['INF', 'inf'],
      ['-', '-'],
    ],
    wrong: [
      ['yes', 'no'],
      ['yes', 'yes!'],
      ['a b', 'ab'],
      ['ab', 'a b'],
      ['a', ''],
      ['', 'a'],
      ['a b', 'a'],
      ['a', 'a b'],
      ['a b', 'b a'],
      ['1', '1.0'],
      ['1', '01'],
      ['é', 'É'],
      ['x\0y', 'x'],
      ['x', 'x\0'],
      ['a\u00a0b', 'a b'],
      ['[', '{'],
      ['@', '`'],
      ['5', '+5'],
      ['-0', '0'],
      ['a', 'a a'],
    ],
  },
  {
    rule: 'case_sensitive',
    checker: CASE,
    accepted: [
      ['Yes', 'Yes'],
      ['Yes', ' Yes '],
      ['a B', 'a\nB'],
      ['', '\n'],
      ['INF', 'INF'],
      ['zZ', 'zZ'],
    ],
    wrong: [
      ['Yes', 'yes'],
      ['yes', 'Yes'],
      ['a B', 'A b'],
      ['INF', 'inf'],
      ['zZ', 'Zz'],
      ['a', ''],
    ],
  },
  {
    rule: 'space_change_sensitive',
    checker: SPACES,
    accepted: [
      ['a b', 'A B'],
      ['a  b\n', 'a  b\n'],
      [' a', ' a'],
      ['', ''],
      ['\n', '\n'],
      ['a\tb', 'a\tb'],
      ['a\r\n', 'A\r\n'],
    ],
    wrong: [
      ['a b', 'a  b'],
      ['a b', 'a\tb'],
      ['a b\n', 'a b'],
      ['a b', 'a b\n'],
      [' a', 'a'],
      ['a', ' a'],
      ['', '\n'],
      ['\n', ''],
      ['a\nb', 'a b'],
      ['a\r\n', 'a\n'],
      ['a b', 'a c'],
    ],
  },
  {
    rule: 'float_tolerance 1e-6: absolute or relative, at most',
    checker: kattisFloats({ absolute: 1e-6, relative: 1e-6 }),
    accepted: [
      ['1', '1.000001'],
      ['1', '0.999999'],
      ['1.0', '1'],
      ['0', '0.000001'],
      ['0', '-0.000001'],
      ['0', '-0'],
      ['1e6', '1000001'],
      ['1e6', '999999'],
      ['-1e6', '-1000001'],
      ['.5', '0.5'],
      ['5.', '5'],
      ['+5', '5'],
      ['5', '+5.0'],
      ['1e3', '1E+3'],
      ['1000', '1e3'],
      ['0.001e3', '1'],
      ['text 1', 'TEXT 1.0000005'],
      ['inf', 'INF'],
      ['nan', 'NaN'],
      ['-inf', '-Inf'],
      ['0x10', '0X10'],
      ['1e400', '1E400'],
      ['123456789012345678901234567890', '123456789012345678901234567891'],
      ['1 2', '1\n2.0000001'],
    ],
    wrong: [
      ['1', '1.0000011'],
      ['1', '0.9999989'],
      ['0', '0.0000011'],
      ['1e6', '1000001.1'],
      ['1e6', '999998.9'],
      ['1', 'one'],
      ['one', '1'],
      ['1', 'inf'],
      ['inf', '1'],
      ['1', 'nan'],
      ['nan', '1'],
      ['nan', 'inf'],
      ['16', '0x10'],
      ['0x10', '16'],
      ['1', '1,0'],
      ['1', '1.0f'],
      ['1', '--1'],
      ['1', '1e'],
      ['1', 'e1'],
      ['1', '.'],
      ['1', '1 2'],
      ['1 2', '1'],
      ['1', ''],
      ['', '1'],
      ['inf', '-inf'],
      ['1', '1_0'],
    ],
  },
  {
    rule: 'float_absolute_tolerance 0.01: a relative one does not apply',
    checker: kattisFloats({ absolute: 0.01 }),
    accepted: [
      ['1000', '1000.01'],
      ['1000', '999.99'],
      ['0', '0.01'],
      ['-5', '-5.01'],
      ['2.5', '2.50'],
      ['0.1', '0.11'],
    ],
    wrong: [
      ['1000', '1000.011'],
      ['1000000', '1000000.02'],
      ['0', '0.0101'],
      ['-5', '-5.02'],
      ['0.1', '0.111'],
      ['5', '-5'],
    ],
  },
  {
    rule: 'float_relative_tolerance 0.1: an absolute one does not apply, and the share is of the answer',
    checker: kattisFloats({ relative: 0.1 }),
    accepted: [
      ['100', '110'],
      ['100', '90'],
      ['-100', '-110'],
      ['-100', '-90'],
      ['0', '0.0'],
      ['1e-9', '1.1e-9'],
      ['0.3', '0.33'],
    ],
    wrong: [
      ['100', '110.1'],
      ['100', '89.9'],
      ['-100', '-111'],
      ['0', '0.0000001'],
      ['1e-9', '1.2e-9'],
      ['100', '-100'],
      ['110', '98'],
    ],
  },
  {
    rule: 'a tolerance with case_sensitive',
    checker: kattisFloats({ absolute: 0.1, caseSensitive: true }),
    accepted: [
      ['Yes 1', 'Yes 1.1'],
      ['1', '0.9'],
      ['INF', 'INF'],
    ],
    wrong: [
      ['Yes 1', 'yes 1'],
      ['INF', 'inf'],
      ['1', '1.2'],
    ],
  },
  {
    rule: 'DMOJ standard: the kind of the gaps counts, not their size',
    checker: DMOJ,
    accepted: [
      ['a b', 'a   b'],
      ['a b', 'a\tb'],
      ['a\nb', 'a\n\n\nb'],
      ['a\nb', 'a\r\nb'],
      ['a\nb', 'a \n b'],
      ['a\nb', 'a\rb'],
      ['a', '  a  '],
      ['a', '\n\na\n\n'],
      ['a\n', 'a'],
      ['', ' \n '],
      ['1 2\n3 4\n', '1 2 \n 3 4'],
      ['a b', 'a\vb'],
    ],
    wrong: [
      ['a b', 'a\nb'],
      ['a\nb', 'a b'],
      ['a b', 'ab'],
      ['ab', 'a b'],
      ['A', 'a'],
      ['a', ''],
      ['', 'a'],
      ['1 2\n3', '1\n2 3'],
      ['1 2\n3', '1 2 3'],
      ['a b', 'a \n b'],
      ['a b', 'a'],
      ['a', 'a a'],
    ],
  },
  {
    rule: 'DMOJ easy: white space and case gone, the bytes in any order',
    checker: { type: 'characters' },
    accepted: [
      ['abc', 'cba'],
      ['a b c', 'ABC'],
      ['Listen', 'Silent'],
      ['', ' \n'],
      ['12 21', '1122'],
      ['a\0', '\0A'],
    ],
    wrong: [
      ['abc', 'abcc'],
      ['abc', 'ab'],
      ['aab', 'abb'],
      ['', 'x'],
      ['é', 'É'],
      ['a', 'b'],
      ['1', '11'],
    ],
  },
  {
    rule: 'DMOJ floats: lines that are not empty, tokens in each, within 1e-3',
    checker: dmojFloats({ absolute: 1e-3, relative: 1e-3 }),
    accepted: [
      ['1 2\n3', '1.001 2\n\n\n3'],
      ['\n1', '1'],
      ['1000', '1001'],
      ['a 1', 'a 1.0'],
      ['', '\n\n'],
      ['0', '0.001'],
      ['1 2', '1   2'],
      ['1000', '999'],
    ],
    wrong: [
      ['1 2\n3', '1\n2 3'],
      ['1 2', '1\n2'],
      ['1', '1 1'],
      ['1', '1.0021'],
      ['a 1', 'A 1'],
      ['1\n2', '1'],
      ['1', '1\n2'],
      ['0', '0.0011'],
      ['1000', '1002'],
      ['1', 'x'],
    ],
  },
  {
    rule: 'DMOJ sorted: lines in any order, each by its tokens',
    checker: { type: 'unordered_lines', byToken: true },
    accepted: [
      ['1 2\n3', '3\n1  2'],
      ['a\n\nb', 'b\na'],
      ['a', '  a '],
      ['a\na\nb', 'a\nb\na'],
      ['', '\n'],
    ],
    wrong: [
      ['1 2', '2 1'],
      ['a\nb', 'a\nb\nb'],
      ['a\na\nb', 'a\nb\nb'],
      ['a', 'A'],
      ['a\nb', 'a b'],
      ['a', ''],
    ],
  },
  {
    rule: 'DMOJ unordered: tokens in any order',
    checker: { type: 'tokens', caseSensitive: true, sorted: true },
    accepted: [
      ['1 2 3', '3 2 1'],
      ['1 2\n3', '3\n2 1'],
      ['a a b', 'b a a'],
      ['', ' '],
    ],
    wrong: [
      ['1 2', '1 2 2'],
      ['1 2 2', '1 1 2'],
      ['a', 'A'],
      ['1 2', '12'],
      ['1', ''],
    ],
  },
  {
    rule: 'tokens in any order, of either case',
    checker: { type: 'tokens', caseSensitive: false, sorted: true },
    accepted: [
      ['a B', 'b A'],
      ['x X', 'X X'],
    ],
    wrong: [
      ['a b', 'a a'],
      ['a', 'b'],
    ],
  },
  {
    rule: 'exact: the same bytes',
    checker: { type: 'exact' },
    accepted: [
      ['', ''],
      ['a\n', 'a\n'],
      ['\0\r\n', '\0\r\n'],
    ],
    wrong: [
      ['a\n', 'a'],
      ['a', 'a\n'],
      ['a\n', 'a\r\n'],
      ['a', 'A'],
      ['', ' '],
      ['ab', 'ba'],
    ],
  },
  {
    rule: 'lines: ends of lines and of the text are free, nothing else',
    checker: { type: 'lines' },
    accepted: [
      ['a \nb', 'a\nb  '],
      ['a\n', 'a\n\n\n'],
      ['a', 'a\r\n'],
      ['a\t', 'a'],
      ['', ' \n\n'],
      ['a\n\nb', 'a\n \nb'],
      ['a\v', 'a\f'],
    ],
    wrong: [
      [' a', 'a'],
      ['a b', 'a  b'],
      ['a\n\nb', 'a\nb'],
      ['\na', 'a'],
      ['a', 'A'],
      ['a\nb', 'a b'],
      ['a', ''],
      ['a\rb', 'a\nb'],
    ],
  },
  {
    rule: 'lines of either case',
    checker: { type: 'lines', caseSensitive: false },
    accepted: [
      ['Ab c', 'aB C '],
      ['X', 'x'],
    ],
    wrong: [
      ['ab', 'a b'],
      ['é', 'É'],
    ],
  },
  ...STOCK_VECTORS,
];

describe('the comparisons', () => {
  it('have vectors for both sides of every rule, at least 300 of them', () => {
    const count = VECTORS.reduce((sum, { accepted, wrong }) => sum + accepted.length + wrong.length, 0);
    expect(count).toBeGreaterThanOrEqual(300);
    for (const { accepted, wrong } of VECTORS)
      expect(Math.min(accepted.length, wrong.length)).toBeGreaterThan(0);
  });

  for (const { rule, checker, accepted, wrong } of VECTORS) {
    it(rule, async () => {
      const judged = async ([expected, actual]: Pair) =>
        (await compareOutputs(checker, Buffer.from(expected), Buffer.from(actual))) === null;
      const notAccepted: Pair[] = [];
      const notWrong: Pair[] = [];
      for (const pair of accepted) if (!(await judged(pair))) notAccepted.push(pair);
      for (const pair of wrong) if (await judged(pair)) notWrong.push(pair);
      expect({ notAccepted, notWrong }).toEqual({ notAccepted: [], notWrong: [] });
    });
  }
});

describe('a comparison', () => {
  const compare = (checker: BuiltInChecker, expected: string, actual: string) =>
    compareOutputs(checker, Buffer.from(expected), Buffer.from(actual));

  it('names the first place that differs', async () => {
    expect((await compare({ type: 'lines' }, 'ab\ncd', 'ab\ncx'))?.first).toEqual({
      line: 2,
      column: 2,
      expected: 'cd',
      actual: 'cx',
    });
    expect((await compare(CASE, '1 2 3', '1\n2  4'))?.first).toEqual({
      line: 2,
      column: 4,
      expected: '3',
      actual: '4',
    });
    expect((await compare(CASE, '1 2', '1'))?.first).toEqual({
      line: 1,
      column: 2,
      expected: '2',
      actual: '',
    });
    expect((await compare({ type: 'exact' }, 'a\nb', 'a\nc'))?.first).toMatchObject({ line: 2, column: 1 });
  });

  it('gives the share of the lines that are right where the package counts lines', async () => {
    const checker = { type: 'line_count' } as const;
    expect(await compare(checker, '1\n2\n3\n4', '1\n2\n3\n4\n')).toBeNull();
    expect((await compare(checker, '1\n2\n3\n4', '1\nx\n3\n'))?.share).toBe(0.5);
    expect((await compare(checker, '1\n2', '1\n2\n3'))?.share).toBe(0);
  });

  it("says that the answer is at fault where testlib's format is not even in it", async () => {
    expect(await compare(stock('ncmp'), 'seven', 'seven')).toMatchObject({ failed: true });
    expect(await compare(stock('rcmp6'), 'x', '1')).toMatchObject({ failed: true });
    expect(await compare(stock('yesno'), '', 'yes')).toMatchObject({ failed: true });
  });

  it('of millions of numbers lets the process do other work meanwhile', async () => {
    const expected = Buffer.from('0.123456 '.repeat(600_000));
    const actual = Buffer.from('0.1234561 '.repeat(600_000));
    let longestMs = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
    }, 1);
    try {
      expect(await compareOutputs({ type: 'floats' }, expected, actual)).toBeNull();
    } finally {
      clearInterval(timer);
    }
    // One piece takes far longer than that; slices do not, however busy the machine is.
    expect(longestMs).toBeGreaterThan(0);
    expect(longestMs).toBeLessThan(250);
  });
});
