import { partsDiffer, type Difference } from './difference.js';
import type { Sliced } from './slices.js';
import { STEPS_PER_SLICE } from './slices.js';
import { LineReader, type PartReader, type SamePart } from './text.js';

/** The same lines; white space at their ends and empty lines at the end do not count. */
export function* compareLines(expected: Buffer, actual: Buffer, same: SamePart): Sliced<Difference | null> {
  const difference = yield* compareParts('line', new LineReader(expected), new LineReader(actual), same);
  const first = difference?.first;
  if (first && first.expected !== '' && first.actual !== '') {
    // The line is known; the column is where the two lines part.
    let column = 0;
    while (column < first.expected.length && first.expected[column] === first.actual[column]) column++;
    first.column = Buffer.byteLength(first.expected.slice(0, column)) + 1;
  }
  return difference;
}

/** Goes through two readers side by side. */
export function* compareParts(
  noun: string,
  expected: PartReader,
  actual: PartReader,
  same: SamePart,
): Sliced<Difference | null> {
  for (;;) {
    const more = expected.next();
    const found = actual.next();
    if (!more && !found) return null;
    if (!more || !found || !same(expected, actual)) {
      return partsDiffer(noun, more ? expected : null, found ? actual : null, actual.bytes);
    }
    if (expected.number % STEPS_PER_SLICE === 0) yield;
  }
}
