import { randomInt } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LineReader, quote, type Part } from './text.js';
import type { Difference } from './compare.js';

/** Lines that are held as strings at one time: keeps the memory of a comparison near 100 MB, whatever the outputs hold. */
const LINES_PER_PASS = 1_000_000;
/** After so many lines others get a turn: this runs in the thread that keeps the worker's claims alive. */
const LINES_PER_TURN = 50_000;
/** Not known to programs, so that they cannot write lines that all fall into one pass. */
const HASH_SEED = randomInt(2 ** 32);

/**
 * Compares two outputs as multisets of lines. Big outputs are compared in several passes, each of which looks only at
 * the lines of one hash class.
 */
export async function compareUnorderedLines(expected: Buffer, actual: Buffer): Promise<Difference | null> {
  const expectedCount = await countLines(expected);
  const actualCount = await countLines(actual);
  if (expectedCount !== actualCount) {
    return { message: `expected ${expectedCount} lines, found ${actualCount}` };
  }
  const passes = Math.ceil(expectedCount / LINES_PER_PASS);
  for (let pass = 0; pass < passes; pass++) {
    const difference = await comparePass(expected, actual, pass, passes);
    if (difference) return difference;
  }
  return null;
}

async function comparePass(
  expected: Buffer,
  actual: Buffer,
  pass: number,
  passes: number,
): Promise<Difference | null> {
  const left = new Map<string, number>();
  const mine = (line: Part) => passes === 1 || hashOf(line) % passes === pass;

  const wanted = new LineReader(expected);
  while (wanted.next()) {
    if (wanted.number % LINES_PER_TURN === 0) await nextTurn();
    if (!mine(wanted)) continue;
    const text = textOf(wanted);
    left.set(text, (left.get(text) ?? 0) + 1);
  }
  const found = new LineReader(actual);
  while (found.next()) {
    if (found.number % LINES_PER_TURN === 0) await nextTurn();
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

async function countLines(bytes: Buffer): Promise<number> {
  const lines = new LineReader(bytes);
  while (lines.next()) if (lines.number % LINES_PER_TURN === 0) await nextTurn();
  return lines.number;
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
