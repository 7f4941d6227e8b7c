import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubleAtLeast, doubleAtMost, formatDouble } from './doubles.js';

describe('formatDouble', () => {
  it.each([
    [1, '1'],
    [-1, '-1'],
    [0, '0'],
    [-0, '0'],
    [0.25, '0.25'],
    [0.0000001, '0.0000001'],
    [-0.0000001, '-0.0000001'],
    [1.5e-7, '0.00000015'],
    [-1.25e-9, '-0.00000000125'],
    [123456.789, '123456.789'],
    [2 ** 53 - 1, '9007199254740991'],
    [2 ** 63, '9223372036854775808'],
    [-(2 ** 63), '-9223372036854775808'],
    [1e21, '1000000000000000000000'],
  ])('prints %d as %s', (value, text) => {
    expect(formatDouble(value)).toBe(text);
  });

  it('prints the smallest and the largest doubles without an exponent', () => {
    expect(formatDouble(1e-320)).toBe(`0.${'0'.repeat(319)}1`);
    expect(formatDouble(Number.MIN_VALUE)).toBe(`0.${'0'.repeat(323)}5`);
    expect(formatDouble(1.7e308)).toBe(BigInt(1.7e308).toString());
    expect(formatDouble(1.7e308)).toMatch(/^1[0-9]{308}$/);
  });

  it('gives every finite double back, and never an exponent', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = formatDouble(value);
        expect(text).toMatch(/^-?[0-9]+(\.[0-9]+)?$/);
        expect(Number(text)).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

describe('the doubles next to a whole number', () => {
  it('are the number itself where it is a double', () => {
    for (const value of [0, -5, 2 ** 53, 2n ** 62n, -(2n ** 63n)]) {
      expect(doubleAtLeast(value)).toBe(Number(value));
      expect(doubleAtMost(value)).toBe(Number(value));
    }
  });

  it('enclose it where it is none', () => {
    expect(doubleAtMost(2n ** 63n - 1n)).toBe(2 ** 63 - 1024);
    expect(doubleAtLeast(2n ** 63n - 1n)).toBe(2 ** 63);
    expect(doubleAtLeast(-(2n ** 63n) + 1n)).toBe(-(2 ** 63) + 1024);
    expect(doubleAtMost(-(2n ** 63n) + 1n)).toBe(-(2 ** 63));
  });

  it('are never on the wrong side and have no double between them and the number', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const above = doubleAtLeast(value);
        const below = doubleAtMost(value);
        expect(BigInt(above) >= value && BigInt(below) <= value).toBe(true);
        const middle = below / 2 + above / 2;
        expect(middle === below || middle === above).toBe(true);
      }),
    );
  });
});
