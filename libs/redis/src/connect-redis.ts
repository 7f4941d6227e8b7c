import { inTime } from '@app/async';
import { reasonOf } from '@app/config';
import { redisUnavailable } from './redis-unavailable.js';

const CONNECT_TIMEOUT_MS = 8_000;
const LONGEST_WAIT_MS = 2_000;
/**
 * A server that says nothing for so long is not there; pings see to it that a live one has something to say.
 */
const SILENCE_MS = 10_000;
const PING_EVERY_MS = 4_000;
/** Commands that wait for an answer; what comes beyond them fails at once. */
const MAX_WAITING = 10_000;

export type RedisClient = Awaited<ReturnType<typeof newClient>>;

/**
 * A Redis client that comes back by itself. Commands fail at once while the server is away, instead of
 * waiting for it.
 * @param onProblem called with what is wrong, once each time the server goes away
 * @throws BackendUnavailable that names REDIS_URL, within ten seconds
 */
export async function connectRedis(url: string, onProblem: (text: string) => void): Promise<RedisClient> {
  const client = await newClient(url);
  let lastError: unknown = new Error('no answer in time');
  let isTold = true;
  client.on('ready', () => (isTold = false));
  client.on('error', (error: unknown) => {
    lastError = error;
    if (isTold) return;
    isTold = true;
    onProblem(`Redis is out of reach (${reasonOf(error)}); going on without it`);
  });
  try {
    await inTime(client.connect(), CONNECT_TIMEOUT_MS);
    return client;
  } catch {
    client.destroy();
    throw redisUnavailable(url, lastError);
  }
}

/** The package is loaded where there is a server to speak to: it takes a tenth of the time of a start. */
async function newClient(url: string) {
  const { createClient } = await import('redis');
  return createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: PING_EVERY_MS,
    commandsQueueMaxLength: MAX_WAITING,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: (retries) =>
        Math.min(LONGEST_WAIT_MS, 100 * 2 ** retries) * (0.5 + Math.random() / 2),
    },
  });
}
