import { vi } from 'vitest';

/**
 * Resolves once `check` does not throw any more, to what it returned.
 *
 * Asks again and again, which is for what says nothing when it changes: a row, a list of
 * processes, an answer of the service over HTTP. What has an event is awaited by that: what a process prints
 * (`Printed`), events of a submission (`TestApp.follow`).
 * @throws what it threw last, after `timeoutMs`: a busy machine may take its time
 */
export function eventually<T>(
  check: () => T | Promise<T>,
  { timeoutMs = 20_000, intervalMs = 20 } = {},
): Promise<T> {
  return vi.waitFor(check, { timeout: timeoutMs, interval: intervalMs });
}
