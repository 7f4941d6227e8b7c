import { createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import type { Cache } from './cache.js';
import { MemoryStore } from './memory-store.js';
import { openRedisCache } from './redis-cache.js';

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

/** A bounded cache in this process. */
export function openMemoryCache(): Cache {
  const manager = createCache({ stores: [new Keyv({ store: new MemoryStore() })] });
  return {
    kind: 'memory',
    isAvailable: true,
    get: (key) => manager.get(key),
    set: async (key, value, ttlMs) => void (await manager.set(key, value, ttlMs)),
    delete: async (key) => void (await manager.del(key)),
    close: async () => void (await manager.disconnect()),
  };
}
