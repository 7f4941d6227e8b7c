import { redisStore } from 'cache-manager-redis-yet';
import { Keyv } from 'keyv';

const LONGEST_WAIT_MS = 2_000;
const PING_EVERY_MS = 10_000;

export interface RedisStore {
  /** For `createCache({ stores: [keyv] })`. */
  readonly keyv: Keyv;
  readonly isReady: () => boolean;
  disconnect(): Promise<void>;
}

/**
 * cache-manager-redis-yet as a store of Keyv, which cache-manager 7 wants; the only file that knows of it. Its successor,
 * should it be needed, is @keyv/redis. Commands fail at once while the server is away, and it comes back by itself.
 * @param prefix stands before every key
 * @throws when the server does not answer at first
 */
export async function openRedisStore(url: string, prefix: string): Promise<RedisStore> {
  const store = await redisStore({
    url,
    keyPrefix: prefix,
    disableOfflineQueue: true,
    pingInterval: PING_EVERY_MS,
    socket: {
      reconnectStrategy: (retries) =>
        Math.min(LONGEST_WAIT_MS, 100 * 2 ** retries) * (0.5 + Math.random() / 2),
    },
  });
  // Without a listener the first error would end the process.
  store.client.on('error', () => {});
  const adapter = {
    opts: {},
    get: (key: string) => store.get(key),
    set: (key: string, value: unknown, ttlMs?: number) => store.set(key, value, ttlMs),
    delete: async (key: string) => (await store.del(key), true),
    clear: async () => {},
    on() {
      return this;
    },
  };
  const keyv = new Keyv({ store: adapter, useKeyPrefix: false });
  // What fails counts as not found; whoever calls looks at isReady.
  keyv.on('error', () => {});
  return {
    keyv,
    isReady: () => store.client.isReady,
    disconnect: async () => store.client.disconnect(),
  };
}
