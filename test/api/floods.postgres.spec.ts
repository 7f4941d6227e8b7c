import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/test-api.js';

describe('whoever sends more than anybody needs', () => {
  let api: TestApi;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    api = await startTestApi({ env: { TRUSTED_PROXIES: 'loopback', LIMIT_REQUESTS_PER_MINUTE: '100' } });
  });
  afterEach(() => void sockets.splice(0).forEach((socket) => socket.close()));
  afterAll(() => api.close());

  /** @param count of headers that a proxy would write before its own, in the order of the alphabet */
  async function askWith(count: number, path = '/api/v1/session') {
    const { port, hostname } = new URL(api.url);
    const junk = Array.from({ length: count }, (_, n) => [`a${String(n).padStart(3, '0')}`, 'x']).flat();
    const headers = ['host', `${hostname}:${port}`, ...junk, 'x-forwarded-for', '192.0.2.7'];
    const sent = request({ port, hostname, path, headers: headers as never });
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return { status: response.statusCode, headers: response.headers, text };
  }

  it('is told so with more than a hundred headers, and does not become the proxy', async () => {
    const ordinary = await askWith(90);
    expect(ordinary).toMatchObject({ status: 200, headers: { 'ratelimit-remaining': '99' } });
    for (const path of ['/api/v1/session', '/health_check', '/socket.io/?EIO=4&transport=polling']) {
      const refused = await askWith(100, path);
      expect([path, refused.status]).toEqual([path, 431]);
      expect(JSON.parse(refused.text)).toMatchObject({ code: 'headers_too_large' });
    }
  });

  it.each(['/api/v1/session', '/health_check', '/socket.io/?EIO=4&transport=polling'])(
    'is refused with two names for the service, at %s',
    async (path) => {
      const { port, hostname } = new URL(api.url);
      const socket = connect(Number(port), hostname);
      const answered = once(socket, 'data');
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nhost: ${hostname}\r\n\r\n`);
      expect(String(await answered)).toContain('HTTP/1.1 400 ');
      socket.destroy();
    },
  );

  async function open(): Promise<Socket> {
    const socket = io(api.url, { transports: ['websocket'], reconnection: false });
    sockets.push(socket);
    await once(socket as never, 'connect');
    return socket;
  }

  it.each(['unsubscribe', 'nothing that anybody knows'])('loses its socket that says %s', async (event) => {
    const socket = await open();
    const gone = once(socket as never, 'disconnect');
    for (let n = 0; n < 2_000; n += 1) socket.emit(event, { submissionId: 'x' });
    await gone;
  });

  it('leaves the sockets of others as they are, even at its address', async () => {
    const [one, other] = [await open(), await open()];
    const gone = once(one as never, 'disconnect');
    for (let n = 0; n < 1_000; n += 1) one.emit('unsubscribe', {});
    await gone;
    expect(await other.timeout(10_000).emitWithAck('unsubscribe', { submissionId: 'x' })).toEqual({
      ok: false,
      code: 'invalid_request',
    });
  });
});
