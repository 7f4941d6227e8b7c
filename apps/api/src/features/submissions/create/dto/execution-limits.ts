import {
  EXECUTION_LIMITS,
  LIVE_RUN_LIMITS,
  type LimitName,
  type LimitRanges,
  type Limits,
  type UserRole,
} from '@app/contracts';

const MiB = 1024 * 1024;

/** Setters of problems measure slow references; a visitor without a login gets less in production. */
const SETTERS: LimitRanges = withMaxima({ cpuTimeLimitMs: 120_000, wallTimeLimitMs: 240_000 });
const VISITORS_IN_PRODUCTION: LimitRanges = withMaxima(
  { cpuTimeLimitMs: 10_000, wallTimeLimitMs: 20_000, memoryLimitBytes: 512 * MiB },
  { outputLimitBytes: 4 * MiB, processLimit: 32 },
);

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

/** What a role may ask for programs that are talked to, with the defaults. */
export function liveLimitsOf(role: UserRole | 'visitor', production: boolean): LimitRanges {
  const ranges = limitsOf(role, production);
  const { cpuTimeLimitMs: cpu } = ranges;
  const standard = Math.min(LIVE_RUN_LIMITS.cpuTimeLimitMs.default, cpu.maximum);
  return {
    ...ranges,
    cpuTimeLimitMs: { ...cpu, default: standard },
    wallTimeLimitMs: LIVE_RUN_LIMITS.wallTimeLimitMs,
  };
}

/**
 * What a request says with what the role has instead of the defaults of everybody. Only those are written
 * into it: workers know the others, and a request is shown as it came as far as that goes.
 */
export function withDefaultsOf(
  ranges: LimitRanges,
  limits: Partial<Limits> | undefined,
): Partial<Limits> | undefined {
  const own = Object.entries(ranges).filter(
    ([name, range]) => range.default !== EXECUTION_LIMITS[name as LimitName].default,
  );
  if (own.length === 0) return limits;
  const given = Object.entries(limits ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...own.map(([name, range]) => [name, range.default] as const), ...given]);
}

function withMaxima(
  maxima: Partial<Record<LimitName, number>>,
  defaults: Partial<Record<LimitName, number>> = {},
): LimitRanges {
  const entries = Object.entries(EXECUTION_LIMITS).map(([name, range]) => {
    const maximum = maxima[name as LimitName] ?? range.maximum;
    const standard = defaults[name as LimitName] ?? range.default;
    return [name, { ...range, maximum, default: Math.min(standard, maximum) }];
  });
  return Object.freeze(Object.fromEntries(entries) as LimitRanges);
}
