/** A decimal number: `units` times ten to the power of `exponent`. */
interface Decimal {
  units: bigint;
  exponent: number;
}

/** More digits than this are not worth an exact answer. */
const MAX_EXPONENT = 2_000;

/**
 * Whether |expected - actual| is at most `absolute`, or at most `relative` times |expected|, without any
 * rounding.
 */
export function withinExactly(expected: string, actual: string, absolute: number, relative: number): boolean {
  const wanted = decimalOf(expected);
  const found = decimalOf(actual);
  const bounds = [decimalOf(String(absolute)), product(decimalOf(String(relative)), wanted)];
  const parts = [wanted, found, ...bounds];
  const least = Math.min(...parts.map(({ exponent }) => exponent));
  if (parts.some(({ exponent }) => exponent - least > MAX_EXPONENT))
    return Number(expected) === Number(actual);
  const [left, right, absoluteBound, relativeBound] = parts.map(
    ({ units, exponent }) => units * 10n ** BigInt(exponent - least),
  );
  const error = magnitude(left! - right!);
  return error <= absoluteBound! || error <= magnitude(relativeBound!);
}

/** @param text a decimal number with or without sign, point and exponent */
function decimalOf(text: string): Decimal {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const units = BigInt(whole + fraction || '0');
  if (units === 0n) return { units, exponent: 0 };
  return { units: sign === '-' ? -units : units, exponent: Number(exponent) - fraction.length };
}

function product(left: Decimal, right: Decimal): Decimal {
  const units = left.units * right.units;
  return { units, exponent: units === 0n ? 0 : left.exponent + right.exponent };
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
