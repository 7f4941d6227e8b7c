import type { Execution, RunResult } from '@app/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { EXECUTION } from '../../../test/support/execution.js';
import { openMemoryCache } from './cache/open-cache.js';
import { ResultCache } from './result-cache.js';

const result = (change: Partial<Execution> = {}): RunResult => ({
  compilation: null,
  execution: { ...EXECUTION, ...change },
});

describe('the cache of results', () => {
  let varying: Set<string>;
  let results: ResultCache;
  beforeEach(() => {
    varying = new Set();
    results = new ResultCache(openMemoryCache(), {
      has: async (key) => varying.has(key),
      add: async (key) => void varying.add(key),
    });
  });

  it('gives what was kept, whatever time and memory the next run takes', async () => {
    await results.offer('key', 'accepted', result());
    await results.offer('key', 'accepted', result({ cpuTimeMs: 9, wallTimeMs: 99, memoryBytes: 1 }));
    expect(await results.find('key')).toMatchObject({ verdict: 'accepted' });
    expect(await results.find('other')).toBeNull();
  });

  it('marks work that came out differently for good', async () => {
    await results.offer('key', 'accepted', result());
    await results.offer('key', 'accepted', result({ stdout: '4\n' }));
    expect(await results.find('key')).toBeNull();
    await results.offer('key', 'accepted', result());
    expect(await results.find('key')).toBeNull();
  });

  it('notices when two first runs at the same time come out differently', async () => {
    await Promise.all([
      results.offer('key', 'accepted', result({ stdout: '3\n' })),
      results.offer('key', 'accepted', result({ stdout: '4\n' })),
    ]);
    expect([...varying]).toEqual(['key']);
    expect(await results.find('key')).toBeNull();
  });

  it.each([
    ['internal errors', 'internal_error', result()],
    ['time limits', 'time_limit_exceeded', result()],
    ['memory limits', 'memory_limit_exceeded', result()],
    ['outcomes with such a verdict inside', 'wrong_answer', result({ verdict: 'time_limit_exceeded' })],
    ['outcomes with an error', 'accepted', { ...result(), error: 'x' }],
  ] as const)('does not keep %s', async (_what, verdict, outcome) => {
    await results.offer('key', verdict, outcome);
    expect(await results.find('key')).toBeNull();
  });
});
