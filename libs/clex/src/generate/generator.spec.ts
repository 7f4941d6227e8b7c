import { describe, expect, it } from 'vitest';
import { DEFAULT_BOUNDS, generate, parse, print } from '../index.js';
import { errorOf } from '../../testing/testing.js';

const run = (source: string, index = 0): string => generate(parse(source), 42n, index);
const runMany = (source: string, count = 200): string[] => {
  const program = parse(source);
  return Array.from({ length: count }, (_, index) => generate(program, 42n, index));
};

describe('the text', () => {
  it.each([
    ['', ''],
    ['(?:)', ''],
    ['N{0}', ''],
    ['(?:N N){0}', ''],
    ['N[3,3]', '3'],
    ['(N[3,3]) (?:N[3,3]){\\1}', '3 3 3 3'],
    ['N[5,5] S[1,1,@CH_NEWLINE@] N[7,7]', '5 \n 7'],
    ['S[2,2,@CH_NEWLINE@]', '\n\n'],
    ['N[1,1] S[1,1,@CH_NEWLINE@]', '1 \n'],
    ["S[1,1,' ']", ' '],
    ["S[2,2,' '] S[1,1,' ']", '     '.slice(1)],
    ['S[0,0,]', ''],
    ['N[5,5] S[0,0,]', '5 '],
    ["N[5,5] S[1,1,' ']", '5  '],
    ['(?:(N[1,1])) (N[2,2]) N[\\1,\\1] N[\\2,\\2]', '1 2 1 2'],
    ['S[0,0,]{3}', '  '],
    ['N[1,1] S[0,0,] N[2,2]', '1  2'],
    ['N[-5,-5] F[1,1] F[-3,-3]', '-5 1 -3'],
    ["(N[4,4]) S[\\1,\\1,'x'] N[\\1,\\1]{\\1}", '4 xxxx 4 4 4 4'],
    ['(N[3,3]) (?:(N[1,1]) N[2,2]{\\2}) N[1,1]{\\2}', '3 1 2 1'],
    ['(N[2,2]) (N[3,3]) (?:(?:N[9,9]){\\2}){\\1}', '2 3 9 9 9 9 9 9'],
    ['(N[2,2]) (?:(N[\\1,\\1])){2} N[\\2,\\2]', '2 2 2 2'],
    ["S[3,3,'😀']", '😀😀😀'],
    ["S[3,3,'\0']", '\0\0\0'],
  ])('of %j is %j', (source, text) => {
    expect(run(source)).toBe(text);
  });

  it('has one space after every value but the last, whatever the nesting', () => {
    expect(run('(?:N[1,1] (?:N[2,2] S[1,1,@CH_NEWLINE@]){2}){2}')).toBe('1 2 \n 2 \n 1 2 \n 2 \n');
  });

  it('takes the value of a repeated capture that was drawn last', () => {
    for (const text of runMany('(?:(N[1,9])){5} N[\\1,\\1]')) {
      const values = text.split(' ');
      expect(values).toHaveLength(6);
      expect(values[5]).toBe(values[4]);
    }
  });

  it('joins a hundred thousand values without losing one', () => {
    expect(run('N[7,7]{100000}')).toBe('7 '.repeat(100_000).trimEnd());
    expect(run('N[7,7]{4096}')).toBe('7 '.repeat(4096).trimEnd());
  });
});

describe('the defaults', () => {
  const values = (source: string): number[] => run(source).split(' ').map(Number);

  it('of N are the signed 32-bit numbers', () => {
    const drawn = values('N{20000}');
    expect(Math.min(...drawn)).toBeLessThan(-2_140_000_000);
    expect(Math.max(...drawn)).toBeGreaterThan(2_140_000_000);
    expect(drawn.every((value) => value >= -2147483648 && value <= 2147483647)).toBe(true);
  });

  it('of F too, with a fraction', () => {
    const drawn = values('F{20000}');
    expect(Math.min(...drawn)).toBeLessThan(-2_140_000_000);
    expect(Math.max(...drawn)).toBeGreaterThan(2_140_000_000);
    expect(drawn.filter(Number.isInteger).length).toBeLessThan(100);
  });

  it('of a capture are the unsigned 32-bit numbers', () => {
    const drawn = values('(?:(N)){20000}');
    expect(Math.min(...drawn)).toBeLessThan(1_000_000);
    expect(Math.max(...drawn)).toBeGreaterThan(4_290_000_000);
    expect(drawn.every((value) => value >= 0 && value <= 4294967295)).toBe(true);
  });

  it('of S are 1 to 12 letters and digits', () => {
    const drawn = run('S{5000}').split(' ');
    expect(new Set(drawn.map((text) => text.length))).toEqual(
      new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    );
    expect(new Set(drawn.join('')).size).toBe(62);
    expect(drawn.join('')).toMatch(/^[A-Za-z0-9]+$/);
  });

  it.each([
    ['N[2147483647,]', '2147483647'],
    ['N[,-2147483648]', '-2147483648'],
    ['F[2147483647,]', '2147483647'],
    ['(N[4294967295,])', '4294967295'],
    ['(N[,0])', '0'],
    ["S[12,,'a']", 'a'.repeat(12)],
    ["S[,1,'a']", 'a'],
  ])('of a missing bound are those of its side: %s', (source, text) => {
    expect(run(source)).toBe(text);
  });
});

