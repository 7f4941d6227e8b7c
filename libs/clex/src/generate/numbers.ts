import { formatDouble } from './doubles.js';
import { add, multiply, subtract, toWhole, type Whole } from './whole.js';

/** A number with a fixed count of digits behind the point: `unscaled / 10^scale`. */
export class Decimal {
  constructor(
    readonly unscaled: bigint,
    readonly scale: number,
  ) {}

  /** Exactly the digits that are printed for a double. */
  static fromDouble(value: number): Decimal {
    const [whole = '', fraction = ''] = formatDouble(value).split('.');
    return new Decimal(BigInt(whole + fraction), fraction.length);
  }

  toString(): string {
    const digits = `${this.unscaled < 0n ? -this.unscaled : this.unscaled}`.padStart(this.scale + 1, '0');
    const sign = this.unscaled < 0n ? '-' : '';
    if (this.scale === 0) return sign + digits;
    return `${sign}${digits.slice(0, -this.scale)}.${digits.slice(-this.scale)}`;
  }
}

/** What an expression gives. */
export type Num = Whole | Decimal;

/** The unscaled values of two numbers with as many digits behind the point as the longer one has. */
function aligned(a: Num, b: Num): { a: bigint; b: bigint; scale: number } {
  const scale = Math.max(scaleOf(a), scaleOf(b));
  return { a: unscaledAt(a, scale), b: unscaledAt(b, scale), scale };
}

function scaleOf(value: Num): number {
  return value instanceof Decimal ? value.scale : 0;
}

/** value * 10^scale; `scale` must not be less than the value's own. */
function unscaledAt(value: Num, scale: number): bigint {
  if (!(value instanceof Decimal)) return BigInt(value) * 10n ** BigInt(scale);
  return value.unscaled * 10n ** BigInt(scale - value.scale);
}

/** value * 10^scale, rounded up or down to a whole number. */
export function scaleToWhole(value: Num, scale: number, round: 'up' | 'down'): Whole {
  if (!(value instanceof Decimal) || value.scale <= scale) return toWhole(unscaledAt(value, scale));
  const divisor = 10n ** BigInt(value.scale - scale);
  const quotient = value.unscaled / divisor;
  const rest = value.unscaled % divisor;
  if (round === 'up') return toWhole(rest > 0n ? quotient + 1n : quotient);
  return toWhole(rest < 0n ? quotient - 1n : quotient);
}

/** Below 0, 0 or above 0, as `a` is below, equal to or above `b`. */
export function compareNumbers(a: Num, b: Num): number {
  if (a instanceof Decimal || b instanceof Decimal) {
    const same = aligned(a, b);
    return same.a < same.b ? -1 : same.a > same.b ? 1 : 0;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

export function addNumbers(a: Num, b: Num): Num {
  if (!(a instanceof Decimal) && !(b instanceof Decimal)) return add(a, b);
  const same = aligned(a, b);
  return new Decimal(same.a + same.b, same.scale);
}

export function subtractNumbers(a: Num, b: Num): Num {
  if (!(a instanceof Decimal) && !(b instanceof Decimal)) return subtract(a, b);
  const same = aligned(a, b);
  return new Decimal(same.a - same.b, same.scale);
}

export function multiplyNumbers(a: Num, b: Num): Num {
  if (!(a instanceof Decimal) && !(b instanceof Decimal)) return multiply(a, b);
  const [scaleA, scaleB] = [scaleOf(a), scaleOf(b)];
  return new Decimal(unscaledAt(a, scaleA) * unscaledAt(b, scaleB), scaleA + scaleB);
}

/** The number as a whole one; `undefined` when it has a fraction. */
export function asWhole(value: Num): Whole | undefined {
  if (!(value instanceof Decimal)) return value;
  const divisor = 10n ** BigInt(value.scale);
  return value.unscaled % divisor === 0n ? toWhole(value.unscaled / divisor) : undefined;
}

export function isTrue(value: Num): boolean {
  return value instanceof Decimal ? value.unscaled !== 0n : value !== 0;
}

const SMALL_PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];

/** Miller and Rabin's test with bases that decide every number below 2^64 (Sorenson and Webster, 2015). */
export function isPrime(value: Whole): boolean {
  if (value < 2) return false;
  for (const prime of SMALL_PRIMES) {
    if (typeof value === 'number' ? value % prime === 0 : value % BigInt(prime) === 0n)
      return value === prime;
  }
  if (value < 37 * 37) return true;
  const number = BigInt(value);
  let odd = number - 1n;
  let twos = 0;
  for (; odd % 2n === 0n; odd /= 2n) twos++;
  return SMALL_PRIMES.every((base) => passes(BigInt(base), number, odd, twos));
}

function passes(base: bigint, number: bigint, odd: bigint, twos: number): boolean {
  let power = 1n;
  for (
    let factor = base, exponent = odd;
    exponent > 0n;
    exponent >>= 1n, factor = (factor * factor) % number
  ) {
    if (exponent & 1n) power = (power * factor) % number;
  }
  if (power === 1n || power === number - 1n) return true;
  for (let round = 1; round < twos; round++) {
    power = (power * power) % number;
    if (power === number - 1n) return true;
  }
  return false;
}
