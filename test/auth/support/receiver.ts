import { createServer, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface Received {
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Receiver {
  port: number;
  received: Received[];
  /** What it answers from now on: a status, headers such as a location, and what it waits for before. */
  answer: { status: number; headers?: Record<string, string>; after?: Promise<void> };
  /** Resolves when so many requests have come. */
  count(n: number): Promise<void>;
  close(): Promise<void>;
}

/** An HTTP server on 127.0.0.1 that remembers what it got. */
export async function startReceiver(): Promise<Receiver> {
  const waiting: { n: number; resolve: () => void }[] = [];
  const receiver: Receiver = {
    port: 0,
    received: [],
    answer: { status: 204 },
    count: (n) =>
      new Promise((resolve) => {
        if (receiver.received.length >= n) resolve();
        else waiting.push({ n, resolve });
      }),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      receiver.received.push({ url: request.url!, headers: request.headers, body });
      const { status, headers, after } = receiver.answer;
      void Promise.resolve(after).then(() => response.writeHead(status, headers).end());
      for (const { n, resolve } of waiting) if (receiver.received.length >= n) resolve();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  receiver.port = (server.address() as AddressInfo).port;
  return receiver;
}
