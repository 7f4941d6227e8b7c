import type { TimeLimitRule } from './model.js';

/** What times of jury solutions make of a time limit. */
export interface ComputedTimeLimit {
  timeLimitMs: number;
  /** The slowest test of those that must be in time. */
  slowestAcceptedMs: number;
  /** The slowest test of the fastest of those that must not be; null when there is none. */
  fastestTooSlowMs: number | null;
  /** What does not fit together, in words. */
  problems: string[];
}

/**
 * The least multiple of the resolution that leaves the accepted solutions their factor, and whether those
 * that must be too slow are that by their factor. Source: the problem package format, "Problem timing".
 * @param times of each solution, its slowest test in milliseconds
 * @returns null when no solution says anything about the time limit
 */
export function computeTimeLimit(
  rule: TimeLimitRule,
  times: readonly { side: 'lower' | 'upper'; slowestMs: number }[],
): ComputedTimeLimit | null {
  const lower = times.filter(({ side }) => side === 'lower').map(({ slowestMs }) => slowestMs);
  const upper = times.filter(({ side }) => side === 'upper').map(({ slowestMs }) => slowestMs);
  if (lower.length === 0) return null;
  const slowestAcceptedMs = Math.max(...lower);
  const fastestTooSlowMs = upper.length === 0 ? null : Math.min(...upper);
  const steps = Math.max(1, Math.ceil((slowestAcceptedMs * rule.acceptedFactor) / rule.resolutionMs));
  const timeLimitMs = steps * rule.resolutionMs;
  const problems: string[] = [];
  if (fastestTooSlowMs !== null && fastestTooSlowMs < timeLimitMs * rule.tooSlowFactor) {
    problems.push(
      `a solution that must be too slow takes ${fastestTooSlowMs} ms, which is less than ${rule.tooSlowFactor} times the limit of ${timeLimitMs} ms`,
    );
  }
  return { timeLimitMs, slowestAcceptedMs, fastestTooSlowMs, problems };
}
