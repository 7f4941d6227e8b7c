import type { Whole } from './whole.js';

/**
 * A finite double in decimal without an exponent. Below 2^53 the shortest digits that give the same double
 * back (`0.1`, `0.0000001`), from there on the exact value: padding with zeros, as JavaScript does, could
 * step over a bound.
 */
export function formatDouble(value: number): string {
  if (value === 0) return '0'; // -0 too
  if (Math.abs(value) >= 2 ** 53) return BigInt(value).toString();
  const text = String(value);
  const exponentAt = text.indexOf('e-');
  if (exponentAt === -1) return text;
  const sign = value < 0 ? '-' : '';
  const digits = text.slice(sign.length, exponentAt).replace('.', '');
  return `${sign}0.${'0'.repeat(Number(text.slice(exponentAt + 2)) - 1)}${digits}`;
}

/** The least double that is not below `bound`. */
export function doubleAtLeast(bound: Whole): number {
  const nearest = Number(bound);
  return BigInt(nearest) < BigInt(bound) ? neighbour(nearest, 1n) : nearest;
}

/** The greatest double that is not above `bound`. */
export function doubleAtMost(bound: Whole): number {
  const nearest = Number(bound);
  return BigInt(nearest) > BigInt(bound) ? neighbour(nearest, -1n) : nearest;
}

const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** The double next to one that is not 0: doubles of one sign are ordered as their bits are. */
function neighbour(value: number, direction: 1n | -1n): number {
  double[0] = value;
  bits[0] = bits[0]! + (value > 0 ? direction : -direction);
  return double[0];
}
