/**
 * A whole number of the signed 64-bit range: a `number` where that is exact (a safe integer), else a
 * `bigint`. Both compare with `<` and `>`; arithmetic must look at the type. It keeps the everyday ranges off
 * the slow bigints.
 */
export type Whole = number | bigint;

/** The same number in the cheaper form it fits into. */
export function toWhole(value: bigint): Whole {
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}
