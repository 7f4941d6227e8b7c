import type { RunRequest } from '@app/contracts';
import { AttemptCount } from '@app/database';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LoginLock } from '../../apps/api/src/accounts/auth/login-lock.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { uniqueName } from '../support/services.js';
import { ADMIN_PASSWORD } from '../support/app.js';
import { bearer, cookiesOf, type TestUser } from '../support/sessions.js';
import { makeLocksLast } from './support/login-locks.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' } };
const SQL = `'; DROP TABLE "submission"; --`;

describe('attacks', () => {
  let api: TestApi;
  let admin: string;
  let user: TestUser;
  let other: TestUser;
  beforeAll(async () => {
    api = await startTestApi();
    admin = await api.logInAsAdmin();
    user = await api.makeUser('user');
    other = await api.makeUser('other');
  });
  afterAll(() => api.close());
  const failures = () => api.database.dataSource.getRepository(AttemptCount);
  beforeEach(() => failures().clear());

  describe('by pages of other sites', () => {
    const form = (path: string, fields: Record<string, string>, headers: Record<string, string>) =>
      fetch(api.url + path, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers,
        redirect: 'manual',
      });
    const change = { current_password: 'password of user', new_password: 'of the attacker' };

    it.each([
      ['says so itself', { 'sec-fetch-site': 'cross-site' }],
      ['is a neighbouring site', { 'sec-fetch-site': 'same-site' }],
      ['is named by its origin', { origin: 'https://evil.example' }],
      ['hides its origin', { origin: 'null' }],
      ['has no token and says nothing', {}],
    ])('forms are refused when the site %s', async (_name, headers) => {
      const response = await form('/admin/password', change, {
        cookie: user.cookie,
        ...(headers as Record<string, string>),
      });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code: 'cross_site_request' });
    });

    it('JSON, deletions and logouts are refused', async () => {
      const evil = { cookie: user.cookie, origin: 'https://evil.example' };
      expect((await api.post('/api/v1/tokens', { name: 'x', scopes: ['read'] }, evil)).status).toBe(403);
      expect((await api.post('/api/v1/submissions', RUN, evil)).status).toBe(403);
      const { id } = await api.submit(RUN, { cookie: user.cookie });
      const deletion = await api.delete(`/api/v1/submissions/${id}`, evil);
      expect(deletion.status).toBe(403);
      expect((await form('/logout', {}, evil)).status).toBe(403);
      expect(
        (
          await form(
            '/login',
            { username: 'other', password: other.password },
            { origin: 'https://evil.example' },
          )
        ).status,
      ).toBe(403);
    });

    it('nothing is readable: no origin is allowed', async () => {
      const response = await api.get('/api/v1/submissions', { origin: 'https://evil.example' });
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      const preflight = await fetch(`${api.url}/api/v1/submissions`, {
        method: 'OPTIONS',
        headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      });
      expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    });

    it('sockets are refused', async () => {
      const socket = io(api.url, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        extraHeaders: { origin: 'https://evil.example', cookie: user.cookie },
      });
      const error = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
      expect(error.message).toBe('cross_site_request');
      socket.close();
    });

    it('while our own forms, with their token, and our own page work', async () => {
      const page = await api.get('/admin/password', { cookie: user.cookie });
      const token = /name="csrf_token" value="([^"]+)"/.exec(await page.text())![1]!;
      const wrong = { ...change, current_password: 'wrong', new_password_check: change.new_password };
      const withToken = await form(
        '/admin/password',
        { ...wrong, csrf_token: token },
        { cookie: user.cookie },
      );
      expect(withToken.status).toBe(401);
      const otherToken = await form(
        '/admin/password',
        { ...wrong, csrf_token: token },
        { cookie: other.cookie },
      );
      expect(otherToken.status).toBe(403);
      const sameOrigin = await form('/admin/password', wrong, { cookie: user.cookie, origin: api.url });
      expect(sameOrigin.status).toBe(401);
      const fetched = await api.post('/api/v1/submissions', RUN, {
        cookie: user.cookie,
        'sec-fetch-site': 'same-origin',
      });
      expect(fetched.status).toBe(202);
    });
  });

  describe('on passwords', () => {
    const tryLogin = (username: string, password: string) => api.post('/login', { username, password });
    const locksLast = () => makeLocksLast(api.database.dataSource);

    it('are slowed down for an account, known or not, even for the right password', async () => {
      await locksLast();
      for (const name of ['user', 'nobody']) {
        for (let n = 0; n < 5; n += 1) expect((await tryLogin(name, `guess ${n}`)).status).toBe(401);
        const locked = await tryLogin(name, user.password);
        expect(locked.status).toBe(429);
        expect(await locked.json()).toMatchObject({ code: 'too_many_logins' });
        expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0);
      }
      await failures().update({ key: 'account:user' }, { lockedUntil: new Date(0) });
      expect((await tryLogin('user', user.password)).status).toBe(200);
      expect(await failures().findOneBy({ key: 'account:user' })).toBeNull();
    });

    it('are locked out for longer with every failure', async () => {
      const waits: number[] = [];
      for (let n = 0; n < 8; n += 1) {
        await tryLogin('slow', 'guess');
        const { lockedUntil, lastAt } = await failures().findOneByOrFail({ key: 'account:slow' });
        waits.push(Math.max(0, Math.round((lockedUntil.getTime() - lastAt.getTime()) / 1000)));
        await failures().update({ key: 'account:slow' }, { lockedUntil: new Date(0) });
      }
      expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8]);
    });

    it('count when they come all at once', async () => {
      await locksLast();
      const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => tryLogin('user', `guess ${n}`)));
      const tried = answers.filter(({ status }) => status === 401);
      expect(tried).toHaveLength(5);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(35);
    });

    it('keep nobody out who has the right one, however many log in at the same moment', async () => {
      const lock = api.app.get(LoginLock);
      const names = Array.from({ length: 19 }, (_, n) => `pupil${n}`);
      for (let round = 0; round < 20; round += 1) {
        await Promise.all(names.map((name) => lock.begin(name, 'school')));
        await Promise.all(names.map((name) => lock.succeeded(name, 'school')));
      }
    });

    it('of a session are slowed down as well, while strangers cannot keep its user from choosing another', async () => {
      await locksLast();
      const fixed = await api.makeUser(uniqueName('fixed'));
      const change = (current: string, to: string) =>
        api.post(
          '/admin/password',
          { current_password: current, new_password: to },
          { cookie: fixed.cookie },
        );
      for (let n = 0; n < 6; n += 1) await tryLogin(fixed.username, 'guess');
      expect((await tryLogin(fixed.username, fixed.password)).status).toBe(429);
      for (let n = 0; n < 5; n += 1) expect((await change(`guess ${n}`, 'another one')).status).toBe(401);
      expect((await change(fixed.password, 'another one')).status).toBe(429);
      await failures().update({ key: `change:${fixed.id}` }, { lockedUntil: new Date(0) });
      expect((await change(fixed.password, 'another one')).status).toBe(200);
      expect(await failures().findOneBy({ key: `change:${fixed.id}` })).toBeNull();
    });

    it('are slowed down for an address that tries many names', async () => {
      await locksLast();
      const statuses: number[] = [];
      for (let n = 0; n < 21; n += 1) statuses.push((await tryLogin(`name${n}`, 'guess')).status);
      expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 401));
      expect(statuses[20]).toBe(429);
    });

    it('from a locked address keep no account locked', async () => {
      await locksLast();
      for (let n = 0; n < 20; n += 1) await tryLogin(`name${n}`, 'guess');
      for (let n = 0; n < 6; n += 1) expect((await tryLogin('user', 'guess')).status).toBe(429);
      expect(await failures().findOneBy({ key: 'account:user' })).toBeNull();
    });

    it.each(['USER', ' user', 'user\t', 'uSeR', '\u00a0user'])(
      'count for the account however its name is written: %j',
      async (name) => {
        await locksLast();
        for (let n = 0; n < 5; n += 1) expect((await tryLogin(name, `guess ${n}`)).status).toBe(401);
        expect((await tryLogin('user', user.password)).status).toBe(429);
      },
    );

    it('count for the address of the connection, whatever a client says of itself', async () => {
      await locksLast();
      const statuses: number[] = [];
      for (let n = 0; n < 21; n += 1) {
        const forwarded = { 'x-forwarded-for': `192.0.2.${n}`, forwarded: `for=192.0.2.${n}` };
        const body = { username: `name${n}`, password: 'guess' };
        statuses.push((await api.post('/login', body, forwarded)).status);
      }
      expect(statuses.at(-1)).toBe(429);
    });

    it('learn no names from the time an answer takes', async () => {
      const times = { user: [] as number[], nobody: [] as number[] };
      for (let round = 0; round < 15; round += 1)
        for (const name of ['user', 'nobody'] as const) {
          await failures().clear();
          const before = performance.now();
          expect((await tryLogin(name, 'guess')).status).toBe(401);
          times[name].push(performance.now() - before);
        }
      // The fastest of each: whatever else the machine does makes an answer later, never earlier.
      const ratio = Math.min(...times.user) / Math.min(...times.nobody);
      // It is about 5 when no hash is computed for an unknown name.
      expect(ratio).toBeGreaterThan(0.5);
      expect(ratio).toBeLessThan(2);
    });

    it('are of no use with a session that was planted before the login', async () => {
      const planted = cookiesOf(await tryLogin('other', other.password));
      const own = cookiesOf(
        await api.post('/login', { username: 'user', password: user.password }, { cookie: planted }),
      );
      expect(own).not.toBe(planted);
      const seen = await api.get('/api/v1/session', { cookie: planted });
      expect(await seen.json()).toMatchObject({ user: null });
    });
  });

  describe('on what belongs to others', () => {
    const tokenOf = (owner: TestUser, scopes: string[]) => api.makeToken(owner.cookie, scopes);
    const connectAs = (auth: Record<string, unknown>, headers: Record<string, string> = {}) =>
      io(api.url, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        auth,
        extraHeaders: headers,
      });
    const subscribe = (socket: ReturnType<typeof io>, submissionId: string) =>
      socket.emitWithAck('subscribe', { submissionId }) as Promise<{ ok: boolean; code?: string }>;

    it('subscribe to nothing, while owners, admins and tokens of owners do', async () => {
      api.script = () => 'hold';
      const { id } = await api.submit(RUN, { cookie: user.cookie });
      const token = await tokenOf(user, ['read']);
      const sockets = {
        owner: connectAs({}, { cookie: user.cookie }),
        token: connectAs({ token: token.token }),
        admin: connectAs({}, { cookie: admin }),
        other: connectAs({}, { cookie: other.cookie }),
        anonymous: connectAs({}),
      };
      expect((await subscribe(sockets.owner, id)).ok).toBe(true);
      expect((await subscribe(sockets.token, id)).ok).toBe(true);
      expect((await subscribe(sockets.admin, id)).ok).toBe(true);
      expect(await subscribe(sockets.other, id)).toEqual({ ok: false, code: 'not_found' });
      expect(await subscribe(sockets.anonymous, id)).toEqual({ ok: false, code: 'not_found' });
      const expired = `UPDATE "api_token" SET "expires_at" = now() WHERE "id" = $1`;
      await api.database.dataSource.query(expired, [token.id]);
      expect(await subscribe(sockets.token, id)).toEqual({ ok: false, code: 'login_required' });
      for (const socket of Object.values(sockets)) socket.close();
      const late = connectAs({ token: token.token });
      const refused = await new Promise<Error>((resolve) => late.once('connect_error', resolve));
      expect(refused.message).toBe('invalid_token');
      late.close();
    });

    it('read what is public, and nothing else', async () => {
      const mine = await api.submit(RUN, { cookie: user.cookie });
      const shown = await api.submit({ ...RUN, public: true } as RunRequest, { cookie: user.cookie });
      const read = async (id: string, headers: Record<string, string> = {}) =>
        (await api.get(`/api/v1/submissions/${id}`, headers)).status;
      expect([await read(mine.id), await read(mine.id, { cookie: other.cookie })]).toEqual([404, 404]);
      expect([await read(shown.id), await read(shown.id, { cookie: other.cookie })]).toEqual([200, 200]);
      // Only its owner may see where its callback went.
      const deliveries = async (headers: Record<string, string>) =>
        (await api.get(`/api/v1/submissions/${shown.id}/deliveries`, headers)).status;
      expect([
        await deliveries({ cookie: user.cookie }),
        await deliveries({ cookie: admin }),
        await deliveries({ cookie: other.cookie }),
        await deliveries({}),
      ]).toEqual([200, 200, 404, 404]);
      const cancelled = await api.delete(`/api/v1/submissions/${shown.id}`, { cookie: other.cookie });
      expect(cancelled.status).toBe(404);
    });

    it('list only their own, whatever the cursor says', async () => {
      await api.submit(RUN, { cookie: other.cookie });
      const list = async (query: string, headers: Record<string, string>) => {
        const response = await api.get(`/api/v1/submissions?${query}`, headers);
        return { status: response.status, body: (await response.json()) as { items: { id: string }[] } };
      };
      const theirs = (await list('limit=100', { cookie: other.cookie })).body.items.map(({ id }) => id);
      const newest = Buffer.from('f'.repeat(32), 'hex').toString('base64url');
      for (const cursor of [newest, 'AAAA', SQL, '../..', '%00', `${newest}x`]) {
        const { status, body } = await list(`cursor=${encodeURIComponent(cursor)}`, { cookie: user.cookie });
        expect([200, 400]).toContain(status);
        for (const { id } of body.items ?? []) expect(theirs).not.toContain(id);
      }
    });

    it('use the Idempotency-Key of others without meeting them', async () => {
      const key = { 'idempotency-key': 'the-same' };
      const mine = await api.submit(RUN, { cookie: user.cookie, ...key });
      const theirs = await api.submit({ ...RUN, stdin: 'x' }, { cookie: other.cookie, ...key });
      expect(theirs.id).not.toBe(mine.id);
    });

    it.each<[string, () => Record<string, string>]>([
      ['says where its request is from', () => ({ 'sec-fetch-site': 'same-origin', origin: api.url })],
      ['is on a plain connection', () => ({ origin: api.url })],
      ['asks for a page', () => ({ accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })],
    ])('keep what a browser without a login submits apart from all others: it %s', async (_name, headers) => {
      const browser = headers();
      const response = await api.post('/api/v1/submissions', RUN, browser);
      expect(response.status).toBe(202);
      const cookie = cookiesOf(response);
      expect(cookie).toMatch(/^cpast_visitor=/);
      expect(response.headers.getSetCookie()[0]).toContain('HttpOnly');
      const { id } = (await response.json()) as { id: string };
      const read = async (headers: Record<string, string>) =>
        (await api.get(`/api/v1/submissions/${id}`, headers)).status;
      expect(await read({ cookie })).toBe(200);
      expect(await read({})).toBe(404);
      const forged = cookie.replace(/\.[^.]+$/, `.${'A'.repeat(43)}`);
      expect(await read({ cookie: forged })).toBe(404);
      expect(await read({ cookie: other.cookie })).toBe(404);
      const listed = async (asked: Record<string, string>) =>
        (await api.get('/api/v1/submissions', { ...browser, ...asked })).text();
      expect(await listed({ cookie })).toContain(id);
      expect(await listed({})).not.toContain(id);
    });
  });

  describe('with tokens', () => {
    it('do what their scopes say and no more', async () => {
      const [read, write, both] = await Promise.all([
        api.makeToken(user.cookie, ['read']),
        api.makeToken(user.cookie, ['submit']),
        api.makeToken(admin, ['admin']),
      ]);
      const create = async (headers: Record<string, string>) =>
        (await api.post('/api/v1/submissions', RUN, headers)).status;
      const list = async (headers: Record<string, string>) =>
        (await api.get('/api/v1/submissions', headers)).status;
      const manage = async (headers: Record<string, string>) =>
        (await api.get('/api/v1/admin/users', headers)).status;
      expect([await create(bearer(read)), await list(bearer(read)), await manage(bearer(read))]).toEqual([
        403, 200, 403,
      ]);
      expect([await create(bearer(write)), await list(bearer(write))]).toEqual([202, 403]);
      expect([await create(bearer(both)), await list(bearer(both)), await manage(bearer(both))]).toEqual([
        403, 403, 200,
      ]);
    });

    it('make no further tokens, and no user has one of an admin', async () => {
      const token = await api.makeToken(admin, ['admin', 'read', 'submit']);
      const body = { name: 'x', scopes: ['admin'] };
      expect((await api.post('/api/v1/tokens', body, bearer(token))).status).toBe(403);
      expect((await api.post('/api/v1/tokens', body, { cookie: user.cookie })).status).toBe(400);
    });

    it.each([
      ['is none', 'Bearer x'],
      ['has something behind it', 'Bearer TOKEN x'],
      ['is missing', 'Bearer'],
      ['follows a colon', 'Bearer: TOKEN'],
      ['is written twice', 'Bearer TOKEN, Bearer TOKEN'],
    ])('are refused, not overlooked, when the token %s', async (_name, authorization) => {
      const { token } = await api.makeToken(user.cookie, ['submit']);
      const response = await api.post('/api/v1/submissions', RUN, {
        authorization: authorization.replaceAll('TOKEN', token),
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: 'invalid_token' });
    });

    it('are kept as a hash, shown once, and expire', async () => {
      const token = await api.makeToken(user.cookie, ['read']);
      const stored = JSON.stringify(await api.database.dataSource.query(`SELECT * FROM "api_token"`));
      expect(stored).not.toContain(token.token);
      const list = await api.get('/api/v1/tokens', { cookie: user.cookie });
      expect(await list.text()).not.toContain(token.token);
      await api.database.dataSource.query(`UPDATE "api_token" SET "expires_at" = now() WHERE "id" = $1`, [
        token.id,
      ]);
      const used = await api.get('/api/v1/session', bearer(token));
      expect(used.status).toBe(401);
      expect(used.headers.get('www-authenticate')).toContain('invalid_token');
    });
  });

  it('with SQL in every text field are only texts', async () => {
    const texts: [string, object, Record<string, string>][] = [
      ['/login', { username: SQL, password: SQL }, {}],
      ['/password_reset', { secret: SQL, new_password: SQL }, {}],
      ['/api/v1/admin/users', { username: SQL }, { cookie: admin }],
      ['/api/v1/tokens', { name: SQL, scopes: ['read'] }, { cookie: user.cookie }],
      ['/api/v1/share', { code: SQL, language: 'python', clex: 'N' }, {}],
      ['/api/v1/submissions', { ...RUN, stdin: SQL, program: { language: SQL, source: SQL } }, {}],
      ['/api/v1/submissions', { ...RUN, stdin: SQL, program: { language: 'python', source: SQL } }, {}],
      ['/api/v1/clex/generate', { clex: SQL }, {}],
    ];
    for (const [path, body, headers] of texts) {
      const response = await api.post(path, body, headers);
      expect(response.status, path).toBeLessThan(500);
    }
    const bad = { authorization: `Bearer ${SQL}`, cookie: `cpast_session=s%3A${encodeURIComponent(SQL)}` };
    expect((await api.get('/api/v1/session', bad)).status).toBe(401);
    const session = { cookie: bad.cookie };
    expect((await api.get('/api/v1/session', session)).status).toBe(200);
    const audit = `${api.url}/api/v1/admin/audit?before=${encodeURIComponent(SQL)}`;
    expect((await fetch(audit, { headers: { cookie: admin } })).status).toBe(400);
    expect((await api.get('/api/v1/submissions')).status).toBe(200);
  });

  it.each([[{ $ne: 1 }], [['a']], [7], [null], [true]])(
    'with %j where a text belongs are told which field',
    async (value) => {
      for (const [path, field, rest, headers] of [
        ['/login', 'username', { password: 'x' }, {}],
        ['/api/v1/tokens', 'name', { scopes: ['read'] }, { cookie: user.cookie }],
        ['/api/v1/admin/users', 'username', {}, { cookie: admin }],
        ['/admin/password', 'current_password', { new_password: 'long enough' }, { cookie: user.cookie }],
      ] as [string, string, object, Record<string, string>][]) {
        const response = await api.post(path, { ...rest, [field]: value }, headers);
        expect(response.status, path).toBe(400);
        expect(await response.json()).toMatchObject({ errors: [{ field }] });
      }
    },
  );

  it('with headers that are too large are refused', async () => {
    const response = await api.get('/api/v1/session', { cookie: 'a'.repeat(20_000) });
    expect(response.status).toBe(431);
  });

  it('find no secret in what is told of errors', async () => {
    const responses = await Promise.all([
      api.post('/login', { username: 'admin', password: `${ADMIN_PASSWORD}x` }),
      api.get('/api/v1/session', { authorization: 'Bearer cpast_secret' }),
    ]);
    for (const response of responses)
      expect(await response.text()).not.toMatch(/everything|cpast_secret|\bat .*:\d+/);
    expect(await api.logIn('user', user.password)).toBeTruthy();
  });
});
