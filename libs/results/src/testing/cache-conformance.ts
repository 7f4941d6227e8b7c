import { expect, it } from 'vitest';
import { eventually } from '../../../../test/support/eventually.js';
import type { Cache } from '../cache/cache.js';

/** What holds for any cache. @param cache the same for all of them, open before the first one */
export function itIsACache(cache: () => Cache): void {
  it('gives back what was set, as a copy, until it is deleted', async () => {
    const value = { list: [1, 2] };
    await cache().set('copied', value, 60_000);
    value.list.push(3);
    expect(await cache().get('copied')).toEqual({ list: [1, 2] });
    await cache().delete('copied');
    expect(await cache().get('copied')).toBeUndefined();
  });

  it('forgets a value when its time is over', async () => {
    await cache().set('short', 1, 50);
    await eventually(async () => expect(await cache().get('short')).toBeUndefined());
  });

  it('has one first offer, however many come at the same time, and keeps none when they differ', async () => {
    const firsts = await Promise.all(
      Array.from({ length: 20 }, (_item, n) => cache().offer('first', `${n}`, `text ${n}`, 60_000)),
    );
    expect(new Set(firsts).size).toBe(1);
    expect(await cache().offered('first')).toBeUndefined();
    expect(await cache().offer('first', firsts[0]!, 'again', 60_000)).toBe(firsts[0]);
    expect(await cache().offered('first')).toBe('again');
  });
}
