import { EXECUTION_LIMITS } from '@app/contracts';
import { describe, expect, it } from 'vitest';
import { limitsOf, withDefaultsOf } from './execution-limits.js';

const visitor = limitsOf('visitor', true);

describe('limits of execution', () => {
  it('are higher for those who set problems and lower for visitors in production', () => {
    const cpuTime = (['visitor', 'user', 'setter', 'admin'] as const).map(
      (role) => limitsOf(role, true).cpuTimeLimitMs.maximum,
    );
    expect(cpuTime).toEqual([10_000, 30_000, 120_000, 120_000]);
    expect(visitor.outputLimitBytes.default).toBeLessThan(EXECUTION_LIMITS.outputLimitBytes.default);
    expect(limitsOf('visitor', false)).toEqual(EXECUTION_LIMITS);
  });

  it.each(['visitor', 'user', 'setter', 'admin'] as const)(
    'have defaults within the maxima of a %s',
    (role) => {
      for (const range of Object.values(limitsOf(role, true))) {
        expect(range.default).toBeGreaterThanOrEqual(range.minimum);
        expect(range.default).toBeLessThanOrEqual(range.maximum);
      }
    },
  );

  it('that a request leaves out are those of its role', () => {
    const outputLimitBytes = visitor.outputLimitBytes.default;
    const processLimit = visitor.processLimit.default;
    expect(withDefaultsOf(visitor, undefined)).toEqual({ outputLimitBytes, processLimit });
    expect(withDefaultsOf(visitor, { outputLimitBytes: 7, cpuTimeLimitMs: 5 })).toEqual({
      outputLimitBytes: 7,
      cpuTimeLimitMs: 5,
      processLimit,
    });
  });

  it('are left as they came where the role has no defaults of its own', () => {
    expect(withDefaultsOf(limitsOf('user', true), undefined)).toBeUndefined();
    expect(withDefaultsOf(limitsOf('setter', true), { cpuTimeLimitMs: 5 })).toEqual({ cpuTimeLimitMs: 5 });
  });
});
