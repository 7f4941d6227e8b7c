import type { Limits, ServiceSettings } from '@app/contracts';

const MiB = 1024 * 1024;

/**
 * A long processor time is of no use when the clock on the wall ends the run first, so that limit grows with
 * it.
 */
export function limitsOf(
  cpuMs: number | undefined,
  memoryMiB: number | undefined,
  config: ServiceSettings | null,
): Partial<Limits> {
  const limits: Partial<Limits> = {};
  if (memoryMiB !== undefined) limits.memoryLimitBytes = memoryMiB * MiB;
  if (cpuMs === undefined) return limits;
  limits.cpuTimeLimitMs = cpuMs;
  const wall = config?.limits.wallTimeLimitMs;
  if (wall && cpuMs * 2 > wall.default) limits.wallTimeLimitMs = Math.min(cpuMs * 2, wall.maximum);
  return limits;
}

/** Limits as they were typed; null: none. What is no number goes to the service as it is, which says so. */
export function limitsOfTexts(
  cpuMs: string,
  memoryMiB: string,
  config: ServiceSettings | null,
): Partial<Limits> | null {
  const number = (text: string) => (text.trim() === '' ? undefined : Number(text));
  const limits = limitsOf(number(cpuMs), number(memoryMiB), config);
  return Object.keys(limits).length === 0 ? null : limits;
}
