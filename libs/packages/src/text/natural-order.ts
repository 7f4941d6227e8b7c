import { byBytes } from '../archive/archive.js';

/** Numbers by their value, everything else by bytes: 2 before 10. */
export function naturally(left: string, right: string): number {
  const ours = left.match(/\d+|\D+/g) ?? [];
  const theirs = right.match(/\d+|\D+/g) ?? [];
  for (let at = 0; at < Math.min(ours.length, theirs.length); at++) {
    const order = comparePart(ours[at]!, theirs[at]!);
    if (order !== 0) return order;
  }
  return ours.length - theirs.length || byBytes(left, right);
}

function comparePart(left: string, right: string): number {
  if (!/^\d/.test(left) || !/^\d/.test(right)) return byBytes(left, right);
  const ours = left.replace(/^0+(?=\d)/, '');
  const theirs = right.replace(/^0+(?=\d)/, '');
  return ours.length - theirs.length || byBytes(ours, theirs);
}
