import { AuditEvent, UserAccount } from '@app/database';
import type { EntitySubscriberInterface } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { createTestDatabase } from '../support/test-database.js';
import { uniqueName } from '../support/services.js';
import { ADMIN_PASSWORD } from '../support/app.js';
import { bearer, cookiesOf } from '../support/sessions.js';

describe('accounts', () => {
  let api: TestApi;
  let admin: string;
  beforeAll(async () => {
    api = await startTestApi();
    admin = await api.logInAsAdmin();
  });
  afterAll(() => api.close());
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(api.url + path, { headers, redirect: 'manual' });
  const who = async (headers: Record<string, string>) =>
    ((await (await get('/api/v1/session', headers)).json()) as { user: { username: string } | null }).user;
  const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(api.url + path, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' });

  it.each([
    ['/login', { username: 'ada', password: 'a long password', role: 'admin' }, 'role'],
    ['/password_reset', { secret: 'x', new_password: 'a long password', user: 'admin' }, 'user'],
  ])('have forms that refuse fields nobody knows: %s', async (path, fields, field) => {
    const response = await api.post(path, fields);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ field, message: 'unknown property' }] });
  });

  it('start with admin, whose password is kept as argon2id only', async () => {
    expect(await who({ cookie: admin })).toMatchObject({ username: 'admin', role: 'admin' });
    const row = await api.database.dataSource
      .getRepository(UserAccount)
      .findOneByOrFail({ username: 'admin' });
    expect(row.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('log in with a form and with JSON, and out again', async () => {
    const page = await get('/login');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('<form class="card stack" method="post" action="/login">');
    const answer = await form('/login', { username: 'ADMIN', password: ADMIN_PASSWORD });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/admin/dashboard');
    const cookie = cookiesOf(answer);
    expect(await who({ cookie })).toMatchObject({ username: 'admin' });
    expect((await api.post('/logout', undefined, { cookie })).status).toBe(200);
    expect(await who({ cookie })).toBeNull();
  });

  it('get a session cookie that scripts cannot read and other sites do not send', async () => {
    const response = await api.post('/login', { username: 'admin', password: ADMIN_PASSWORD });
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^cpast_session=/);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Lax');
    expect(JSON.stringify(await response.json())).not.toContain('argon2');
  });

  it('get a new session at every login, whatever cookie came with it', async () => {
    const before = await api.logInAsAdmin();
    const again = await api.post(
      '/login',
      { username: 'admin', password: ADMIN_PASSWORD },
      { cookie: before },
    );
    expect(cookiesOf(again)).not.toBe(before);
    expect(await who({ cookie: before })).toBeNull();
    const planted = await api.post(
      '/login',
      { username: 'admin', password: ADMIN_PASSWORD },
      { cookie: 'cpast_session=s%3Aplanted.x' },
    );
    expect(cookiesOf(planted)).not.toContain('planted');
  });

  it('are not logged in with a session that has expired', async () => {
    const cookie = await api.logInAsAdmin();
    expect(await who({ cookie })).not.toBeNull();
    await api.database.dataSource.query(`UPDATE "session" SET "expire" = now() - interval '1 second'`);
    expect(await who({ cookie })).toBeNull();
    admin = await api.logInAsAdmin();
  });

  it('answer 401 for a wrong name as for a wrong password', async () => {
    const wrong = await api.post('/login', { username: 'admin', password: 'not this one' });
    const unknown = await api.post('/login', { username: 'nobody', password: 'not this one' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const [a, b] = (await Promise.all([wrong.json(), unknown.json()])) as Record<string, unknown>[];
    expect({ ...a, requestId: '' }).toEqual({ ...b, requestId: '' });
    const page = await form('/login', { username: '<b>x</b>', password: 'not this one' });
    expect(page.status).toBe(401);
    expect(await page.text()).toContain('&lt;b&gt;x&lt;/b&gt;');
  });

  it.each([
    [{ username: { $ne: 1 }, password: { $ne: 1 } }],
    [{ username: ['admin'], password: ADMIN_PASSWORD }],
    [{ username: 'admin' }],
    [{ username: 'admin', password: 7 }],
    [{}],
  ])('answer 400 for %j', async (body) => {
    const response = await api.post('/login', body);
    expect(response.status).toBe(400);
    const problem = (await response.json()) as { code: string; errors: { field: string }[] };
    expect(problem.code).toBe('invalid_request');
    expect(['username', 'password']).toContain(problem.errors[0]!.field);
  });

  const changeUser = (id: string, change: object) =>
    api.patch(`/api/v1/admin/users/${id}`, change, { cookie: admin });

  it('are made by admins and choose a password with a link that works once', async () => {
    const name = uniqueName('grace');
    const capitalized = name.replace('g', 'G');
    const created = await api.post('/api/v1/admin/users', { username: capitalized }, { cookie: admin });
    expect(created.status).toBe(201);
    const { resetLink } = (await created.json()) as { resetLink: { url: string } };
    expect(await (await fetch(resetLink.url)).text()).toContain(name);
    const secret = resetLink.url.split('/').at(-1)!;
    const weak = await form('/password_reset', {
      secret,
      new_password: 'short',
      new_password_check: 'short',
    });
    expect(weak.status).toBe(400);
    const good = { secret, new_password: 'a long one', new_password_check: 'a long one' };
    expect((await form('/password_reset', good)).status).toBe(303);
    expect((await form('/password_reset', good)).status).toBe(404);
    expect((await fetch(resetLink.url)).status).toBe(404);
    expect(await who({ cookie: await api.logIn(name, 'a long one') })).toMatchObject({
      role: 'user',
    });
    const again = { username: name.toUpperCase() };
    const taken = await api.post('/api/v1/admin/users', again, { cookie: admin });
    expect(taken.status).toBe(409);
  });

  it('lose their sessions and tokens when they are disabled', async () => {
    const user = await api.makeUser(uniqueName('alan'));
    const token = await api.makeToken(user.cookie, ['read']);
    expect(await who(bearer(token))).toMatchObject({ username: user.username });
    expect((await changeUser(user.id, { disabled: true })).status).toBe(200);
    expect(await who({ cookie: user.cookie })).toBeNull();
    expect((await get('/api/v1/session', bearer(token))).status).toBe(401);
    expect((await api.post('/login', { username: user.username, password: user.password })).status).toBe(401);
    await changeUser(user.id, { disabled: false });
    expect(await who({ cookie: await api.logIn(user.username, user.password) })).not.toBeNull();
  });

  it('keep their sessions when a change says what is so already', async () => {
    const user = await api.makeUser(uniqueName('radia'));
    for (const change of [{}, { disabled: false }, { role: 'user' }]) {
      const response = await changeUser(user.id, change);
      expect(await response.json()).toMatchObject({ username: user.username, role: 'user', disabled: false });
    }
    expect(await who({ cookie: user.cookie })).toMatchObject({ username: user.username });
  });

  it('keep a password that is changed while an admin changes the account', async () => {
    const user = await api.makeUser(uniqueName('annie'));
    const { dataSource } = api.database;
    let changed: Response | undefined;
    // In the middle of the admin's change, which has just read the row.
    const subscriber: EntitySubscriberInterface<UserAccount> = {
      listenTo: () => UserAccount,
      afterLoad: async ({ username }, event) => {
        if (username !== user.username || !event?.queryRunner.isTransactionActive || changed) return;
        const body = { current_password: user.password, new_password: 'another one' };
        changed = new Response();
        changed = await api.post('/admin/password', body, { cookie: user.cookie });
      },
    };
    dataSource.subscribers.push(subscriber);
    const response = await changeUser(user.id, { role: 'setter' }).finally(() =>
      dataSource.subscribers.splice(dataSource.subscribers.indexOf(subscriber), 1),
    );
    expect(await response.json()).toMatchObject({ role: 'setter' });
    expect(changed?.status).toBe(200);
    expect((await api.post('/login', { username: user.username, password: user.password })).status).toBe(401);
    expect(await who({ cookie: await api.logIn(user.username, 'another one') })).toMatchObject({
      role: 'setter',
    });
    // Both count: sessions of before either are over.
    expect(await who({ cookie: cookiesOf(changed!) })).toBeNull();
  });

  it('keep at least one admin', async () => {
    const { id } = await api.database.dataSource
      .getRepository(UserAccount)
      .findOneByOrFail({ username: 'admin' });
    const response = await changeUser(id, { disabled: true });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ field: 'disabled' }] });
  });

  it('change their password, which ends every other session', async () => {
    const user = await api.makeUser(uniqueName('edsger'));
    const other = await api.logIn(user.username, user.password);
    const change = (fields: object) => api.post('/admin/password', fields, { cookie: user.cookie });
    const wrong = await change({ current_password: 'no', new_password: 'another one' });
    expect(wrong.status).toBe(401);
    const different = await change({
      current_password: user.password,
      new_password: 'another one',
      new_password_check: 'another',
    });
    expect(await different.json()).toMatchObject({ errors: [{ field: 'new_password_check' }] });
    const changed = await change({ current_password: user.password, new_password: 'another one' });
    expect(changed.status).toBe(200);
    expect(await who({ cookie: cookiesOf(changed) })).toMatchObject({ username: user.username });
    expect(await who({ cookie: user.cookie })).toBeNull();
    expect(await who({ cookie: other })).toBeNull();
    expect((await api.post('/login', { username: user.username, password: user.password })).status).toBe(401);
  });

  it('have no use for a link any more once they have a password of their own', async () => {
    const user = await api.makeUser(uniqueName('barbara'));
    const link = async () => {
      const made = await api.post(`/api/v1/admin/users/${user.id}/reset_link`, {}, { cookie: admin });
      return ((await made.json()) as { url: string }).url;
    };
    const [first, second] = [await link(), await link()];
    expect([(await fetch(first)).status, (await fetch(second)).status]).toEqual([404, 200]);
    const change = { current_password: user.password, new_password: 'another one' };
    expect((await api.post('/admin/password', change, { cookie: user.cookie })).status).toBe(200);
    expect((await fetch(second)).status).toBe(404);
    const third = await link();
    await api.database.dataSource.query(`UPDATE "password_reset" SET "expires_at" = now()`);
    const use = { secret: third.split('/').at(-1), new_password: 'of somebody else' };
    expect((await api.post('/password_reset', use)).status).toBe(404);
    const used = await link();
    const uses = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        api.post('/password_reset', { secret: used.split('/').at(-1), new_password: `password ${n}` }),
      ),
    );
    expect(uses.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('get answers that no browser and no proxy keeps', async () => {
    for (const path of ['/api/v1/session', '/api/v1/tokens', '/api/v1/webhooks/secret', '/admin/password'])
      expect((await get(path, { cookie: admin })).headers.get('cache-control'), path).toBe('no-store');
  });

  it('cannot register themselves unless that is on', async () => {
    const body = { username: 'ada', new_password: 'a long one' };
    expect((await api.post('/register', body)).status).toBe(403);
    const open = await startTestApi({ env: { REGISTRATION: 'true' } });
    expect(await (await open.get('/register')).text()).toContain('action="/register"');
    const registered = await open.post('/register', body);
    expect(registered.status).toBe(200);
    expect(await registered.json()).toMatchObject({ user: { username: 'ada', role: 'user' } });
    expect((await open.post('/register', body)).status).toBe(409);
    await open.close();
  });

  it('leave a log of what happened, without any secret', async () => {
    const events = await api.database.dataSource.getRepository(AuditEvent).find();
    const actions = new Set(events.map(({ action }) => action));
    for (const action of [
      'login.succeeded',
      'login.failed',
      'user.created',
      'token.created',
      'password.changed',
      'password.refused',
      'password.reset_link_created',
      'password.reset',
      'user.changed',
      'logout',
    ])
      expect(actions).toContain(action);
    expect(JSON.stringify(events)).not.toMatch(/everythinghas|argon2|cpast_[A-Za-z0-9_-]{43}/);
  });
});

