import { align } from './align.js';
import type { Segment } from './lines.js';

/** Lines with more differences than this are marked as a whole. */
const MAX_TOKEN_EDITS = 200;

/** Marks the differing pieces of two lines that stand beside each other; null: that side has none. */
export function markLine(a: string | null, b: string | null): [Segment[], Segment[]] {
  if (a === null || b === null) return [whole(a), whole(b)];
  const left = tokens(a);
  const right = tokens(b);
  const [ours, theirs]: [Segment[], Segment[]] = [[], []];
  let [i, j] = [0, 0];
  for (const block of align(left, right, MAX_TOKEN_EDITS)) {
    const x = left.slice(i, (i += block.left)).join('');
    const y = right.slice(j, (j += block.right)).join('');
    const [p, q] = block.same ? [[plain(x)], [plain(y)]] : markPiece(x, y);
    ours.push(...p);
    theirs.push(...q);
  }
  return [merge(ours), merge(theirs)];
}

const plain = (text: string): Segment => ({ text, marked: false });
const whole = (text: string | null): Segment[] => (text === null ? [] : [{ text, marked: true }]);

/** Words and runs of white space, all of the text. */
const tokens = (text: string): string[] => text.match(/\s+|[^\s]+/gu) ?? [];

/** Numbers are marked whole (one digit more is another number); longer words only where they differ. */
function markPiece(a: string, b: string): [Segment[], Segment[]] {
  const isNumber = /^[-+]?[\d.]+(e[-+]?\d+)?$/i;
  if (a === '' || b === '' || isNumber.test(a) || isNumber.test(b) || a.length < 4 || b.length < 4)
    return [whole(a), whole(b)];
  const [x, y] = [Array.from(a), Array.from(b)];
  const limit = Math.min(x.length, y.length);
  let head = 0;
  while (head < limit && x[head] === y[head]) head += 1;
  let tail = 0;
  while (tail < limit - head && x.at(-1 - tail) === y.at(-1 - tail)) tail += 1;
  const cut = (chars: string[]): Segment[] => [
    plain(chars.slice(0, head).join('')),
    { text: chars.slice(head, chars.length - tail).join(''), marked: true },
    plain(chars.slice(chars.length - tail).join('')),
  ];
  return [cut(x), cut(y)];
}

function merge(segments: Segment[]): Segment[] {
  const merged: Segment[] = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    if (segment.text === '') continue;
    if (last && last.marked === segment.marked) last.text += segment.text;
    else merged.push({ ...segment });
  }
  return merged;
}
