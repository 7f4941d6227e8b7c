import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { limitServer } from './server-limits.js';

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** A limited server with a client that has sent `text`. */
async function meet(times: Parameters<typeof limitServer>[1], listener: RequestListener, text: string) {
  const server = createServer(listener);
  limitServer(server, times);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1', () => client.write(text));
  client.on('error', () => {});
  closing.push(() => (client.destroy(), server.closeAllConnections(), server.close()));
  return { client, socket: (await accepted)[0] };
}

it.each([
  ['says nothing', ''],
  ['never comes to the end of the headers', 'GET / HTTP/1.1\r\nhost: x\r\n'],
])('a client that %s is told so and cut off', async (_name, text) => {
  const { client } = await meet({ headersMs: 50, requestMs: 50, checkEveryMs: 10 }, () => {}, text);
  let answer = '';
  client.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  await once(client, 'close');
  expect(answer).toMatch(/^HTTP\/1\.1 408 .*"code":"request_timeout"/s);
});

it('a client that sends its body a byte at a time is cut off', async () => {
  const headers = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n';
  const { client } = await meet({ headersMs: 50, requestMs: 100, checkEveryMs: 10 }, () => {}, headers);
  const drip = setInterval(() => client.write('x'), 10);
  closing.push(() => clearInterval(drip));
  client.resume();
  await once(client, 'close');
});

it('a client that never takes its answer is cut off', async () => {
  const { client, socket } = await meet(
    { stalledMs: 100 },
    (_request, response) => void response.end(Buffer.alloc(64 * 1024 * 1024)),
    'GET / HTTP/1.1\r\nhost: x\r\n\r\n',
  );
  client.pause();
  await once(socket, 'close');
});
