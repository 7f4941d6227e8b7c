import { createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import type { Cache } from './cache.js';
import { memoryStore } from './memory-store.js';
import { openRedisCache } from './redis-cache.js';

/** For the first marks of what is offered: the least recently used goes first, whatever its time. */
const FIRSTS_CHARACTERS = 4 * 1024 * 1024;

/**
 * Opens the cache that the configuration asks for.
 * @throws BackendUnavailable when it asks for one that is not there
 */
export async function openCache(config: {
  readonly redisUrl: string | null;
  readonly redisPrefix: string;
}): Promise<Cache> {
  return config.redisUrl === null ? openMemoryCache() : openRedisCache(config.redisUrl, config.redisPrefix);
}

const offeredKey = (key: string) => `offered:${key}`;

/** A bounded cache in this process. */
export function openMemoryCache(): Cache {
  const manager = createCache({ stores: [new Keyv({ store: memoryStore() })] });
  const firsts = memoryStore(FIRSTS_CHARACTERS);
  // Keeping a text takes more turns than taking it away: without an order, the one that was called first
  // could come last.
  let lastOffer: Promise<unknown> = Promise.resolve();
  return {
    kind: 'memory',
    isAvailable: true,
    get: (key) => manager.get(key),
    set: async (key, value, ttlMs) => void (await manager.set(key, value, ttlMs)),
    offer: async (key, mark, text, ttlMs) => {
      const first = firsts.get(key) ?? mark;
      firsts.set(key, first);
      const done = lastOffer.then((): Promise<unknown> =>
        first === mark ? manager.set(offeredKey(key), text, ttlMs) : manager.del(offeredKey(key)),
      );
      lastOffer = done.catch(() => undefined);
      await done;
      return first;
    },
    offered: (key) => manager.get(offeredKey(key)),
    delete: async (key) => void (await manager.del(key)),
    close: async () => void (await manager.disconnect()),
  };
}
