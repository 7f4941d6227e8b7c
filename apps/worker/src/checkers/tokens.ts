import type { BuiltInChecker } from '@app/packages';
import { partsDiffer, placeOf, type Difference } from './difference.js';
import { compareParts } from './lines.js';
import { STEPS_PER_SLICE, type Sliced } from './slices.js';
import { isLineBreak, isWhiteSpace, samePart, TokenReader, type SamePart } from './text.js';

type Tokens = Extract<BuiltInChecker, { type: 'tokens' }>;

/**
 * The same words, however they are spaced. `caseSensitive: false` takes ASCII letters of either case;
 * `spaces` may ask for a line break wherever the answer has one (DMOJ's rule) or for the same white space
 * byte by byte (Kattis' space_change_sensitive); `sorted` compares the words in any order.
 */
export function* compareTokens(checker: Tokens, expected: Buffer, actual: Buffer): Sliced<Difference | null> {
  const same = samePart(checker.caseSensitive ?? true);
  if (checker.sorted) return yield* compareSorted(expected, actual, checker.caseSensitive ?? true);
  const { spaces = 'ignore' } = checker;
  switch (spaces) {
    case 'ignore':
      return yield* compareParts('token', new TokenReader(expected), new TokenReader(actual), same);
    case 'line-breaks':
      return yield* compareWithGaps(expected, actual, same, sameKindOfGap);
    case 'exact':
      return yield* compareWithGaps(expected, actual, same, sameGap);
    default:
      throw new TypeError(`unknown rule for spaces ${JSON.stringify(spaces satisfies never)}`);
  }
}

/** White space between two tokens, or before the first or after the last. */
interface Gap {
  bytes: Buffer;
  start: number;
  end: number;
  isOutside: boolean;
}

function* compareWithGaps(
  expected: Buffer,
  actual: Buffer,
  same: SamePart,
  sameGaps: (expected: Gap, actual: Gap) => boolean,
): Sliced<Difference | null> {
  const wanted = new TokenReader(expected);
  const found = new TokenReader(actual);
  for (;;) {
    const [before, beforeFound] = [wanted.end, found.end];
    const isFirst = wanted.number === 0;
    const [more, moreFound] = [wanted.next(), found.next()];
    if (more !== moreFound || (more && !same(wanted, found))) {
      return partsDiffer('token', more ? wanted : null, moreFound ? found : null, actual);
    }
    const isOutside = isFirst || !more;
    const left = { bytes: expected, start: before, end: more ? wanted.start : expected.length, isOutside };
    const right = { bytes: actual, start: beforeFound, end: more ? found.start : actual.length, isOutside };
    if (!sameGaps(left, right)) {
      const at = more ? `before token ${wanted.number}` : 'at the end';
      const text = (gap: Gap) => gap.bytes.toString('latin1', gap.start, Math.min(gap.end, gap.start + 20));
      return {
        message: `white space ${at}: expected ${JSON.stringify(text(left))}, found ${JSON.stringify(text(right))}`,
        first: { ...placeOf(actual, right.start), expected: text(left), actual: text(right) },
      };
    }
    if (!more) return null;
    if (wanted.number % STEPS_PER_SLICE === 0) yield;
  }
}

function sameKindOfGap(expected: Gap, actual: Gap): boolean {
  return expected.isOutside || hasLineBreak(expected) === hasLineBreak(actual);
}

function hasLineBreak({ bytes, start, end }: Gap): boolean {
  for (let at = start; at < end; at++) if (isLineBreak(bytes[at]!)) return true;
  return false;
}

function sameGap(expected: Gap, actual: Gap): boolean {
  return expected.bytes.compare(actual.bytes, actual.start, actual.end, expected.start, expected.end) === 0;
}

function* compareSorted(expected: Buffer, actual: Buffer, caseSensitive: boolean): Sliced<Difference | null> {
  const counts = new Map<string, number>();
  const text = (reader: TokenReader) => {
    const word = reader.bytes.toString('latin1', reader.start, reader.end);
    return caseSensitive ? word : word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  };
  const wanted = new TokenReader(expected);
  while (wanted.next()) {
    counts.set(text(wanted), (counts.get(text(wanted)) ?? 0) + 1);
    if (wanted.number % STEPS_PER_SLICE === 0) yield;
  }
  const found = new TokenReader(actual);
  while (found.next()) {
    const left = counts.get(text(found)) ?? 0;
    if (left === 0) return partsDiffer('token', null, found, actual);
    counts.set(text(found), left - 1);
    if (found.number % STEPS_PER_SLICE === 0) yield;
  }
  return found.number === wanted.number ? null : { message: 'an expected token is missing' };
}

/** All white space gone and all letters small, the same bytes in any order: DMOJ's `easy`. */
export function* compareCharacters(expected: Buffer, actual: Buffer): Sliced<Difference | null> {
  const wanted = yield* countBytes(expected);
  const found = yield* countBytes(actual);
  const byte = wanted.findIndex((count, at) => count !== found[at]);
  if (byte < 0) return null;
  const name = JSON.stringify(String.fromCharCode(byte));
  return { message: `${name}: expected ${wanted[byte]} times, found ${found[byte]} times` };
}

const BYTES_PER_SLICE = 256 * 1024;

function* countBytes(bytes: Buffer): Sliced<Float64Array> {
  const counts = new Float64Array(256);
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (!isWhiteSpace(byte)) counts[byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte]!++;
    if (at % BYTES_PER_SLICE === 0) yield;
  }
  return counts;
}
