import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findForbidden } from './json-guard.js';
import { scanJson } from './json-scan.js';
import { locateJsonError } from './json-syntax.js';

describe('scanJson', () => {
  const scan = (text: string) => scanJson(Buffer.from(text), 3, 5);

  it('lets through what is neither deep nor wide', () => {
    expect(scan('{"a":[1,{"b":"x"}]}')).toEqual({ kind: 'ok' });
  });

  it('does not count brackets and commas inside of strings', () => {
    expect(scan(JSON.stringify({ a: '[[[[{{{{,,,,,,,,\\"[[[[' }))).toEqual({ kind: 'ok' });
    expect(scan('{"a\\\\":"\\\\\\"[[[[,,,,,,,,"}')).toEqual({ kind: 'ok' });
  });

  it('finds where a text gets too deep, and that it has too many values', () => {
    expect(scan('[[[[]]]]')).toEqual({ kind: 'too_deep', position: 3 });
    expect(scan('[1,2,3,4,5]')).toEqual({ kind: 'too_many_values' });
  });

  it('never sees fewer values than a parser would make', () => {
    const count = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? 1 + Object.values(value).reduce<number>((sum, inner) => sum + count(inner), 0)
        : 1;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const bytes = Buffer.from(JSON.stringify(value));
        const { kind } = scanJson(bytes, 100, count(value) - 1);
        expect(kind).toBe('too_many_values');
      }),
    );
  });
});

describe('locateJsonError', () => {
  it.each([
    ['{"a":1,}', 7],
    ['{"a" 1}', 5],
    ['[1 2]', 3],
    ['[1,]', 3],
    ['nul', 0],
    ['{"a":"x\ny"}', 7],
    ['{"a":"\\x"}', 6],
    ['{} x', 3],
    ['[1', 2],
    ['{"a":', 5],
    ['"abc', 4],
    [']', 0],
    ['[}', 1],
    ['{"a":01}', 6],
    ['', 0],
  ])('finds the place in %j', (text, position) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(locateJsonError(text).position).toBe(position);
  });

  it('counts lines and columns from 1', () => {
    expect(locateJsonError('{\n  "a": x\n}')).toEqual({ position: 9, line: 2, column: 8 });
  });

  it('walks over everything that is valid', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (value, pretty) => {
        const text = JSON.stringify(value, null, pretty ? 2 : 0);
        expect(locateJsonError(`${text}!`).position).toBe(text.length);
      }),
    );
  });

  it('does not mind a hundred thousand levels or a string of megabytes', () => {
    expect(locateJsonError('['.repeat(100_000)).position).toBe(100_000);
    expect(locateJsonError(`"${'x'.repeat(4_000_000)}`).position).toBe(4_000_001);
  });
});

describe('findForbidden', () => {
  it.each([
    ['{"__proto__":{}}', '__proto__'],
    ['{"program":{"constructor":1}}', 'program.constructor'],
    ['{"tests":[{},{"toString":1}]}', 'tests[1].toString'],
    ['{"tests":[{"input":"a\\ud800"}]}', 'tests[0].input'],
    ['{"args":["\\udc00x"]}', 'args[0]'],
  ])('names the field in %s', (text, field) => {
    expect(findForbidden(JSON.parse(text))).toMatchObject({ field });
  });

  it('names an object with more members than anybody needs', () => {
    const wide = (count: number) => ({
      limits: Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 1])),
    });
    expect(findForbidden(wide(1_000))).toBeNull();
    expect(findForbidden(wide(1_001))).toMatchObject({
      field: 'limits',
      message: 'has more than 1000 members',
    });
  });

  it('lets through every other text, whole surrogate pairs and NUL included', () => {
    expect(findForbidden({ a: ['\u{1f600}', '\0', { b: null, c: 1 }] })).toBeNull();
  });
});
