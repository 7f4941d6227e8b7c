/** One measurement: the size of an input, and processor time in milliseconds. */
export interface Point {
  size: number;
  cpuTimeMs: number;
}

export const GROWTHS = ['1', 'log n', 'n', 'n log n', 'n^2', 'n^3', '2^n'] as const;
export type Growth = (typeof GROWTHS)[number];

/** Fewer points than this say nothing for sure. */
const MIN_POINTS = 12;
/**
 * Times that differ by less than this, in milliseconds, are equal: a process starts a little faster or
 * slower.
 */
const NOISE_MS = 2;
/** A fit counts as good up to this relative error, and as better than another when that has so much more. */
const GOOD_ERROR = 0.12;
const BETTER_BY = 1.6;
/** The longest time has to be so many times the shortest: what hardly grows tells nothing of how it grows. */
const MIN_RANGE = 8;

const LOG2 = Math.log(2);
/** Each growth as the logarithm of what it is, so that 2^n of a large n is a number too. */
const LOG_OF: Readonly<Record<Growth, (size: number) => number>> = {
  '1': () => 0,
  'log n': (size) => Math.log(Math.log2(size + 1)),
  n: (size) => Math.log(size),
  'n log n': (size) => Math.log(size) + Math.log(Math.log2(size + 1)),
  'n^2': (size) => 2 * Math.log(size),
  'n^3': (size) => 3 * Math.log(size),
  '2^n': (size) => size * LOG2,
};

/**
 * How time grows with size: of `start + a + b * f(size)` with a, b from 0 the one that is nearest to the
 * points, by relative error. `sure` is said only when the points are enough, grow far, and fit no other
 * growth nearly as well.
 *
 * @param startMs what the program takes for hardly any input. Without it a straight line through 0 fits n log n as well
 * as its own curve does, which begins at what it takes to start a process.
 */
export function growthOf(
  points: readonly Point[],
  startMs = 0,
): { growth: Growth | 'unknown'; sure: boolean } {
  const valid = points.filter(({ size, cpuTimeMs }) => size >= 1 && Number.isFinite(cpuTimeMs));
  const sizes = new Set(valid.map(({ size }) => size));
  if (sizes.size < 3) return { growth: 'unknown', sure: false };
  const times = valid.map(({ cpuTimeMs }) => cpuTimeMs);
  const [least, most] = [Math.min(...times), Math.max(...times)];
  const enough = valid.length >= MIN_POINTS && sizes.size >= MIN_POINTS - 2;
  if (most - least < NOISE_MS) {
    return { growth: '1', sure: enough && Math.max(...sizes) >= 1_000 * Math.min(...sizes) };
  }
  const fits = GROWTHS.map((growth) => ({
    growth,
    error: errorOf(valid, LOG_OF[growth], Math.min(startMs, least)),
  })).sort((a, b) => a.error - b.error);
  const [best, second] = [fits[0]!, fits[1]!];
  const isClear = best.error <= GOOD_ERROR && second.error >= best.error * BETTER_BY + 0.01;
  const growsFar = most >= MIN_RANGE * Math.max(least, 1) && most >= 10 * NOISE_MS;
  return { growth: best.growth, sure: enough && isClear && growsFar };
}

/** Root mean square of the relative errors of the best `start + a + b * f`. */
function errorOf(points: readonly Point[], logOf: (size: number) => number, startMs: number): number {
  const logs = points.map(({ size }) => logOf(size));
  const top = Math.max(...logs);
  const values = logs.map((log) => Math.exp(log - top));
  let best = Infinity;
  for (const [a, b] of fitsOf(points, values, startMs)) {
    const squares = points.map(
      ({ cpuTimeMs }, at) => ((cpuTimeMs - startMs - a - b * values[at]!) * weightOf(cpuTimeMs)) ** 2,
    );
    best = Math.min(best, Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / points.length));
  }
  return best;
}

/** Times near the noise count less: their relative error is chance. */
function weightOf(cpuTimeMs: number): number {
  return 1 / (cpuTimeMs + NOISE_MS);
}

/** Weighted least squares with both parts, and with either of them alone where one would be negative. */
function fitsOf(points: readonly Point[], values: readonly number[], startMs: number): [number, number][] {
  let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
  points.forEach(({ cpuTimeMs }, at) => {
    const x = values[at]!;
    const y = cpuTimeMs - startMs;
    const weight = weightOf(cpuTimeMs) ** 2;
    w += weight;
    wx += weight * x;
    wy += weight * y;
    wxx += weight * x * x;
    wxy += weight * x * y;
  });
  const determinant = w * wxx - wx * wx;
  const both: [number, number] = [(wy * wxx - wx * wxy) / determinant, (w * wxy - wx * wy) / determinant];
  const fits: [number, number][] = [
    [wy / w, 0],
    [0, wxy / wxx],
  ];
  if (Number.isFinite(both[0]) && both[0] >= 0 && both[1] >= 0) fits.push(both);
  return fits;
}
