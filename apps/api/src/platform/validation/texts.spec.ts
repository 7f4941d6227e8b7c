import { describe, expect, it } from 'vitest';
import { argumentsProblem, isBase64, pathProblem, seedProblem } from './texts.js';

describe('a path of a file', () => {
  it.each(['a', 'a/b.txt', '...', 'ä/ö', '.hidden', 'a..b', 'x'.repeat(255)])('may be %s', (path) => {
    expect(pathProblem(path)).toBeNull();
  });

  it.each([
    ['', 'at least one'],
    ['/etc/passwd', 'relative'],
    ['..', '..'],
    ['a/../b', '..'],
    ['./a', '.'],
    ['a/.', '.'],
    ['a//b', 'empty'],
    ['a/', 'empty'],
    ['a\\b', 'backslash'],
    ['a\0b', 'NUL'],
    ['x'.repeat(256), '255 bytes'],
    ['ä'.repeat(128), '255 bytes'],
    [7, 'string'],
  ])('may not be %j', (path, reason) => {
    expect(pathProblem(path)).toContain(reason);
  });
});

describe('a seed', () => {
  it.each(['0', '42', '18446744073709551615'])('may be %s', (seed) => expect(seedProblem(seed)).toBeNull());
  it.each([
    '',
    '-1',
    '+1',
    '1.5',
    '007',
    '18446744073709551616',
    '99999999999999999999',
    '1e3',
    ' 1',
    'x',
    42,
    null,
  ])('may not be %j', (seed) => expect(seedProblem(seed)).not.toBeNull());
});

describe('base64', () => {
  it.each(['', 'YQ==', 'YWI=', 'YWJj', '+/+/'])('is %j', (text) => expect(isBase64(text)).toBe(true));
  it.each(['Y', 'YQ', 'YQ=', 'YR==', 'Y Q=', 'YQ==\n', '-_-_', '====', 'ä===', 'YQ==YQ=='])(
    'is not %j',
    (text) => expect(isBase64(text)).toBe(false),
  );
});

describe('a list of arguments', () => {
  it('names the item that is wrong', () => {
    expect(argumentsProblem(['a', 'b\0'], 2, 10)).toMatch(/^\[1\] .*NUL/);
    expect(argumentsProblem(['a', 5], 2, 10)).toMatch(/^\[1\] .*string/);
    expect(argumentsProblem(['12345678901'], 2, 10)).toMatch(/^\[0\] .*10 bytes/);
    expect(argumentsProblem(['a', 'b', 'c'], 2, 10)).toContain('at most 2');
    expect(argumentsProblem('a', 2, 10)).toContain('array');
    expect(argumentsProblem(['a', ''], 2, 10)).toBeNull();
  });
});
