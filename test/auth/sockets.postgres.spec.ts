import type { RunRequest } from '@app/contracts';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SubmissionsGateway } from '../../apps/api/src/features/submissions/live/submissions.gateway.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { type TestUser } from '../support/sessions.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' } };

describe('sockets', () => {
  let api: TestApi;
  let admin: string;
  let user: TestUser;
  const open: Socket[] = [];
  beforeEach(async () => {
    api = await startTestApi();
    admin = await api.logInAsAdmin();
    user = await api.makeUser('user');
    api.script = () => 'hold';
    return () => api.close();
  });
  afterEach(() => open.splice(0).forEach((socket) => socket.close()));

  function connect(headers: Record<string, string>, auth: Record<string, unknown> = {}, base = api.url) {
    const options = { transports: ['websocket'], forceNew: true, reconnection: false };
    const socket = io(base, { ...options, auth, extraHeaders: headers });
    open.push(socket);
    return socket;
  }
  const subscribe = (socket: Socket, submissionId: string) =>
    socket.emitWithAck('subscribe', { submissionId }) as Promise<{ ok: boolean; code?: string }>;
  const ended = (socket: Socket) => new Promise<string>((resolve) => socket.once('disconnect', resolve));
  const refusal = (socket: Socket) =>
    new Promise<string>((resolve) => socket.once('connect_error', ({ message }) => resolve(message)));
  const tell = (submissionId: string, done: number) =>
    api.queue.bus.publish({
      type: 'submission.progress',
      submissionId,
      seq: 1_000_001 + done,
      progress: { done, total: 100 },
    });

  it('hear nothing of what they may not read, not even while they are being refused', async () => {
    const { id } = await api.submit(RUN, { cookie: user.cookie });
    const other = connect({ cookie: (await api.makeUser('other')).cookie });
    const owner = connect({ cookie: user.cookie });
    const heard = { other: 0, owner: 0 };
    other.on('submission.progress', () => heard.other++);
    owner.on('submission.progress', () => heard.owner++);
    expect((await subscribe(owner, id)).ok).toBe(true);
    for (let n = 0; n < 20; n += 1) {
      let refused = false;
      const answer = subscribe(other, id).finally(() => (refused = true));
      for (let done = 0; !refused; done += 1) {
        tell(id, done);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await answer).toEqual({ ok: false, code: 'not_found' });
    }
    expect(heard.owner).toBeGreaterThan(0);
    expect(heard.other).toBe(0);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['logs out', () => api.post('/logout', undefined, { cookie: user.cookie })],
    [
      'changes the password',
      () =>
        api.post(
          '/admin/password',
          { current_password: user.password, new_password: 'another one' },
          { cookie: user.cookie },
        ),
    ],
    ['is disabled', () => api.patch(`/api/v1/admin/users/${user.id}`, { disabled: true }, { cookie: admin })],
  ])('that follow something are closed when their user %s', async (_name, end) => {
    const { id } = await api.submit(RUN, { cookie: user.cookie });
    const socket = connect({ cookie: user.cookie });
    const ofAdmin = connect({ cookie: admin });
    expect((await subscribe(socket, id)).ok).toBe(true);
    expect((await subscribe(ofAdmin, id)).ok).toBe(true);
    await api.app.get(SubmissionsGateway).recheck();
    expect(socket.connected).toBe(true);
    const gone = ended(socket);
    await end();
    await api.app.get(SubmissionsGateway).recheck();
    expect(await gone).toBe('io server disconnect');
    expect(ofAdmin.connected).toBe(true);
  });

  it.each([
    ['revoked', 'UPDATE "api_token" SET "revoked_at" = now() WHERE "id" = $1'],
    ['expired', 'UPDATE "api_token" SET "expires_at" = now() WHERE "id" = $1'],
  ])('that follow something are closed when their token is %s', async (_name, sql) => {
    const { id } = await api.submit(RUN, { cookie: user.cookie });
    const token = await api.makeToken(user.cookie, ['read']);
    const socket = connect({}, { token: token.token });
    expect((await subscribe(socket, id)).ok).toBe(true);
    const gone = ended(socket);
    await api.database.dataSource.query(sql, [token.id]);
    await api.app.get(SubmissionsGateway).recheck();
    expect(await gone).toBe('io server disconnect');
  });

  it('go on with what they follow while sessions cannot be read', async () => {
    const { id } = await api.submit(RUN, { cookie: user.cookie });
    const socket = connect({ cookie: user.cookie });
    expect((await subscribe(socket, id)).ok).toBe(true);
    await api.database.dataSource.query('ALTER TABLE "session" RENAME TO "session_away"');
    expect(await subscribe(socket, id)).toEqual({ ok: false, code: 'unavailable' });
    await api.app.get(SubmissionsGateway).recheck();
    const heard = new Promise((resolve) => socket.once('submission.progress', resolve));
    tell(id, 1);
    expect(await heard).toMatchObject({ submissionId: id });
    await api.database.dataSource.query('ALTER TABLE "session_away" RENAME TO "session"');
    expect((await subscribe(socket, id)).ok).toBe(true);
  });

  it('of an admin who is none any more do not go on with what belongs to others', async () => {
    const boss = await api.makeUser('boss', 'admin');
    const token = await api.makeToken(boss.cookie, ['read', 'admin']);
    const { id } = await api.submit(RUN, { cookie: user.cookie });
    const socket = connect({}, { token: token.token });
    expect((await subscribe(socket, id)).ok).toBe(true);
    const gone = ended(socket);
    await api.patch(`/api/v1/admin/users/${boss.id}`, { role: 'user' }, { cookie: admin });
    await api.app.get(SubmissionsGateway).recheck();
    expect(await gone).toBe('io server disconnect');
  });

  it('for live runs give a cookie to a browser without a login, and to no program, user or other site', async () => {
    const given = async (headers: Record<string, string>, query = '&live=run') =>
      (await api.get(`/socket.io/?EIO=4&transport=polling${query}`, headers)).headers.getSetCookie();
    const [cookie = '', ...more] = await given({ origin: api.url });
    expect(cookie).toMatch(/^cpast_visitor=.*; HttpOnly; SameSite=Lax$/);
    expect(more).toEqual([]);
    expect(await given({ origin: api.url, cookie: cookie.split(';')[0]! })).toEqual([]);
    expect(await given({ origin: api.url, cookie: user.cookie })).toEqual([]);
    expect(await given({})).toEqual([]);
    expect(await given({ origin: 'https://evil.example' })).toEqual([]);
    // Who only listens makes nothing that could be owned.
    expect(await given({ origin: api.url }, '')).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['a text that is no token', 'cpast_x', 'invalid_token'],
    ['an unknown token', `cpast_${'x'.repeat(43)}`, 'invalid_token'],
    ['a number for a token', 7, 'invalid_token'],
    ['null for a token', null, 'invalid_token'],
    ['a list for a token', [`cpast_${'x'.repeat(43)}`], 'invalid_token'],
  ])('with %s are refused', async (_name, token, code) => {
    expect(await refusal(connect({}, { token }))).toBe(code);
  });

  it('with a token that may only submit are refused', async () => {
    const { token } = await api.makeToken(user.cookie, ['submit']);
    expect(await refusal(connect({}, { token }))).toBe('forbidden');
  });
});

