import { CircuitBreaker } from '@app/async';
import { connectRedis } from './connect-redis.js';
import { Logger } from '@nestjs/common';

/**
 * A Redis that does not answer by then counts as away: without a bound a request would hang as long as it is.
 */
const COMMAND_MS = 500;

interface SetOptions {
  expiration?: { type: 'EX'; value: number };
  /** NX: only where nothing is. */
  condition?: 'NX';
}

/** The commands that sessions, limits and sockets need, each with a time limit. */
export interface BoundedRedis {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, options?: SetOptions): Promise<unknown>;
  expire(key: string, seconds: number): Promise<unknown>;
  del(keys: string[]): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  publish(channel: string, message: string | Buffer): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Opens a connection that comes back by itself; while it is away or does not answer, commands fail at once.
 * @throws BackendUnavailable that names REDIS_URL
 */
export async function openBoundedRedis(url: string): Promise<BoundedRedis> {
  const logger = new Logger('Sessions');
  const client = await connectRedis(url, (text) => logger.warn(text));
  const breaker = new CircuitBreaker({
    isReady: () => client.isReady,
    ping: () => client.ping(),
    timeoutMs: COMMAND_MS,
    onSilence: () => logger.warn('Redis does not answer; going on without it'),
  });
  return {
    get: (key) => breaker.run(() => client.get(key)),
    set: (key, value, options) => breaker.run(() => client.set(key, value, options)),
    expire: (key, seconds) => breaker.run(() => client.expire(key, seconds)),
    del: (keys) => breaker.run(() => client.del(keys)),
    eval: (script, options) => breaker.run(() => client.eval(script, options)),
    publish: (channel, message) => breaker.run(() => client.publish(channel, message)),
    close: async () => {
      breaker.stop();
      client.destroy();
    },
  };
}
