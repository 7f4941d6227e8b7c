import { vi } from 'vitest';

/**
 * Resolves once `check` does not throw any more, to what it returned.
 * @throws what it threw last, after `timeoutMs`: a busy machine may take its time
 */
export function eventually<T>(
  check: () => T | Promise<T>,
  { timeoutMs = 20_000, intervalMs = 20 } = {},
): Promise<T> {
  return vi.waitFor(check, { timeout: timeoutMs, interval: intervalMs });
}
