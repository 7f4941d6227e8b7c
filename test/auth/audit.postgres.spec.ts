import type { RunRequest } from '@app/contracts';
import { AuditEvent, Submission } from '@app/database';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { createTestDatabase } from '../support/test-database.js';
import { uniqueName } from '../support/services.js';
import { bearer, type TestUser } from '../support/sessions.js';
import { makeLocksLast } from './support/login-locks.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' } };
const DAY_MS = 24 * 3_600_000;

describe('the audit log', () => {
  let api: TestApi;
  let admin: string;
  let user: TestUser;
  beforeAll(async () => {
    api = await startTestApi({ env: { TRUSTED_PROXIES: 'loopback' } });
    admin = await api.logInAsAdmin();
  });
  afterAll(() => api.close());
  const events = () => api.database.dataSource.getRepository(AuditEvent);
  // What is recorded once a minute of a user or an address would be missing when a test is tried again with
  // the same one.
  beforeEach(async () => {
    user = await api.makeUser(uniqueName('user'));
    await events().clear();
  });
  const from = (address: string) => ({ 'x-forwarded-for': address });
  let addresses = 0;
  const newAddress = () => `192.0.2.${(addresses += 1)}`;
  const adminId = async () =>
    (
      (await (await api.get('/api/v1/session', { cookie: admin })).json()) as {
        user: { id: string };
      }
    ).user.id;

  it('has what admins do to the jobs of others, and not what users do to their own', async () => {
    api.script = () => 'hold';
    const cancel = (id: string, cookie: string) => api.delete(`/api/v1/submissions/${id}`, { cookie });
    const [own, others] = [
      await api.submit(RUN, { cookie: user.cookie }),
      await api.submit(RUN, { cookie: user.cookie }),
    ];
    expect((await cancel(own.id, user.cookie)).status).toBe(200);
    expect((await cancel(others.id, admin)).status).toBe(200);
    const dead = async () => {
      await api.database.dataSource
        .getRepository(Submission)
        .update(others.id, { deadLetteredAt: new Date() });
      return `${api.url}/api/v1/admin/dead-letters/${others.id}`;
    };
    const headers = { cookie: admin };
    expect((await fetch(`${await dead()}/retry`, { method: 'POST', headers })).status).toBe(204);
    expect((await fetch(await dead(), { method: 'DELETE', headers })).status).toBe(204);
    const orphans = `${api.url}/api/v1/admin/dead-letters/orphans`;
    expect((await fetch(orphans, { method: 'DELETE', headers })).status).toBe(200);
    const actorId = await adminId();
    expect(await events().find({ order: { id: 'ASC' } })).toMatchObject([
      {
        action: 'submission.cancelled',
        actorId,
        detail: { submissionId: others.id, ownerId: `user:${user.id}` },
      },
      { action: 'dead_letter.retried', actorId, detail: { submissionId: others.id } },
      { action: 'dead_letter.dropped', actorId, detail: { submissionId: others.id } },
      { action: 'dead_letter.dropped', actorId, detail: { dropped: 0 } },
    ]);
  });

  it('has who read the secret of webhooks', async () => {
    const address = newAddress();
    const headers = { cookie: user.cookie, ...from(address) };
    for (let n = 0; n < 2; n += 1)
      expect((await api.get('/api/v1/webhooks/secret', headers)).status).toBe(200);
    expect(await events().find()).toMatchObject([
      { action: 'webhook_secret.read', actorId: user.id, address },
    ]);
  });

  it('has calls of routes for admins by those who are none, one a minute of each account', async () => {
    const { token } = await api.makeToken(user.cookie, ['read']);
    await events().clear();
    const call = async (headers: Record<string, string>, path = '/api/v1/admin/users') =>
      (await api.get(path, headers)).status;
    expect(await call({ cookie: user.cookie })).toBe(403);
    expect(await call({ cookie: user.cookie }, '/api/v1/admin/audit')).toBe(403);
    expect(await call({ authorization: `Bearer ${token}` })).toBe(403);
    expect(await call({})).toBe(401);
    expect(await events().find()).toMatchObject([
      {
        action: 'admin.refused',
        actorId: user.id,
        subject: user.username,
        detail: { method: 'GET', path: '/api/v1/admin/users' },
      },
    ]);
  });

  it('has refused tokens, over HTTP and of sockets, one a minute of each address', async () => {
    const token = await api.makeToken(user.cookie, ['read']);
    await api.delete(`/api/v1/tokens/${token.id}`, { cookie: user.cookie });
    await events().clear();
    const use = async (address: string) =>
      (await api.get('/api/v1/session', { ...bearer(token), ...from(address) })).status;
    const [first, second, ofSocket] = [newAddress(), newAddress(), newAddress()];
    for (const address of [first, first, second, first]) expect(await use(address)).toBe(401);
    const socket = io(api.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { token: token.token },
      extraHeaders: from(ofSocket),
    });
    await new Promise((resolve) => socket.once('connect_error', resolve));
    socket.close();
    const found = await events().find({ order: { id: 'ASC' } });
    expect(found.map(({ action, address }) => `${action} ${address}`)).toEqual([
      `token.refused ${first}`,
      `token.refused ${second}`,
      `token.refused ${ofSocket}`,
    ]);
    expect(JSON.stringify(found)).not.toContain(token.token);
  });

  it('is not filled by those who go on guessing, or by pages of other sites', async () => {
    await makeLocksLast(api.database.dataSource);
    const headers = from(newAddress());
    for (let n = 0; n < 30; n += 1)
      await api.post('/login', { username: `name${n}`, password: 'guess' }, headers);
    const evil = { cookie: user.cookie, origin: 'https://evil.example' };
    for (let n = 0; n < 5; n += 1) expect((await api.post('/logout', {}, evil)).status).toBe(403);
    const found = await events().find();
    const count = (action: string) => found.filter((event) => event.action === action).length;
    expect(count('login.failed')).toBe(20);
    expect(count('login.locked')).toBe(1);
    expect(count('request.cross_site')).toBe(1);
  });
});

it('events are kept for a year', async () => {
  const database = await createTestDatabase();
  const rows = database.dataSource.getRepository(AuditEvent);
  const insert = (subject: string, days: number) => {
    const at = new Date(Date.now() - days * DAY_MS);
    const none = { actorId: null, address: null, detail: null };
    return rows.insert({ id: uuidv7({ msecs: at.getTime() }), at, action: 'login.failed', subject, ...none });
  };
  await insert('of last year', 366);
  await insert('of this year', 364);
  const api = await startTestApi({ database });
  expect(await rows.findBy({ action: 'login.failed' })).toMatchObject([{ subject: 'of this year' }]);
  await api.close();
});
