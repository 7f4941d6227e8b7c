import { CircuitBreaker, inTime } from '@app/async';
import { redisUnavailable } from '@app/redis';
import { Logger } from '@nestjs/common';
import { createCache } from 'cache-manager';
import type { Cache } from './cache.js';
import { openRedisStore } from './redis-store.js';

const CONNECT_TIMEOUT_MS = 8_000;
/** A cache that takes longer than this is slower than doing without. */
const CALL_TIMEOUT_MS = 500;

/**
 * A cache in Redis. While Redis is away, every call does nothing; that is logged once each time.
 * @throws BackendUnavailable that names REDIS_URL, within ten seconds
 */
export async function openRedisCache(url: string, prefix: string): Promise<Cache> {
  await checkReachable(url);
  const store = await openRedisStore(url, `${prefix}:cache`).catch((error: unknown) => {
    throw redisUnavailable(url, error);
  });
  const manager = createCache({ stores: [store.keyv] });
  const breaker = new CircuitBreaker({
    isReady: () => store.isReady(),
    ping: () => store.ping(),
    timeoutMs: CALL_TIMEOUT_MS,
    onSilence: () => store.reconnect(),
  });
  const calls = new GuardedCalls(breaker);
  return {
    kind: 'redis',
    get isAvailable() {
      return breaker.isClosed;
    },
    get: (key) => calls.run(() => manager.get(key)),
    set: async (key, value, ttlMs) => void (await calls.run(() => manager.set(key, value, ttlMs))),
    offer: (key, mark, text, ttlMs) => calls.run(() => store.offer(key, mark, text, ttlMs)),
    offered: (key) => calls.run(() => store.offered(key)),
    delete: async (key) => void (await calls.run(() => manager.del(key))),
    close: async () => {
      breaker.stop();
      await store.disconnect().catch(() => {});
    },
  };
}

/** Whatever goes wrong with a call, the answer is undefined; that it goes wrong is logged once. */
class GuardedCalls {
  private readonly logger = new Logger('Cache');
  private lastCallWorked = true;

  constructor(private readonly breaker: CircuitBreaker) {}

  async run<T>(call: () => Promise<T>): Promise<T | undefined> {
    try {
      const value = await this.breaker.run(call);
      this.lastCallWorked = true;
      return value;
    } catch (error) {
      if (this.lastCallWorked) this.logger.warn(`Redis fails (${String(error)}); going on without a cache`);
      this.lastCallWorked = false;
      return undefined;
    }
  }
}

/** The store's own first connection attempt has no time limit, and an error in it would end the process. */
async function checkReachable(url: string): Promise<void> {
  const { createClient } = await import('redis');
  const client = createClient({
    url,
    socket: { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: false },
  });
  client.on('error', () => {});
  try {
    // Something may accept the connection and never say a word.
    await inTime(
      client.connect().then(() => client.ping()),
      CONNECT_TIMEOUT_MS,
    );
  } catch (error) {
    throw redisUnavailable(url, error);
  } finally {
    client.destroy();
  }
}
