import { placeOf, shown, type Difference } from './difference.js';

/** The same bytes. */
export function compareExactly(expected: Buffer, actual: Buffer): Difference | null {
  const shorter = Math.min(expected.length, actual.length);
  const offset = firstDifference(expected, actual, shorter);
  if (offset === shorter && expected.length === actual.length) return null;
  const message =
    offset === shorter
      ? `expected ${expected.length} bytes, found ${actual.length}`
      : `byte ${offset + 1}: expected ${hex(expected[offset]!)}, found ${hex(actual[offset]!)}`;
  const part = (bytes: Buffer) => shown({ bytes, start: offset, end: bytes.length });
  return {
    message,
    first: { ...placeOf(actual, offset), expected: part(expected), actual: part(actual) },
  };
}

const BLOCK_BYTES = 64 * 1024;

/** Blocks are compared at the speed of memory; only the one that differs is looked at byte by byte. */
function firstDifference(expected: Buffer, actual: Buffer, length: number): number {
  let offset = 0;
  while (offset < length) {
    const end = Math.min(length, offset + BLOCK_BYTES);
    if (expected.compare(actual, offset, end, offset, end) !== 0) break;
    offset = end;
  }
  while (offset < length && expected[offset] === actual[offset]) offset++;
  return offset;
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
