import { connectRedis } from '@app/queue';
import { Logger } from '@nestjs/common';

/** A Redis that does not answer by then counts as away: without a bound a request would hang as long as it is. */
const COMMAND_MS = 1_000;

/** The commands that sessions and limits need, each with a time limit. */
export interface BoundedRedis {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, options?: { expiration: { type: 'EX'; value: number } }): Promise<unknown>;
  expire(key: string, seconds: number): Promise<unknown>;
  del(keys: string[]): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Opens a connection that comes back by itself; while it is away commands fail at once.
 * @throws BackendUnavailable that names REDIS_URL
 */
export async function openBoundedRedis(url: string): Promise<BoundedRedis> {
  const logger = new Logger('Sessions');
  const client = await connectRedis(url, (text) => logger.warn(text));
  return {
    get: (key) => bounded(client.get(key)),
    set: (key, value, options) => bounded(client.set(key, value, options)),
    expire: (key, seconds) => bounded(client.expire(key, seconds)),
    del: (keys) => bounded(client.del(keys)),
    eval: (script, options) => bounded(client.eval(script, options)),
    close: async () => void client.destroy(),
  };
}

async function bounded<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Redis does not answer')), COMMAND_MS);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
