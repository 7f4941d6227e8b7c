import { Keyv } from 'keyv';

const LONGEST_WAIT_MS = 2_000;
/** Commands that wait for an answer; what comes beyond them fails at once. */
const MAX_WAITING = 10_000;

/** One round trip for what has to happen in one step. */
const OFFER = `
local first = redis.call('GET', KEYS[1])
if not first then
  first = ARGV[1]
  redis.call('SET', KEYS[1], first, 'PX', ARGV[3])
end
if first == ARGV[1] then
  redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
else
  redis.call('DEL', KEYS[2])
end
return first`;

export interface RedisStore {
  /** For `createCache({ stores: [keyv] })`. */
  readonly keyv: Keyv;
  readonly isReady: () => boolean;
  /** As `Cache` says. */
  offer(key: string, mark: string, text: string, ttlMs: number): Promise<string>;
  offered(key: string): Promise<string | undefined>;
  ping(): Promise<unknown>;
  /** Gives the connection up, with all that waits for an answer on it, and makes another one. */
  reconnect(): void;
  disconnect(): Promise<void>;
}

/**
 * cache-manager-redis-yet as a store of Keyv, which cache-manager 7 wants; the only file that knows of it.
 * Its successor, should it be needed, is @keyv/redis. Commands fail at once while the server is away, and it
 * comes back by itself.
 * @param prefix stands before every key
 * @throws when the server does not answer at first
 */
export async function openRedisStore(url: string, prefix: string): Promise<RedisStore> {
  const { redisStore } = await import('cache-manager-redis-yet');
  const store = await redisStore({
    url,
    keyPrefix: prefix,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_WAITING,
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
  // An error counts as not found; the caller looks at isReady.
  keyv.on('error', () => {});
  let isClosed = false;
  // This client has no time limit of its own for a server that accepts a connection and then says nothing.
  const reconnect = async () => {
    await store.client.disconnect().catch(() => {});
    if (!isClosed) await store.client.connect().catch(() => {});
  };
  return {
    keyv,
    isReady: () => store.client.isReady,
    offer: async (key, mark, text, ttlMs) =>
      String(
        await store.client.eval(OFFER, {
          keys: [`${prefix}:first:${key}`, `${prefix}:offered:${key}`],
          arguments: [mark, text, String(ttlMs)],
        }),
      ),
    offered: async (key) => (await store.client.get(`${prefix}:offered:${key}`)) ?? undefined,
    ping: () => store.client.ping(),
    reconnect: () => void reconnect(),
    disconnect: async () => {
      isClosed = true;
      await store.client.disconnect();
    },
  };
}
