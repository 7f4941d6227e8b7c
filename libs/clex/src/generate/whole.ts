/**
 * A whole number: a `number` where that is exact (a safe integer), else a `bigint`. Both compare with `<` and
 * `>`; arithmetic must look at the type. It keeps the everyday ranges off the slow bigints.
 */
export type Whole = number | bigint;

/** The same number in the cheaper form it fits into. */
export function toWhole(value: bigint): Whole {
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}

export function add(a: Whole, b: Whole): Whole {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return toWhole(BigInt(a) + BigInt(b));
}

export function subtract(a: Whole, b: Whole): Whole {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return toWhole(BigInt(a) - BigInt(b));
}

export function multiply(a: Whole, b: Whole): Whole {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    // -0 is no whole number of its own.
    if (Number.isSafeInteger(product)) return product === 0 ? 0 : product;
  }
  return toWhole(BigInt(a) * BigInt(b));
}

/** a / b, rounded down; `b` must not be 0. */
export function floorDivide(a: Whole, b: Whole): Whole {
  const [x, y] = [BigInt(a), BigInt(b)];
  const quotient = x / y;
  return toWhole(x % y !== 0n && x < 0n !== y < 0n ? quotient - 1n : quotient);
}

/** What is left of `floorDivide`; it has the sign of `b`. */
export function floorModulo(a: Whole, b: Whole): Whole {
  const [x, y] = [BigInt(a), BigInt(b)];
  const rest = x % y;
  return toWhole(rest !== 0n && rest < 0n !== y < 0n ? rest + y : rest);
}

export function lesser(a: Whole, b: Whole): Whole {
  return b < a ? b : a;
}

export function greater(a: Whole, b: Whole): Whole {
  return b > a ? b : a;
}

/** Binary digits of |value|; 0 for 0. */
export function bitLength(value: Whole): number {
  const magnitude = BigInt(value) < 0n ? -BigInt(value) : BigInt(value);
  return magnitude === 0n ? 0 : magnitude.toString(2).length;
}
