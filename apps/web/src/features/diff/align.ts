import { diffArrays } from 'diff';

/**
 * How far two sequences may be apart, in elements left out and put in, to be aligned exactly. What that costs
 * grows with the square of it; further apart they are not worth comparing line by line anyway.
 */
const MAX_EDITS = 1_000;
/** The page does not stand still for longer, whatever the sequences are. */
const MAX_MS = 200;

/** A stretch of two sequences: elements that are in both, or elements that stand in place of others. */
export interface Block {
  same: boolean;
  /** How many elements of each; equal when they are the same. */
  left: number;
  right: number;
}

/** Aligns two sequences; sequences that differ too much become one block that is not the same. */
export function align(a: readonly string[], b: readonly string[], maxEdits = MAX_EDITS): Block[] {
  const head = commonHead(a, b);
  const tail = commonTail(a, b, head);
  const between = middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), maxEdits);
  const blocks = [
    { same: true, left: head, right: head },
    ...between,
    { same: true, left: tail, right: tail },
  ];
  return blocks.filter(({ left, right }) => left + right > 0);
}

function commonHead(a: readonly string[], b: readonly string[]): number {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  return head;
}

function commonTail(a: readonly string[], b: readonly string[], head: number): number {
  let tail = 0;
  const most = Math.min(a.length, b.length) - head;
  while (tail < most && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  return tail;
}

function middle(a: string[], b: string[], maxEdits: number): Block[] {
  const apart: Block = { same: false, left: a.length, right: b.length };
  if (a.length === 0 || b.length === 0) return [apart];
  const changes = diffArrays(a, b, { maxEditLength: maxEdits, timeout: MAX_MS });
  if (!changes) return [apart];
  const blocks: Block[] = [];
  for (const { added, removed, count } of changes) {
    const last = blocks.at(-1);
    if (!added && !removed) blocks.push({ same: true, left: count, right: count });
    else if (last && !last.same) last[added ? 'right' : 'left'] += count;
    else blocks.push({ same: false, left: removed ? count : 0, right: added ? count : 0 });
  }
  return blocks;
}
