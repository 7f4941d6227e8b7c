import { connectRedis } from '@app/queue';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { createClient } from 'redis';
import type { ServerOptions } from 'socket.io';

export interface SocketAdapter {
  readonly factory: NonNullable<ServerOptions['adapter']>;
  close(): Promise<void>;
}

/**
 * Makes the sockets of all api replicas one: what is done to rooms and sockets (`disconnectSockets`, `fetchSockets`)
 * reaches those of other replicas. Live events do not need it, for every replica hears them by itself.
 * @throws BackendUnavailable that names REDIS_URL
 */
export async function openSocketAdapter(url: string, prefix: string): Promise<SocketAdapter> {
  // To say at start what is wrong. The adapter's own client waits for a Redis that is away: it reads in a loop, which
  // would spin if its commands failed at once.
  (await connectRedis(url, () => {})).destroy();
  const client = createClient({ url, RESP: 2, pingInterval: 10_000 });
  client.on('error', () => {});
  await client.connect();
  return {
    factory: createAdapter(client, {
      streamName: `${prefix}:socket.io`,
      channelPrefix: `${prefix}:socket.io`,
      sessionKeyPrefix: `${prefix}:socket.io:session:`,
    }) as SocketAdapter['factory'],
    close: async () => client.destroy(),
  };
}
