import type { Segment } from './lines.js';

/** Longer lines are shown in part, unless the whole is asked for. */
export const MAX_LINE_CHARS = 2_000;
const CONTEXT_CHARS = 200;

/** The part of a long line that is shown. */
export interface ClippedLine {
  /** Characters left out on each side. */
  before: number;
  after: number;
  segments: Segment[];
}

/**
 * A window of a very long line around its first mark, or null when the line is short enough to be shown
 * whole.
 */
export function clipLine(segments: readonly Segment[], maxChars = MAX_LINE_CHARS): ClippedLine | null {
  const total = segments.reduce((sum, segment) => sum + segment.text.length, 0);
  if (total <= maxChars) return null;
  const from = Math.max(0, Math.min(firstMark(segments) - CONTEXT_CHARS, total - maxChars));
  const to = from + maxChars;
  const kept: Segment[] = [];
  let at = 0;
  for (const segment of segments) {
    const text = segment.text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (text !== '') kept.push({ text, marked: segment.marked });
    at += segment.text.length;
  }
  return { before: from, after: total - to, segments: kept };
}

function firstMark(segments: readonly Segment[]): number {
  let at = 0;
  for (const segment of segments) {
    if (segment.marked) return at;
    at += segment.text.length;
  }
  return 0;
}
