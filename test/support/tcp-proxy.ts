import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * A way to a server that can turn into a black hole: connections stay open, and nothing comes through any
 * more.
 */
export interface TcpProxy {
  readonly url: string;
  /** Connections there are now go silent; `newOnes`: those to come as well. */
  swallow(options?: { newOnes?: boolean }): void;
  /** New connections work again; the silent ones stay silent. */
  recover(): void;
  /** New connections go to another server, and those there are now end. */
  redirect(url: string): void;
  close(): Promise<void>;
}

/** @param url of the server behind it */
export async function startTcpProxy(url: string): Promise<TcpProxy> {
  let target = new URL(url);
  const sockets = new Set<Socket>();
  let swallowsNew = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    if (swallowsNew) return void client.resume();
    const upstream = connect({ host: target.hostname, port: Number(target.port) });
    keep(upstream);
    client.pipe(upstream).pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = new URL(url);
  own.hostname = '127.0.0.1';
  own.port = String((server.address() as AddressInfo).port);
  return {
    url: own.href,
    swallow: ({ newOnes = false } = {}) => {
      swallowsNew = newOnes;
      for (const socket of sockets) {
        socket.unpipe();
        socket.resume();
      }
    },
    recover: () => (swallowsNew = false),
    redirect: (other) => {
      target = new URL(other);
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
