import type { JobPriority } from '@app/contracts';

/** How long a job whose handler failed waits before its second, third, ... delivery; then it is dead. */
export const RETRY_DELAYS_MS: readonly number[] = Object.freeze([500, 2_000, 8_000, 8_000, 8_000, 8_000]);
/** How long a job waits that a worker handed back because it lacks its language. */
export const HAND_BACK_DELAY_MS = 1_000;
/**
 * How long a job waits that a worker handed back because its database is out of reach; that is no failure of
 * the job.
 */
export const DATABASE_AWAY_DELAY_MS = 8_000;

/** Every wait there is a queue for. */
export const WAITS_MS: readonly number[] = Object.freeze([
  ...new Set([...RETRY_DELAYS_MS, HAND_BACK_DELAY_MS, DATABASE_AWAY_DELAY_MS]),
]);

/**
 * Header that counts deliveries after failures, from 1. Brokers strip or rewrite `x-death`, so this is our
 * own.
 */
export const ATTEMPT_HEADER = 'x-attempt';
export const LAST_ERROR_HEADER = 'x-last-error';

/** The waiting lines, the one that is emptied first in front. */
export const PRIORITIES: readonly JobPriority[] = Object.freeze(['interactive', 'batch']);
