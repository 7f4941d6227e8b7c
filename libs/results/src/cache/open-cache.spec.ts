import { afterAll, describe, expect, it, vi } from 'vitest';
import { itIsACache } from '../testing/cache-conformance.js';
import { memoryStore } from './memory-store.js';
import { openCache, openMemoryCache } from './open-cache.js';

describe('the memory cache', () => {
  const shared = openMemoryCache();
  afterAll(() => shared.close());
  itIsACache(() => shared);

  it('forgets a value at the millisecond at which its time is over', async () => {
    const cache = openMemoryCache();
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      await cache.set('key', 1, 1_000);
      vi.setSystemTime(Date.now() + 999);
      expect(await cache.get('key')).toBe(1);
      vi.setSystemTime(Date.now() + 2);
      expect(await cache.get('key')).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
    await cache.close();
  });

  it('drops what was not used for the longest time when it is full', () => {
    const store = memoryStore(80);
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) store.set(key, '0123456789');
    store.get('a');
    store.set('i', '0123456789');
    expect(store.get('a')).toBeDefined();
    expect(store.get('b')).toBeUndefined();
    expect(store.size).toBe(8);
  });

  it('does not take a value that would push out everything else', () => {
    const store = memoryStore(80);
    store.set('a', '0123456789');
    store.set('big', 'x'.repeat(40));
    expect([store.get('a'), store.get('big')]).toEqual(['0123456789', undefined]);
  });

  it('is what there is without REDIS_URL', async () => {
    const cache = await openCache({ redisUrl: null, redisPrefix: 'x' });
    expect([cache.kind, cache.isAvailable]).toEqual(['memory', true]);
    await cache.close();
  });
});
