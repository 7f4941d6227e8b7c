import { vi } from 'vitest';

/** Resolves once `check` does not throw any more. @throws what it threw last, after 20 s: a busy machine may take its time */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 20_000, interval: 20 });
}
