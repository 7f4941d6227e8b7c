import { EXECUTION_LIMITS, type LimitRanges, type Limits, type UserRole } from '@app/contracts';

const MiB = 1024 * 1024;

/** Setters of problems measure slow references; who is not logged in on the internet gets less. */
const SETTERS: LimitRanges = withMaxima({ cpuTimeLimitMs: 120_000, wallTimeLimitMs: 240_000 });
const VISITORS_IN_PRODUCTION: LimitRanges = withMaxima({
  cpuTimeLimitMs: 10_000,
  wallTimeLimitMs: 20_000,
  memoryLimitBytes: 512 * MiB,
});

/** No role may ask for more. */
export const HIGHEST_LIMITS = SETTERS;

/** What a role may ask for, with the defaults. */
export function limitsOf(role: UserRole | 'visitor', production: boolean): LimitRanges {
  switch (role) {
    case 'visitor':
      return production ? VISITORS_IN_PRODUCTION : EXECUTION_LIMITS;
    case 'user':
      return EXECUTION_LIMITS;
    case 'setter':
    case 'admin':
      return SETTERS;
    default:
      throw new Error(`unmapped role ${JSON.stringify(role satisfies never)}`);
  }
}

function withMaxima(maxima: Partial<Record<keyof Limits, number>>): LimitRanges {
  const entries = Object.entries(EXECUTION_LIMITS).map(([name, range]) => {
    const maximum = maxima[name as keyof Limits] ?? range.maximum;
    return [name, { ...range, maximum, default: Math.min(range.default, maximum) }];
  });
  return Object.freeze(Object.fromEntries(entries) as LimitRanges);
}
