import { ClexError } from '../src/language/errors.js';

/**
 * For the specs of this library: a copy of a tree without its spans, which differ between sources of one
 * meaning.
 */
export function withoutSpans(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutSpans);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(([key]) => key !== 'span');
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutSpans(value)]));
}

/** For the specs of this library: the ClexError that `action` throws. */
export function errorOf(action: () => unknown): ClexError {
  try {
    action();
  } catch (error) {
    if (error instanceof ClexError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
