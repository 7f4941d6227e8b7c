import type { BuiltInChecker } from '@app/packages';
import { withinExactly } from './decimal.js';
import { partsDiffer, type Difference } from './difference.js';
import { compareParts } from './lines.js';
import { STEPS_PER_SLICE, type Sliced } from './slices.js';
import { LineReader, samePart, TokenReader, type Part, type SamePart } from './text.js';

type Floats = Extract<BuiltInChecker, { type: 'floats' }>;

/** Tolerance of `floats` when the request names none. */
const DEFAULT_TOLERANCE = 1e-6;

/**
 * A decimal number as C and its heirs print it. No `inf`, `nan` or hexadecimal: those are compared as text.
 */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** A longer token is compared as text: no program prints a number like that by accident. */
const MAX_NUMBER_BYTES = 1_024;
/** Distance from the bound, as a share of the numbers, below which rounding could decide. */
const DOUBTFUL = 1e-12;

/**
 * Like tokens, but where the answer has a decimal number the output must have one that differs by the
 * absolute tolerance or by the relative one (a share of the answer's), whichever is kinder. Where one
 * tolerance is named only, the other does not apply. `byLine`: the tokens of each line that is not empty
 * (DMOJ's floats).
 */
export function* compareFloats(checker: Floats, expected: Buffer, actual: Buffer): Sliced<Difference | null> {
  const same = closeEnough(checker);
  if (!checker.byLine) {
    return yield* compareParts('token', new TokenReader(expected), new TokenReader(actual), same);
  }
  const wanted = new LineReader(expected);
  const found = new LineReader(actual);
  for (;;) {
    const more = nextWithText(wanted);
    const moreFound = nextWithText(found);
    if (!more && !moreFound) return null;
    if (!more || !moreFound)
      return partsDiffer('line', more ? wanted : null, moreFound ? found : null, actual);
    const difference = yield* compareParts('token', tokensOf(wanted), tokensOf(found), same);
    if (difference) return { ...difference, message: `line ${found.number}, ${difference.message}` };
    if (wanted.number % STEPS_PER_SLICE === 0) yield;
  }
}

function nextWithText(lines: LineReader): boolean {
  while (lines.next()) if (lines.end > lines.start) return true;
  return false;
}

function tokensOf({ bytes, start, end }: Part): TokenReader {
  return new TokenReader(bytes.subarray(start, end));
}

function closeEnough(checker: Floats): SamePart {
  const { absolute, relative } = checker;
  const neither = absolute === undefined && relative === undefined;
  const absoluteTolerance = neither ? DEFAULT_TOLERANCE : absolute;
  const relativeTolerance = neither ? DEFAULT_TOLERANCE : relative;
  const sameText = samePart(checker.caseSensitive ?? true);
  return (expected, actual) => {
    if (sameText(expected, actual)) return true;
    const wanted = numberText(expected);
    const found = wanted === null ? null : numberText(actual);
    if (wanted === null || found === null) return false;
    return within(wanted, found, absoluteTolerance, relativeTolerance);
  };
}

/** A number as text, where it is one that a double can hold. */
function numberText({ bytes, start, end }: Part): string | null {
  if (end - start > MAX_NUMBER_BYTES) return null;
  const text = bytes.toString('latin1', start, end);
  return NUMBER.test(text) && Number.isFinite(Number(text)) ? text : null;
}

/**
 * Doubles decide, except right at the bound: there decimal arithmetic does, so that "at most" means what it
 * says.
 */
function within(
  expected: string,
  actual: string,
  absolute: number | undefined,
  relative: number | undefined,
): boolean {
  const wanted = Number(expected);
  const error = Math.abs(Number(actual) - wanted);
  const bound = Math.max(absolute ?? 0, (relative ?? 0) * Math.abs(wanted));
  const scale = Math.max(Math.abs(wanted), Math.abs(Number(actual)), bound);
  if (Math.abs(error - bound) > DOUBTFUL * scale) return error < bound;
  return withinExactly(expected, actual, absolute ?? 0, relative ?? 0);
}
