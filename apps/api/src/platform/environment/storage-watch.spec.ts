import { expect, it } from 'vitest';
import { isNearlyFull } from './storage-watch.js';

const MiB = 1024 * 1024;

it('a disk is full for new work while there still is room for the work in hand', () => {
  expect(isNearlyFull(63 * MiB, 10_000 * MiB)).toBe(true);
  expect(isNearlyFull(65 * MiB, 10_000 * MiB)).toBe(false);
  // A small one keeps a quarter.
  expect(isNearlyFull(30 * MiB, 110 * MiB)).toBe(false);
  expect(isNearlyFull(27 * MiB, 110 * MiB)).toBe(true);
});