describe('numbers', () => {
  it.each([
    '9223372036854775807',
    '-9223372036854775808',
    '9007199254740993',
    '-9007199254740993',
    '9007199254740992',
    '0',
  ])('of the range [%s, %s] are that number exactly', (number) => {
    expect(run(`N[${number},${number}]`)).toBe(number);
    expect(run(`F[${number},${number}]`)).toBe(number);
    if (!number.startsWith('-'))
      expect(run(`(N[${number},${number}]) N[\\1,\\1]`)).toBe(`${number} ${number}`);
  });

  it('reach both ends and everything between', () => {
    expect(new Set(runMany('N[-2,2]'))).toEqual(new Set(['-2', '-1', '0', '1', '2']));
    expect(new Set(runMany('N[9223372036854775805,9223372036854775807]'))).toEqual(
      new Set(['9223372036854775805', '9223372036854775806', '9223372036854775807']),
    );
  });

  it.each([
    ['-10^6', '-1000000'],
    ['-2^2', '-4'],
    ['(-2)^2', '4'],
    ['3-2^2', '-1'],
    ['2*-3^2', '-18'],
    ['2^-0', '1'],
  ])('give a power the sign before it: N[%s] is %s', (bound, number) => {
    expect(run(`N[${bound}]`)).toBe(number);
    expect(run(print(parse(`N[${bound}]`)))).toBe(number);
  });

  it('fill the 64-bit range', () => {
    const drawn = runMany('N[-9223372036854775808,9223372036854775807]', 1000).map(BigInt);
    expect(drawn.filter((value) => value < 0n).length).toBeGreaterThan(400);
    expect(drawn.filter((value) => value > 2n ** 62n).length).toBeGreaterThan(200);
    expect(new Set(drawn).size).toBe(1000);
  });

  it('with a fraction lie in their range, as they are printed', () => {
    for (const text of runMany('F[0,1]')) {
      expect(text).toMatch(/^(0|1|0\.[0-9]+)$/);
      expect(Number(text)).toBeLessThanOrEqual(1);
    }
  });

  it('with a fraction lie in their range where doubles are coarser than whole numbers', () => {
    for (const [lower, upper] of [
      [9223372036854775000n, 9223372036854775807n],
      [-9223372036854775807n, -9223372036854775000n],
      [9007199254740993n, 9007199254740995n],
      [-9223372036854775808n, 9223372036854775807n],
    ] as const) {
      for (const text of runMany(`F[${lower},${upper}]`)) {
        const [whole = ''] = text.split('.');
        expect(BigInt(whole) >= lower && BigInt(whole) <= upper).toBe(true);
      }
    }
  });
});

describe('strings', () => {
  it.each([
    ['CH_ALPHA', 'A-Za-z', 52],
    ['CH_NUM', '0-9', 10],
    ['CH_ALNUM', 'A-Za-z0-9', 62],
    ['CH_UPPER', 'A-Z', 26],
    ['CH_LOWER', 'a-z', 26],
    ['CH_ALL', 'A-Za-z0-9)(*&^%$#@!~', 73],
    ['CH_NEWLINE', '\n', 1],
  ])('of %s are drawn from all of [%s]', (name, characters, size) => {
    const text = run(`S[5000,5000,@${name}@]`);
    expect(text).toMatch(new RegExp(`^[${characters.replace(')(*&^', ')(*&\\^')}]{5000}$`));
    expect(new Set(text).size).toBe(size);
  });

  it('are measured in code points and never cut one in two', () => {
    for (const text of runMany("S[1,60,'a😀→']")) {
      expect(Buffer.from(text).toString()).toBe(text);
      expect(Array.from(text).length).toBeLessThanOrEqual(60);
      expect(text).toMatch(/^[a😀→]+$/u);
    }
  });

  it('hold a character more often that stands more often in the charset', () => {
    const text = run("S[10000,10000,'aaab']");
    const share = text.replaceAll('b', '').length / text.length;
    expect(share).toBeGreaterThan(0.72);
    expect(share).toBeLessThan(0.78);
  });

  it('have every length of their range', () => {
    expect(new Set(runMany("S[0,3,'a']"))).toEqual(new Set(['', 'a', 'aa', 'aaa']));
  });
});

