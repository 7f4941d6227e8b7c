import { partsDiffer, type Difference } from './difference.js';
import { STEPS_PER_SLICE, type Sliced } from './slices.js';
import { LineReader, sameBytes } from './text.js';

/**
 * Lines that are not empty, side by side: the share of them that is right (DMOJ's linecount). More lines than
 * the answer are wrong altogether.
 */
export function* countLines(expected: Buffer, actual: Buffer): Sliced<Difference | null> {
  const wanted = new LineReader(expected);
  const found = new LineReader(actual);
  let total = 0;
  let right = 0;
  let first: Difference | null = null;
  while (nextWithText(wanted)) {
    total++;
    const more = nextWithText(found);
    if (more && sameTrimmed(wanted, found)) right++;
    else first ??= partsDiffer('line', wanted, more ? found : null, actual);
    if (total % STEPS_PER_SLICE === 0) yield;
  }
  if (nextWithText(found)) return { ...partsDiffer('line', null, found, actual), share: 0 };
  return (
    first && {
      ...first,
      message: `${right} of ${total} lines are right; ${first.message}`,
      share: right / total,
    }
  );
}

function nextWithText(lines: LineReader): boolean {
  while (lines.next()) if (lines.end > lines.start) return true;
  return false;
}

function sameTrimmed(left: LineReader, right: LineReader): boolean {
  return sameBytes(left.trimmedStart(), right.trimmedStart());
}
