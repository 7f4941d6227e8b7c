import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { limitServer } from './server-limits.js';

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** A limited server with a client that has sent `text`. */
async function meet(
  times: Parameters<typeof limitServer>[1],
  listener: RequestListener,
  text: string,
  options: { allowHalfOpen?: boolean } = {},
) {
  const server = createServer(listener);
  limitServer(server, times);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, host: '127.0.0.1', ...options }, () => client.write(text));
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

it.each([
  ['is not HTTP', 'HELO there\r\n\r\n', 400, 'bad_request'],
  [
    'asks for a WebSocket where there is none',
    'GET /api/v1/submissions HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
    400,
    'bad_request',
  ],
  ['ends its headers too late', 'GET / HTTP/1.1\r\nhost: x\r\n', 408, 'request_timeout'],
  [
    'has too large headers',
    `GET / HTTP/1.1\r\nhost: x\r\ncookie: ${'a'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
])('what %s is answered as everything else is', async (_name, text, status, code) => {
  const { client } = await meet({ headersMs: 50, requestMs: 50, checkEveryMs: 10 }, () => {}, text);
  let answer = '';
  client.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  await once(client, 'close');
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const [start, ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => line.split(': ')));
  expect(start).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [A-Z]`));
  expect(headers).toMatchObject({
    connection: 'close',
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(JSON.parse(body)).toMatchObject({ status, code, requestId: headers['x-request-id'] });
});

it('a client that would rather have HTTP/2 gets its answers in HTTP/1.1', async () => {
  const asking =
    'host: x\r\nconnection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAEAAEAA\r\n';
  const { client } = await meet(
    {},
    (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => response.end(`[${request.method} ${request.url} ${body}]`));
    },
    `POST /one HTTP/1.1\r\n${asking}content-length: 4\r\n\r\nbody`,
  );
  let answer = '';
  client.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  const until = async (end: string) => {
    while (!answer.endsWith(end)) await once(client, 'data');
  };
  await until('[POST /one body]');
  client.write(`GET /two HTTP/1.1\r\n${asking}\r\n`);
  await until('[GET /two ]');
  expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
});

it('a client that was refused and keeps its half of the connection open loses it all the same', async () => {
  const times = { headersMs: 600_000, requestMs: 600_000, stalledMs: 600_000 };
  const { socket } = await meet(times, () => {}, 'HELO there\r\n\r\n', { allowHalfOpen: true });
  await once(socket, 'close');
});

it('a client that is still sending when it is refused gets the answer', async () => {
  const { client } = await meet({}, () => {}, `GET / HTTP/1.1\r\nx: ${'a'.repeat(4 * 1024 * 1024)}\r\n\r\n`);
  const [chunk] = (await once(client, 'data')) as [Buffer];
  expect(chunk.toString()).toMatch(/^HTTP\/1\.1 431 /);
  await once(client, 'close');
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
