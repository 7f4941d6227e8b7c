import type { Checker } from '@app/contracts';
import { LineReader, quote, sameBytes, TokenReader, type Part, type PartReader } from './text.js';
import { compareUnorderedLines } from './unordered-lines.js';

/** The checkers that are no program. */
export type BuiltInChecker = Exclude<Checker, { type: 'program' }>;

/** Why an output is not the expected one, in one sentence for people. */
export interface Difference {
  message: string;
}

/** Tolerance of `floats` when the request names none. */
export const DEFAULT_TOLERANCE = 1e-6;

/**
 * Compares an output with the expected one; null when the checker takes it.
 *
 * - `exact`: the same bytes
 * - `lines`: the same lines; white space at line ends and empty lines at the end do not count
 * - `tokens`: the same words, however they are spaced
 * - `floats`: like `tokens`, but two decimal numbers may differ by the absolute tolerance or by the relative one (a share
 *   of the expected number), whichever is kinder. When the request names one tolerance only, the other is 0
 * - `unordered_lines`: like `lines`, in any order
 */
export async function compareOutputs(
  checker: BuiltInChecker,
  expected: Buffer,
  actual: Buffer,
): Promise<Difference | null> {
  if (expected.equals(actual)) return null;
  switch (checker.type) {
    case 'exact':
      return exactDifference(expected, actual);
    case 'lines':
      return compareParts('line', new LineReader(expected), new LineReader(actual), sameBytes);
    case 'tokens':
      return compareParts('token', new TokenReader(expected), new TokenReader(actual), sameBytes);
    case 'floats': {
      const closeEnough = withinTolerance(checker);
      return compareParts('token', new TokenReader(expected), new TokenReader(actual), closeEnough);
    }
    case 'unordered_lines':
      return compareUnorderedLines(expected, actual);
    default:
      throw new TypeError(`unknown checker ${JSON.stringify(checker satisfies never)}`);
  }
}

function exactDifference(expected: Buffer, actual: Buffer): Difference {
  const shorter = Math.min(expected.length, actual.length);
  let offset = 0;
  while (offset < shorter && expected[offset] === actual[offset]) offset++;
  if (offset === shorter) return { message: `expected ${expected.length} bytes, found ${actual.length}` };
  return { message: `byte ${offset + 1}: expected ${hex(expected[offset]!)}, found ${hex(actual[offset]!)}` };
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}

function compareParts(
  noun: string,
  expected: PartReader,
  actual: PartReader,
  same: (expected: Part, actual: Part) => boolean,
): Difference | null {
  for (;;) {
    const more = expected.next();
    if (more !== actual.next()) {
      return more
        ? { message: `${noun} ${expected.number}: expected ${quote(expected)}, found the end` }
        : { message: `${noun} ${actual.number}: expected the end, found ${quote(actual)}` };
    }
    if (!more) return null;
    if (!same(expected, actual)) {
      return {
        message: `${noun} ${expected.number}: expected ${quote(expected)}, found ${quote(actual)}`,
      };
    }
  }
}

/** A decimal number as C and its heirs print it. No `inf`, `nan` or hexadecimal: those are compared as text. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** A longer token is compared as text: no program prints a number like that by accident. */
const MAX_NUMBER_BYTES = 1_024;

function withinTolerance(checker: BuiltInChecker & { type: 'floats' }) {
  const { absolute, relative } = checker;
  const neither = absolute === undefined && relative === undefined;
  const absoluteTolerance = neither ? DEFAULT_TOLERANCE : (absolute ?? 0);
  const relativeTolerance = neither ? DEFAULT_TOLERANCE : (relative ?? 0);
  return (expected: Part, actual: Part): boolean => {
    if (sameBytes(expected, actual)) return true;
    const wanted = numberOf(expected);
    const found = numberOf(actual);
    if (wanted === null || found === null) return false;
    const error = Math.abs(found - wanted);
    return error <= absoluteTolerance || error <= relativeTolerance * Math.abs(wanted);
  };
}

/** The token as a finite number, else null. */
function numberOf(token: Part): number | null {
  if (token.end - token.start > MAX_NUMBER_BYTES) return null;
  const text = token.bytes.toString('latin1', token.start, token.end);
  if (!NUMBER.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
