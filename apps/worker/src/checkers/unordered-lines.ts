import { randomInt } from 'node:crypto';
import type { Difference } from './difference.js';
import { STEPS_PER_SLICE, type Sliced } from './slices.js';
import { LineReader, quote, TokenReader, type Part } from './text.js';

/**
 * Lines that are held as strings at one time: keeps the memory of a comparison near 100 MB, whatever the
 * outputs hold.
 */
const LINES_PER_PASS = 1_000_000;
/** Not known to programs, so that they cannot write lines that all fall into one pass. */
const HASH_SEED = randomInt(2 ** 32);

/**
 * Compares two outputs as multisets of lines. Big outputs are compared in several passes, each of which looks
 * only at the lines of one hash class. `byToken`: white space inside lines, and empty lines, do not count.
 */
export function* compareUnorderedLines(
  expected: Buffer,
  actual: Buffer,
  byToken = false,
): Sliced<Difference | null> {
  if (byToken) return yield* compareUnorderedLines(yield* tidyLines(expected), yield* tidyLines(actual));
  const expectedCount = yield* countLines(expected);
  const actualCount = yield* countLines(actual);
  if (expectedCount !== actualCount) {
    return { message: `expected ${expectedCount} lines, found ${actualCount}` };
  }
  const passes = Math.ceil(expectedCount / LINES_PER_PASS);
  for (let pass = 0; pass < passes; pass++) {
    const difference = yield* comparePass(expected, actual, pass, passes);
    if (difference) return difference;
  }
  return null;
}

function* comparePass(
  expected: Buffer,
  actual: Buffer,
  pass: number,
  passes: number,
): Sliced<Difference | null> {
  const left = new Map<string, number>();
  const mine = (line: Part) => passes === 1 || hashOf(line) % passes === pass;

  const wanted = new LineReader(expected);
  while (wanted.next()) {
    if (wanted.number % STEPS_PER_SLICE === 0) yield;
    if (!mine(wanted)) continue;
    const text = textOf(wanted);
    left.set(text, (left.get(text) ?? 0) + 1);
  }
  const found = new LineReader(actual);
  while (found.next()) {
    if (found.number % STEPS_PER_SLICE === 0) yield;
    if (!mine(found)) continue;
    const text = textOf(found);
    const count = left.get(text);
    if (count === undefined) {
      return { message: `line ${found.number}: ${quote(found)} is not expected, or not as often` };
    }
    if (count === 1) left.delete(text);
    else left.set(text, count - 1);
  }
  // In a class of its own, a line can be missing although the totals agree.
  return left.size === 0 ? null : { message: 'an expected line is missing' };
}

function* countLines(bytes: Buffer): Sliced<number> {
  const lines = new LineReader(bytes);
  while (lines.next()) if (lines.number % STEPS_PER_SLICE === 0) yield;
  return lines.number;
}

const SPACE = Buffer.from(' ');
const NEWLINE = Buffer.from('\n');

/** The lines that are not empty, with one space between the words of each: what DMOJ's `sorted` looks at. */
function* tidyLines(bytes: Buffer): Sliced<Buffer> {
  const out: Buffer[] = [];
  const lines = new LineReader(bytes);
  while (lines.next()) {
    const tokens = new TokenReader(bytes.subarray(lines.start, lines.end));
    for (let isFirst = true; tokens.next(); isFirst = false) {
      if (!isFirst) out.push(SPACE);
      out.push(tokens.bytes.subarray(tokens.start, tokens.end));
    }
    if (tokens.number > 0) out.push(NEWLINE);
    if (lines.number % STEPS_PER_SLICE === 0) yield;
  }
  return Buffer.concat(out);
}

/** latin1 is one to one with bytes. */
function textOf(line: Part): string {
  return line.bytes.toString('latin1', line.start, line.end);
}

/** FNV-1a with a seed, 32 bits. */
function hashOf(line: Part): number {
  let hash = HASH_SEED;
  for (let offset = line.start; offset < line.end; offset++) {
    hash = Math.imul(hash ^ line.bytes[offset]!, 0x01000193);
  }
  return hash >>> 0;
}
