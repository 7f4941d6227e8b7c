import type { LimitRange, Limits } from '@app/contracts';

/** The part of `GET /config` that the page uses. */
export interface ServiceConfig {
  limits: Partial<Record<keyof Limits, LimitRange>>;
  maxIterations: number | null;
  defaultIterations: number | null;
  maxStopAfterFailures: number | null;
  /** How programs are isolated; null when the service does not know yet (no worker). */
  isolation: 'full' | 'reduced' | null;
}

type Json = Record<string, unknown>;
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

const NAMES: readonly (keyof Limits)[] = [
  'cpuTimeLimitMs',
  'wallTimeLimitMs',
  'memoryLimitBytes',
  'outputLimitBytes',
  'processLimit',
];

/** Reads `GET /config`. What is missing is left out: the service checks every limit itself. */
export function readServiceConfig(json: unknown): ServiceConfig {
  const root = object(json);
  const limits: ServiceConfig['limits'] = {};
  for (const name of NAMES) {
    const range = readRange(object(root['limits'])[name]);
    if (range) limits[name] = range;
  }
  const requests = object(root['requestLimits']);
  const { isolation } = object(root['backends']);
  return {
    limits,
    maxIterations: number(requests['maxIterations']),
    defaultIterations: number(requests['defaultIterations']),
    maxStopAfterFailures: number(requests['maxStopAfterFailures']),
    isolation: isolation === 'full' || isolation === 'reduced' ? isolation : null,
  };
}

function readRange(value: unknown): LimitRange | null {
  const range = object(value);
  const [preset, minimum, maximum] = [
    number(range['default']),
    number(range['minimum']),
    number(range['maximum']),
  ];
  return preset === null || maximum === null ? null : { default: preset, minimum: minimum ?? 1, maximum };
}