describe('the default admin in production', () => {
  it('can do nothing but choose another password', async () => {
    const api = await startTestApi({ env: { NODE_ENV: 'production' } });
    const form = await fetch(`${api.url}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html' },
      body: new URLSearchParams({ username: 'admin', password: ADMIN_PASSWORD, next: '/' }),
    });
    expect(form.headers.get('location')).toBe('/admin/password');
    const cookie = await api.logInAsAdmin();
    const refused = await api.get('/api/v1/admin/users', { cookie });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'password_change_required' });
    expect((await api.get('/api/v1/submissions', { cookie })).status).toBe(403);
    const token = await api.post('/api/v1/tokens', { name: 'x', scopes: ['admin'] }, { cookie });
    expect(token.status).toBe(403);
    const same = { current_password: ADMIN_PASSWORD, new_password: ADMIN_PASSWORD };
    expect((await api.post('/admin/password', same, { cookie })).status).toBe(400);
    const changed = await api.post('/admin/password', { ...same, new_password: 'a new one' }, { cookie });
    expect(changed.status).toBe(200);
    const users = await api.get('/api/v1/admin/users', { cookie: cookiesOf(changed) });
    expect(users.status).toBe(200);
    await api.close();
  });

  it('gets no session over a plain connection from elsewhere', async () => {
    const api = await startTestApi({
      env: { NODE_ENV: 'production', TRUSTED_PROXIES: 'loopback', REGISTRATION: 'true' },
    });
    const from = (headers: Record<string, string>) =>
      api.post('/login', { username: 'admin', password: ADMIN_PASSWORD }, headers);
    const plain = await from({ 'x-forwarded-host': 'cpast.example' });
    expect(plain.status).toBe(403);
    expect(await plain.json()).toMatchObject({ code: 'tls_required' });
    for (const [path, body] of [
      ['/register', { username: 'ada', new_password: 'a long one' }],
      ['/password_reset', { secret: 'x', new_password: 'a long one' }],
    ] as const) {
      const refused = await api.post(path, body, { 'x-forwarded-host': 'cpast.example' });
      expect(await refused.json()).toMatchObject({ code: 'tls_required' });
    }
    const tls = await from({ 'x-forwarded-host': 'cpast.example', 'x-forwarded-proto': 'https' });
    expect(tls.status).toBe(200);
    expect(tls.headers.getSetCookie()[0]).toContain('Secure');
    await api.close();
  });
});

describe('the admin of ADMIN_PASSWORD', () => {
  it('keeps it when a start forgets the variable, and gets another when a start says so', async () => {
    const database = await createTestDatabase();
    const start = (env: Record<string, string>) =>
      startTestApi({ database, keepDatabase: true, env: { NODE_ENV: 'production', ...env } });
    const statusOf = async (api: TestApi, password: string) =>
      (await api.post('/login', { username: 'admin', password })).status;
    const applied = () =>
      database.dataSource.getRepository(AuditEvent).countBy({ action: 'password.from_environment' });
    const first = await start({ ADMIN_PASSWORD: 'a good secret' });
    expect(await statusOf(first, 'a good secret')).toBe(200);
    expect(await applied()).toBe(1);
    await first.close();
    const forgetful = await start({});
    expect(await statusOf(forgetful, ADMIN_PASSWORD)).toBe(401);
    expect(await statusOf(forgetful, 'a good secret')).toBe(200);
    expect(await applied()).toBe(1);
    await forgetful.close();
    const other = await start({ ADMIN_PASSWORD: 'another secret' });
    expect(await statusOf(other, 'a good secret')).toBe(401);
    expect(await statusOf(other, 'another secret')).toBe(200);
    expect(await applied()).toBe(2);
    await other.close();
    await database.drop();
  });
});

describe('programs without a login and without cookies', () => {
  it('list, cancel and repeat what was submitted from their address, and read all of it', async () => {
    const api = await startTestApi({ env: { TRUSTED_PROXIES: 'loopback' } });
    api.script = () => 'hold';
    const run = { kind: 'run' as const, program: { language: 'python', source: 'print(3)' } };
    const [here, there] = [{ 'x-forwarded-for': '192.0.2.1' }, { 'x-forwarded-for': '192.0.2.2' }];
    const key = { 'idempotency-key': 'the-same' };
    const { id } = await api.submit(run, { ...here, ...key });
    const address = '/api/v1/submissions';
    const list = async (headers: Record<string, string>) =>
      ((await (await api.get(address, headers)).json()) as { items: { id: string }[] }).items;
    expect(await list(here)).toMatchObject([{ id }]);
    expect(await list(there)).toEqual([]);
    expect((await api.submit(run, { ...here, ...key })).id).toBe(id);
    expect((await api.submit({ ...run, stdin: 'x' }, { ...there, ...key })).id).not.toBe(id);
    expect((await api.get(`${address}/${id}`, there)).status).toBe(200);
    const cancel = async (headers: Record<string, string>) =>
      (await api.delete(`${address}/${id}`, headers)).status;
    expect(await cancel(there)).toBe(404);
    expect(await cancel(here)).toBe(200);
    await api.close();
  });
});