describe('sockets behind a proxy', () => {
  let api: TestApi;
  const open: Socket[] = [];
  beforeEach(async () => {
    api = await startTestApi({ env: { LIMIT_REQUESTS_PER_MINUTE: '10', TRUSTED_PROXIES: 'loopback' } });
    return async () => {
      open.splice(0).forEach((socket) => socket.close());
      await api.close();
    };
  });
  const connected = (headers: Record<string, string>, auth: Record<string, unknown> = {}) =>
    new Promise<string>((resolve) => {
      const options = { transports: ['websocket'], forceNew: true, reconnection: false };
      const socket = io(api.url, { ...options, auth, extraHeaders: headers });
      open.push(socket);
      socket.once('connect', () => resolve('connected'));
      socket.once('connect_error', ({ message }) => resolve(message));
    });

  it('count as requests of their address, which the proxy names', async () => {
    const answers: string[] = [];
    const from = (address: string) => ({ 'x-forwarded-for': address });
    for (let n = 0; n < 11; n += 1)
      answers.push(await connected(from('192.0.2.1'), { token: `cpast_${'x'.repeat(43)}` }));
    // The last one with 429, of which a WebSocket learns no more than that.
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 'invalid_token'), 'websocket error']);
    expect(await connected(from('192.0.2.2'))).toBe('connected');
    const page = await api.get('/api/v1/session', from('192.0.2.1'));
    expect(page.status).toBe(429);
  });

  it('are of our own site when the proxy says that it is the one that was asked', async () => {
    const origin = 'https://cpast.example';
    expect(await connected({ origin, 'x-forwarded-host': 'cpast.example' })).toBe('connected');
    expect(await connected({ origin, 'x-forwarded-host': 'other.example' })).toBe('cross_site_request');
  });

  it('of a session are refused once its user has used up the requests of the minute', async () => {
    const cookie = await api.logIn('admin', 'everythinghastostartsomewhere');
    const answers: string[] = [];
    for (let n = 0; n < 11; n += 1)
      answers.push(await connected({ cookie, 'x-forwarded-for': `192.0.2.${n + 10}` }));
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 'connected'), 'too_many_requests']);
  });
});
