import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, formatRate, placeIn, plural } from './format.js';

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [0.84, '0.8 ms'],
    [12.4, '12 ms'],
    [812, '812 ms'],
    [999.7, '1.00 s'],
    [4_210, '4.21 s'],
    [59_999, '1 min 0 s'],
    [125_000, '2 min 5 s'],
  ])('%d ms are shown as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [1_023, '1023 B'],
    [1_024, '1.0 KiB'],
    [3_600_000, '3.4 MiB'],
    [256 * 1024 * 1024, '256 MiB'],
    [5 * 1024 ** 4, '5120 GiB'],
  ])('%d bytes are shown as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

it('rates have a digit more when they are small', () => {
  expect([3.44, 212.4, 1_840.2].map(formatRate)).toEqual(['3.4', '212', '1,840']);
});

it('one is singular', () => {
  expect([plural(1, 'input'), plural(0, 'input'), plural(1_200, 'input')]).toEqual([
    '1 input',
    '0 inputs',
    '1,200 inputs',
  ]);
});

it('places are counted from one, and a character counts once', () => {
  expect(placeIn('N[1,2]', 0)).toBe('line 1, column 1');
  expect(placeIn('N\nabc', 4)).toBe('line 2, column 3');
  expect(placeIn("'😀' x", 5)).toBe('line 1, column 5');
});
