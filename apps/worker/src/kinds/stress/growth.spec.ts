import { describe, expect, it } from 'vitest';
import { MEASURED, MEASURED_START_MS } from '../testing/measured-growth.js';
import { growthOf, GROWTHS, type Growth, type Point } from './growth.js';

const TIMES: Readonly<Record<Growth, (n: number) => number>> = {
  '1': () => 0,
  'log n': (n) => 40 * Math.log2(n + 1),
  n: (n) => n / 500,
  'n log n': (n) => (n * Math.log2(n + 1)) / 9_000,
  'n^2': (n) => n ** 2 / 1e7,
  'n^3': (n) => n ** 3 / 1e11,
  '2^n': (n) => 2 ** n / 1e6,
};

/** Measurements with a little chance in them, the same each time. */
function pointsOf(growth: Growth, sizes: readonly number[], noise: number): Point[] {
  return sizes.map((size, at) => {
    const chance = 1 + noise * Math.sin(at * 12.9898);
    return { size, cpuTimeMs: 1 + TIMES[growth](size) * chance };
  });
}

const spread = Array.from({ length: 16 }, (_, at) => Math.round(3_000 * 64 ** (at / 15)));
const small = Array.from({ length: 16 }, (_, at) => 15 + at);

describe('growthOf', () => {
  it.each(GROWTHS)('finds %s from sixteen points', (growth) => {
    const sizes = growth === '2^n' ? small : growth === '1' ? spread.map((size) => size * size) : spread;
    const found = growthOf(pointsOf(growth, sizes, 0.03));
    expect(found.growth).toBe(growth);
  });

  it('is not sure of a few points, of times that hardly grow, or of noise', () => {
    expect(growthOf(pointsOf('n^2', spread.slice(0, 8), 0)).sure).toBe(false);
    expect(growthOf(pointsOf('n', [1000, 1100, ...spread.slice(0, 2)], 0)).sure).toBe(false);
    expect(growthOf(pointsOf('n', spread, 0.9)).sure).toBe(false);
    expect(growthOf([]).growth).toBe('unknown');
  });

  it('is sure of a square that is far from everything else', () => {
    expect(growthOf(pointsOf('n^2', spread, 0.02))).toEqual({ growth: 'n^2', sure: true });
  });

  it('tells n log n from n by what the program takes for hardly any input', () => {
    const sorting = MEASURED.find(({ program }) => program === 'sorting')!;
    expect(growthOf(sorting.points, MEASURED_START_MS).growth).toBe('n log n');
  });

  it('tells at least ten of twelve programs that were measured, and is sure of no wrong answer', () => {
    const answers = MEASURED.map(({ program, growth, points }) => {
      const { growth: found, sure } = growthOf(points, MEASURED_START_MS);
      return { program, sure, isRight: found === growth };
    });
    expect(answers).toHaveLength(12);
    expect(answers.filter(({ isRight, sure }) => sure && !isRight)).toEqual([]);
    expect(answers.filter(({ isRight }) => isRight).length).toBeGreaterThanOrEqual(10);
  });
});
