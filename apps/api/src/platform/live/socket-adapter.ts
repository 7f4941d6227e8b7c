import { type BoundedRedis, connectRedis } from '@app/redis';
import { Logger } from '@nestjs/common';
import { createAdapter } from '@socket.io/redis-adapter';
import type { Server } from 'socket.io';

/** Makes the sockets of all replicas one, as far as they are closed. */
export interface SocketAdapter {
  readonly factory: NonNullable<Parameters<Server['adapter']>[0]>;
  close(): void;
}

type Listener = (message: Buffer, channel: Buffer) => void;

/**
 * The adapter of Socket.IO over Redis: a command for the sockets of a room reaches those of every replica.
 * While Redis is away such a command is lost, and no caller waits for it: each replica checks its own sockets
 * again by itself.
 * @param redis publishes, in bounded time
 * @throws BackendUnavailable that names REDIS_URL
 */
export async function openSocketAdapter(
  url: string,
  prefix: string,
  redis: BoundedRedis,
): Promise<SocketAdapter> {
  const logger = new Logger('Sockets');
  const client = await connectRedis(url, () => {});
  // A subscription that was confirmed once comes back with the connection; one that was not is made again
  // with it.
  const subscribe = (attempt: () => Promise<unknown>): void =>
    void attempt().catch((error: unknown) => {
      logger.warn(`sockets do not hear of other replicas yet: ${String(error)}`);
      client.once('ready', () => subscribe(attempt));
    });
  const handlers = { on: () => {}, off: () => {} };
  const subscriber = {
    ...handlers,
    pSubscribe: (pattern: string, listener: Listener) =>
      subscribe(() => client.pSubscribe(pattern, listener, true)),
    subscribe: (channels: string[], listener: Listener) =>
      subscribe(() => client.subscribe(channels, listener, true)),
    // The connection ends with the app, and everything with it.
    pUnsubscribe: () => {},
    unsubscribe: () => {},
  };
  const publisher = {
    ...handlers,
    publish: (channel: string, message: string | Buffer) =>
      void redis.publish(channel, message).catch(() => {}),
    // By this the adapter knows which library it deals with.
    pSubscribe: () => {},
  };
  return {
    factory: createAdapter(publisher, subscriber, { key: `${prefix}:sockets` }) as SocketAdapter['factory'],
    close: () => client.destroy(),
  };
}
