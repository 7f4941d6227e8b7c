import { MAX_NESTING_DEPTH } from './parser.js';

/** What one input may cost. Past a bound `generate` throws the error of that bound. */
export interface GenerationBounds {
  /** UTF-8 bytes of the text: `too_much_output`. */
  maxOutputBytes: number;
  /** Groups within groups: `nesting_too_deep`. `parse` has a bound of its own, 256. */
  maxDepth: number;
  /** Values drawn, and rounds of groups; something repeated 0 times counts as 1 too: `too_many_draws`. */
  maxDraws: number;
}

export const DEFAULT_BOUNDS: GenerationBounds = Object.freeze({
  maxOutputBytes: 8 * 1024 * 1024,
  maxDepth: MAX_NESTING_DEPTH,
  // Enough to fill the output with one-digit numbers, each in a group of its own.
  maxDraws: 10_000_000,
});

/** @throws RangeError when a bound is no whole number from 0 to 2^53 - 1: that is the caller's mistake */
export function completeBounds(bounds: Partial<GenerationBounds> | undefined): GenerationBounds {
  if (bounds === undefined) return DEFAULT_BOUNDS;
  const complete = { ...DEFAULT_BOUNDS };
  for (const name of ['maxOutputBytes', 'maxDepth', 'maxDraws'] as const) {
    const value = bounds[name] ?? DEFAULT_BOUNDS[name];
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`${name} must be a whole number from 0 to 2^53 - 1, not ${value}`);
    }
    complete[name] = value;
  }
  return complete;
}
