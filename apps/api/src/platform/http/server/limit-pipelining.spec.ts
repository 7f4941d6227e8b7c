import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { limitPipelining } from './limit-pipelining.js';

const REQUEST = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';

describe('requests that do not wait for answers', () => {
  let close = () => {};
  afterEach(() => close());

  /** A server, and what a client reads that sends `count` requests in one piece. */
  async function send(count: number, answer: (response: ServerResponse) => void) {
    let begun = 0;
    const server = createServer((_request, response) => ((begun += 1), answer(response)));
    limitPipelining(server, 4);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    close = () => (client.destroy(), void server.close());
    client.on('error', () => {});
    let text = '';
    client.on('data', (data: Buffer) => (text += data.toString()));
    client.write(REQUEST.repeat(count));
    return { client, begun: () => begun, answers: () => text.split('HTTP/1.1 200').length - 1 };
  }

  it('are answered while they are few, and then the next ones', async () => {
    const { client, answers } = await send(4, (response) => setImmediate(() => response.end('x')));
    await expect.poll(answers).toBe(4);
    client.write(REQUEST.repeat(4));
    await expect.poll(answers).toBe(8);
  });

  it('end their connection when they are many, and are not begun', async () => {
    const { client, begun } = await send(1_000, (response) => setImmediate(() => response.end('x')));
    await once(client, 'close');
    expect(begun()).toBe(4);
  });
});
