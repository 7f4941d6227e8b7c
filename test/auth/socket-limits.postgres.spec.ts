import { once } from 'node:events';
import { connect } from 'node:net';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { afterEach, describe, expect, it } from 'vitest';
import { PistonConnect } from '../../apps/api/src/facades/piston/connect/piston-connect.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { eventually } from '../support/eventually.js';
import { type Answer, shakeHands, sidOf, type Transport, UPGRADE } from './support/handshake.js';

const TRANSPORTS: Transport[] = ['polling', 'websocket'];
const OPENED = { polling: 200, websocket: 101 };

describe('limits of sockets', () => {
  let api: TestApi;
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) close();
    await api.close();
  });
  const start = async (env: Record<string, string>) => (api = await startTestApi({ env }));
  const shake = async (...[transport, options]: [Transport, Parameters<typeof shakeHands>[2]?]) => {
    const answer = await shakeHands(api.url, transport, options);
    closing.push(() => answer.socket?.destroy());
    return answer;
  };
  const problemOf = ({ headers, text }: Answer) => {
    expect(headers['content-type']).toBe('application/problem+json');
    return JSON.parse(text) as { status: number; code: string; requestId: string };
  };

  it.each(TRANSPORTS)('count a handshake by %s as a request of its address', async (transport) => {
    await start({ LIMIT_REQUESTS_PER_MINUTE: '3' });
    for (const remaining of ['2', '1', '0']) {
      const { status, headers } = await shake(transport);
      expect([status, headers['ratelimit-remaining']]).toEqual([OPENED[transport], remaining]);
    }
    const refused = await shake(transport);
    expect(problemOf(refused)).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await api.get('/api/v1/session')).status).toBe(429);
    expect((await shake(transport, { from: '127.0.0.2' })).status).toBe(OPENED[transport]);
  });

  it.each(TRANSPORTS)('count what names a connection that is not there, by %s', async (transport) => {
    await start({ LIMIT_REQUESTS_PER_MINUTE: '2' });
    const statuses: number[] = [];
    for (const sid of ['nobody', '__proto__', 'nobody'])
      statuses.push((await shake(transport, { query: { sid } })).status);
    expect(statuses).toEqual([400, 400, 429]);
  });

  it('do not count again what belongs to a connection that is open', async () => {
    await start({ LIMIT_REQUESTS_PER_MINUTE: '1' });
    const sid = sidOf(await shake('polling'));
    const send = () =>
      fetch(`${api.url}/socket.io/?EIO=4&transport=polling&sid=${sid}`, { method: 'POST', body: '3' });
    expect([(await send()).status, (await send()).status]).toEqual([200, 200]);
    expect((await shake('polling')).status).toBe(429);
  });

  it.each(TRANSPORTS)('let an address have four times as many open as a user, by %s', async (transport) => {
    await start({ LIMIT_OPEN_SOCKETS: '2' });
    // All at the same time: none slips through while another is being opened.
    const answers = await Promise.all(Array.from({ length: 12 }, () => shake(transport)));
    expect(answers.filter(({ status }) => status === OPENED[transport])).toHaveLength(8);
    for (const refused of answers.filter(({ status }) => status !== OPENED[transport])) {
      expect(problemOf(refused)).toMatchObject({ status: 429, code: 'too_many_sockets' });
      expect(refused.headers['retry-after']).toBe('10');
    }
    expect((await shake(transport, { from: '127.0.0.2' })).status).toBe(OPENED[transport]);
    for (const { socket } of answers) socket?.destroy();
    if (transport === 'websocket')
      await eventually(async () => expect((await shake(transport)).status).toBe(101));
  });

  it('give the place of a client back that has gone before its connection was open', async () => {
    await start({ LIMIT_OPEN_SOCKETS: '1' });
    const { hostname, port } = new URL(api.url);
    const upgrade = Object.entries(UPGRADE).map(([name, value]) => `${name}: ${value}\r\n`);
    for (let n = 0; n < 40; n += 1) {
      const client = connect(Number(port), hostname);
      await once(client, 'connect');
      const text = `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: localhost\r\n${upgrade.join('')}\r\n`;
      client.write(text, () => client.destroy());
      await once(client, 'close');
    }
    await eventually(async () => {
      const answers = await Promise.all([1, 2, 3, 4].map(() => shake('websocket')));
      for (const { socket } of answers) socket?.destroy();
      expect(answers.map(({ status }) => status)).toEqual([101, 101, 101, 101]);
    });
  });

  it('take no more of everybody together than the process is said to', async () => {
    await start({ MAX_OPEN_SOCKETS: '3' });
    for (const from of ['127.0.0.1', '127.0.0.2', '127.0.0.3'])
      expect((await shake('websocket', { from })).status).toBe(101);
    const refused = await shake('websocket', { from: '127.0.0.4' });
    expect([refused.status, problemOf(refused).code]).toEqual([503, 'unavailable']);
    // Other clients do not notice.
    expect((await api.get('/health_check')).status).toBe(200);
  });

  const PISTON = '/piston/api/v2/connect';

  it('count a handshake with Piston as a request, and its connection with the others', async () => {
    await start({ LIMIT_REQUESTS_PER_MINUTE: '5', LIMIT_OPEN_SOCKETS: '1' });
    const first = [await shake('websocket', { path: PISTON }), await shake('websocket', { path: PISTON })];
    const others = [await shake('websocket'), await shake('websocket')];
    expect([...first, ...others].map(({ status }) => status)).toEqual([101, 101, 101, 101]);
    const full = await shake('websocket', { path: PISTON });
    expect([full.status, problemOf(full).code]).toEqual([429, 'too_many_sockets']);
    const refused = await shake('websocket', { path: PISTON });
    expect([refused.status, problemOf(refused).code]).toEqual([429, 'too_many_requests']);
  });

  it('end a connection with Piston that says too much, without reading the rest', async () => {
    await start({});
    const socket = new WebSocket(api.url.replace('http', 'ws') + PISTON);
    closing.push(() => socket.terminate());
    await once(socket, 'open');
    for (let n = 0; n < 1_000; n += 1) socket.send('{}');
    // Neither a farewell: that would have to be read as well.
    expect((await once(socket, 'close'))[0]).toBe(1006);
  });

  it('end a connection with Piston whose token is revoked, and its program', async () => {
    await start({});
    const user = await api.makeUser('user');
    const { id, token } = await api.makeToken(user.cookie, ['submit']);
    const headers = { authorization: `Bearer ${token}` };
    const socket = new WebSocket(api.url.replace('http', 'ws') + PISTON, { headers });
    closing.push(() => socket.terminate());
    await once(socket, 'open');
    const begun = once(socket, 'message');
    const files = [{ content: 'input()' }];
    socket.send(JSON.stringify({ type: 'init', language: 'python', version: '*', files }));
    await begun;
    const connections = api.app.get(PistonConnect);
    await connections.recheck();
    expect(socket.readyState).toBe(socket.OPEN);
    await api.database.dataSource.query('UPDATE "api_token" SET "revoked_at" = now() WHERE "id" = $1', [id]);
    const gone = once(socket, 'close');
    await connections.recheck();
    await gone;
    await eventually(async () => {
      const rows: unknown = await api.database.dataSource.query('SELECT "status" FROM "submission"');
      expect(rows).toEqual([{ status: 'cancelled' }]);
    });
  });

  it('are those of a user with all sessions and tokens, and of the visitors of an address', async () => {
    await start({ LIMIT_OPEN_SOCKETS: '2' });
    const admin = await api.logInAsAdmin();
    const user = await api.makeUser('user');
    const { token } = await api.makeToken(user.cookie, ['read']);
    const open = async (from: string, headers: Record<string, string>, auth = {}) => {
      const socket = io(api.url, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        auth,
        extraHeaders: headers,
        localAddress: from,
      } as Parameters<typeof io>[1]);
      closing.push(() => socket.close());
      const how = await new Promise<string>((resolve) => {
        socket.once('connect', () => resolve('connected'));
        socket.once('connect_error', ({ message }) => resolve(message));
      });
      return { socket, how };
    };
    const cookie = { cookie: user.cookie };
    const first = await open('127.0.0.1', cookie);
    expect([first.how, (await open('127.0.0.2', {}, { token })).how]).toEqual(['connected', 'connected']);
    expect((await open('127.0.0.3', cookie)).how).toBe('too_many_sockets');
    expect((await open('127.0.0.3', {}, { token })).how).toBe('too_many_sockets');
    expect((await open('127.0.0.3', { cookie: admin })).how).toBe('connected');
    const visitors = [await open('127.0.0.4', {}), await open('127.0.0.4', {}), await open('127.0.0.4', {})];
    expect(visitors.map(({ how }) => how)).toEqual(['connected', 'connected', 'too_many_sockets']);
    first.socket.close();
    await eventually(async () => expect((await open('127.0.0.1', cookie)).how).toBe('connected'));
  });

  describe('and what every answer carries', () => {
    const asked: [string, Transport, Record<string, string>, number][] = [
      ['a connection by long polling', 'polling', {}, 200],
      ['a WebSocket', 'websocket', {}, 101],
      ['a refused request', 'polling', { transport: 'pigeon' }, 400],
      ['a refused upgrade', 'websocket', { transport: 'pigeon' }, 400],
      ['a request of an old client', 'polling', { EIO: '3' }, 400],
    ];
    it.each(asked)('%s has an id and the headers of safety', async (_name, transport, query, status) => {
      await start({});
      const answer = await shake(transport, { query, headers: { 'x-request-id': 'mine' } });
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({
        'x-request-id': 'mine',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("default-src '"),
      });
      if (status === 400) expect(problemOf(answer)).toMatchObject({ code: 'bad_request', requestId: 'mine' });
    });
  });
});