describe('seed and index', () => {
  const program = parse('(N[1,20]) (?:N F S){\\1}');

  it('give the same text again', () => {
    for (let index = 0; index < 50; index++) {
      expect(generate(program, 42n, index)).toBe(
        generate(parse('(N[1,20]) (?:N F S){\\1}'), 42n, BigInt(index)),
      );
    }
  });

  it('give other texts when either differs', () => {
    const texts = new Set<string>();
    for (const seed of [0n, 1n, -1n, 2n ** 63n]) {
      for (let index = 0; index < 50; index++) texts.add(generate(program, seed, index));
    }
    expect(texts.size).toBe(200);
  });

  it('count modulo 2^64', () => {
    expect(generate(program, -1n, 0)).toBe(generate(program, 2n ** 64n - 1n, 0));
    expect(generate(program, 1n, 2n ** 64n + 5n)).toBe(generate(program, 1n, 5));
  });

  it('reject an index that is no whole number from 0', () => {
    for (const index of [-1, 1.5, NaN, Infinity, 2 ** 53, -1n]) {
      expect(() => generate(program, 1n, index)).toThrow(RangeError);
    }
  });
});

/** Code, source and the part of the source that the carets must stand under, between « and ». */
const GENERATION_ERRORS: readonly [code: string, marked: string][] = [
  ['lower_above_upper', 'N«[5,1]»'],
  ['lower_above_upper', 'F«[1,0]»'],
  ['lower_above_upper', '(N«[2,1]»)'],
  ['lower_above_upper', 'S[«3,2»,]'],
  ['lower_above_upper', 'S[«13,»,]'],
  ['lower_above_upper', 'N«[2147483648,]»'],
  ['lower_above_upper', 'N«[9223372036854775807,9223372036854775806]»'],
  ['lower_above_upper', '(N[9,9]) N«[\\1,5]»'],
  ['lower_above_upper', '(N[9,9]) (N[8,8]) S[«\\1,\\2»,]'],
  ['group_without_value', '(?:(N)){«\\1»}'],
  ['group_without_value', 'N[«\\1»,] (N)'],
  ['group_without_value', '(N[«\\1»,])'],
  ['group_without_value', 'N{«\\1»}'],
  ['group_without_value', '(N) (N) S[,«\\3»,]'],
  ['group_without_value', '(?:(N)){0} N{«\\1»}'],
  ['group_without_value', '(N) N{«\\9223372036854775807»}'],
];

describe('an error of generation', () => {
  it.each(GENERATION_ERRORS)('is %s in %j', (code, marked) => {
    const start = marked.indexOf('«');
    const end = marked.indexOf('»') - 1;
    const error = errorOf(() => run(marked.replace(/[«»]/g, '')));
    expect({ code: error.code, span: error.span }).toEqual({ code, span: { start, end } });
    expect(error.hint).not.toBe('');
  });

  it('names both values, in full', () => {
    const { message } = errorOf(() => run('(N[9223372036854775807,9223372036854775807]) N[\\1,-7]'));
    expect(message).toContain('9223372036854775807');
    expect(message).toContain('-7');
  });

  it('says that a bound was left out', () => {
    expect(errorOf(() => run('N[5000000000,]')).hint).toContain('2147483647');
    expect(errorOf(() => run('S[,0,]')).hint).toContain('The first length');
  });

  it('says which capture a bound came from', () => {
    expect(errorOf(() => run('(N[9,9]) N[\\1,5]')).hint).toContain('\\1');
  });

  it('says how many captures there are when the one asked for is not among them', () => {
    expect(errorOf(() => run('N{\\1}')).message).toContain('the program has no captures');
    expect(errorOf(() => run('(N) N{\\3}')).message).toContain('only 1 capture');
    expect(errorOf(() => run('(N) (N) N{\\3}')).message).toContain('only 2 captures');
    expect(errorOf(() => run('N{\\1} (N)')).message).toContain('no value yet');
  });

  it('is none where the value is not needed', () => {
    expect(run('N[\\1,5]{0} (?:N{\\7} N[5,1]){0} N[1,1]')).toBe('1');
  });
});

