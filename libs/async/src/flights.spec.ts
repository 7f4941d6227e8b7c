import { setImmediate as tick } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Flights } from './flights.js';

const until = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

describe('identical work', () => {
  it('is done once for all who ask at the same time, and again for those who ask later', async () => {
    const flights = new Flights<number>();
    let begun = 0;
    const begin = async (): Promise<number> => {
      begun += 1;
      await tick();
      return begun;
    };
    const results = await Promise.all([1, 2, 3].map(() => flights.join('k', begin)));
    expect(results).toEqual([
      { value: 1, joined: false },
      { value: 1, joined: true },
      { value: 1, joined: true },
    ]);
    expect(await flights.join('k', begin)).toEqual({ value: 2, joined: false });
  });

  it('goes on when one of two callers gives up, and is aborted when the last does', async () => {
    const flights = new Flights<never>();
    const [first, second] = [new AbortController(), new AbortController()];
    let inner: AbortSignal | undefined;
    const begin = (signal: AbortSignal): Promise<never> => until((inner = signal));
    const a = flights.join('k', begin, first.signal);
    const b = flights.join('k', begin, second.signal);
    first.abort();
    await expect(a).rejects.toMatchObject({ name: 'AbortError' });
    expect(inner?.aborted).toBe(false);
    second.abort();
    await expect(b).rejects.toMatchObject({ name: 'AbortError' });
    expect(inner?.aborted).toBe(true);
  });

  it('fails for everyone when it fails, and is begun anew afterwards', async () => {
    const flights = new Flights<number>();
    const fail = (): Promise<number> => Promise.reject(new Error('no'));
    const both = await Promise.allSettled([flights.join('k', fail), flights.join('k', fail)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await flights.join('k', () => Promise.resolve(1))).toEqual({ value: 1, joined: false });
  });
});