describe('the bounds', () => {
  const codeOf = (source: string, bounds?: Parameters<typeof generate>[3]): string =>
    errorOf(() => generate(parse(source), 1n, 0, bounds)).code;

  it.each([
    ['too_many_draws', 'values', 'N{9223372036854775807}'],
    [
      'too_many_draws',
      'values as many as a capture says',
      '(N[9223372036854775807,9223372036854775807]) N{\\1}',
    ],
    ['too_many_draws', 'rounds of an empty group', '(?:){1000000000000000000}'],
    ['too_many_draws', 'rounds within rounds', '(?:(?:(?:){1000000}){1000000}){1000000}'],
    ['too_many_draws', 'rounds of nothing', '(?:(?:){0}){10000000}'],
    ['too_many_draws', 'rounds of much nothing', `(?:${'N{0}'.repeat(50_000)}){9000000}`],
    [
      'too_many_draws',
      'rounds of nothing of many kinds',
      `(?:${'S[0,0,]{0}(?:){0}'.repeat(5_000)}){1000000}`,
    ],
    ['too_much_output', 'numbers', 'N{9000000}'],
    ['too_much_output', 'empty strings', 'S[0,0,]{8388610}'],
    ['too_much_output', 'characters', 'S[1000000000000,1000000000000,]'],
    ['too_much_output', 'line feeds', 'S[9223372036854775807,9223372036854775807,@CH_NEWLINE@]'],
    ['too_much_output', 'characters of several widths', "S[8000000,8000000,'aé']"],
    ['too_much_output', 'strings that fit one by one', 'S[8000000,8000000,] S[8000000,8000000,]'],
  ])('%s: stop too many %s soon', (code, _what, source) => {
    const started = performance.now();
    expect(codeOf(source)).toBe(code);
    expect(performance.now() - started).toBeLessThan(25_000);
  });

  it('are 8 MiB, 256 groups in one another and ten million draws unless said otherwise', () => {
    expect(DEFAULT_BOUNDS).toEqual({ maxOutputBytes: 8388608, maxDepth: 256, maxDraws: 10_000_000 });
    expect(run('S[8388608,8388608,]')).toHaveLength(8388608);
    expect(codeOf('S[8388609,8388609,]')).toBe('too_much_output');
  });

  it('count the bytes of the text, the last space left out', () => {
    const text = (maxOutputBytes: number): string =>
      generate(parse("N[10,10] S[2,2,'é']"), 1n, 0, { maxOutputBytes });
    expect(text(7)).toBe('10 éé');
    const error = errorOf(() => text(6));
    expect(error.code).toBe('too_much_output');
    expect(error.message).toContain('6 bytes');
    expect(error.span).toEqual({ start: 9, end: 19 });
  });

  it('count each value and each round as a draw', () => {
    const source = '(N[1,1]) (?:N[1,1]{2} S){3}';
    expect(generate(parse(source), 1n, 0, { maxDraws: 13 })).not.toBe('');
    expect(codeOf(source, { maxDraws: 12 })).toBe('too_many_draws');
    expect(errorOf(() => generate(parse(source), 1n, 0, { maxDraws: 12 })).message).toContain('12 draws');
  });

  it('count the groups around a value as depth', () => {
    expect(generate(parse('(?:(?:N[1,1]))'), 1n, 0, { maxDepth: 2 })).toBe('1');
    expect(codeOf('(?:(?:N[1,1]))', { maxDepth: 1 })).toBe('nesting_too_deep');
    expect(errorOf(() => generate(parse('(?:(?:N))'), 1n, 0, { maxDepth: 1 })).span).toEqual({
      start: 3,
      end: 8,
    });
  });

  it('of zero allow only what costs nothing', () => {
    const nothing = { maxOutputBytes: 0, maxDepth: 0, maxDraws: 0 };
    expect(generate(parse(''), 1n, 0, nothing)).toBe('');
    expect(codeOf('N', nothing)).toBe('too_many_draws');
    expect(codeOf('N', { maxOutputBytes: 0 })).toBe('too_much_output');
  });

  it('must be whole numbers from 0', () => {
    for (const value of [-1, 1.5, NaN, Infinity]) {
      expect(() => generate(parse('N'), 1n, 0, { maxDraws: value })).toThrow(RangeError);
    }
  });

  it('may be left undefined', () => {
    expect(generate(parse('N[1,1]'), 1n, 0, { maxDraws: undefined } as object)).toBe('1');
  });
});

// How fast it is says `npm run bench`. The best of five: the machine may be busy with something else.
describe('the time', () => {
  const millisecondsOf = (action: () => void): number => {
    const times = Array.from({ length: 5 }, () => {
      const started = performance.now();
      action();
      return performance.now() - started;
    });
    return Math.min(...times);
  };

  it('grows with the numbers that are drawn, and not with their square', () => {
    const few = parse('N[1,1000]{30000}');
    const many = parse('N[1,1000]{900000}');
    const once = millisecondsOf(() => void generate(few, 1n, 0));
    // 30 times as many; the square would be 900.
    expect(millisecondsOf(() => void generate(many, 1n, 0))).toBeLessThan(once * 200);
  });
});
