import { request as httpRequest } from 'node:http';
import { io } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/test-api.js';

const CREDENTIALS = { username: 'admin', password: 'of the environment' };

interface Answer {
  status: number;
  cookies: string[];
  text: string;
}

/** A request with a `Host` of its own, which `fetch` does not send. */
function ask(api: TestApi, path: string, headers: Record<string, string>, body?: object): Promise<Answer> {
  const { hostname, port } = new URL(api.url);
  const method = body ? 'POST' : 'GET';
  const type = body && { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { hostname, port, path, method, headers: { ...type, ...headers } },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () =>
          resolve({ status: response.statusCode!, cookies: response.headers['set-cookie'] ?? [], text }),
        );
      },
    );
    sent.on('error', reject).end(body && JSON.stringify(body));
  });
}

let api: TestApi;
afterEach(() => api.close());
const start = async (env: Record<string, string>) => {
  api = await startTestApi({ env: { ADMIN_PASSWORD: CREDENTIALS.password, ...env } });
};
const connecting = (headers: Record<string, string>) => {
  const options = { transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders: headers };
  const socket = io(api.url, options);
  return new Promise<string>((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', ({ message }) => resolve(message));
  }).finally(() => socket.close());
};

describe('in production, over a plain connection', () => {
  it.each<[string, Record<string, string>]>([
    [
      'from a browser that asked for https',
      { origin: 'https://cpast.example', 'sec-fetch-site': 'same-origin' },
    ],
    ['with X-Forwarded-For', { 'x-forwarded-for': '192.0.2.7' }],
    ['with X-Forwarded-Proto', { 'x-forwarded-proto': 'https' }],
    ['with X-Forwarded-Host', { 'x-forwarded-host': 'localhost' }],
    ['with X-Real-IP', { 'x-real-ip': '192.0.2.7' }],
    ['with Forwarded', { forwarded: 'for=192.0.2.7' }],
    ['with Via', { via: '1.1 proxy' }],
  ])('nobody logs in through a proxy that says it asked for localhost: %s', async (_name, headers) => {
    await start({ NODE_ENV: 'production' });
    for (const host of ['localhost', '127.9.9.9:80', '[::1]:8000']) {
      const answer = await ask(api, '/login', { host, ...headers }, CREDENTIALS);
      expect(answer).toMatchObject({ status: 403, cookies: [] });
      expect(JSON.parse(answer.text)).toMatchObject({
        code: 'tls_required',
      });
    }
  });

  it('whoever is at the very machine logs in', async () => {
    await start({ NODE_ENV: 'production' });
    const host = new URL(api.url).host;
    const answer = await ask(api, '/login', { host, origin: `http://${host}` }, CREDENTIALS);
    expect(answer.status).toBe(200);
    expect(answer.cookies[0]).toMatch(/^cpast_session=/);
    expect(answer.cookies[0]).not.toContain('Secure');
  });
});

describe('behind TLS', () => {
  const TLS = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'cpast.example' };

  it('cookies are of this host only, for sockets as well, and nobody plants them from elsewhere', async () => {
    await start({
      NODE_ENV: 'production',
      TRUSTED_PROXIES: 'loopback',
      ANONYMOUS_SUBMISSIONS: 'true',
    });
    const { cookies } = await ask(api, '/login', TLS, CREDENTIALS);
    expect(cookies[0]).toMatch(/^__Host-cpast_session=.*; Path=\/;.*; Secure/);
    expect(cookies[0]).not.toContain('Domain');
    const session = cookies[0]!.split(';')[0]!;
    const who = async (cookie: string) =>
      (JSON.parse((await ask(api, '/api/v1/session', { ...TLS, cookie })).text) as { user: unknown }).user;
    expect(await who(session)).toMatchObject({ username: 'admin' });
    expect(await who(session.replace('__Host-', ''))).toBeNull();

    const run = { kind: 'run', program: { language: 'python', source: 'print(3)' } };
    const browser = { ...TLS, origin: 'https://cpast.example' };
    const submitted = await ask(api, '/api/v1/submissions', browser, run);
    expect(submitted.cookies[0]).toMatch(/^__Host-cpast_visitor=.*; Secure/);
    const visitor = submitted.cookies[0]!.split(';')[0]!;
    const { id } = JSON.parse(submitted.text) as { id: string };
    const read = async (cookie: string) =>
      (await ask(api, `/api/v1/submissions/${id}`, { ...TLS, cookie })).status;
    expect(await read(visitor)).toBe(200);
    expect(await read(visitor.replace('__Host-', ''))).toBe(404);

    const socket = io(api.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { ...TLS, cookie: session },
    });
    expect(await socket.emitWithAck('subscribe', { submissionId: id })).toMatchObject({ ok: true });
    socket.close();

    const out = await ask(api, '/logout', { ...TLS, cookie: session }, {});
    expect(out.cookies[0]).toMatch(/^__Host-cpast_session=;.*1970.*; Secure/);
    expect(await who(session)).toBeNull();
  });
});

describe('on loopback', () => {
  const EVIL = {
    host: 'evil.example:8000',
    origin: 'http://evil.example:8000',
    'sec-fetch-site': 'same-origin',
  };

  it('a site that gives its name our address gets nothing', async () => {
    await start({});
    for (const path of ['/', '/health_check', '/api/v1/submissions', '/assets/x.js'])
      expect(await ask(api, path, EVIL), path).toMatchObject({
        status: 421,
        text: expect.stringContaining('misdirected_request'),
      });
    const login = await ask(api, '/login', EVIL, CREDENTIALS);
    expect(login).toMatchObject({ status: 421, cookies: [] });
    expect(await connecting(EVIL)).toBe('misdirected_request');
  });

  it('every name of the very machine is ours', async () => {
    await start({});
    for (const host of ['localhost', 'LOCALHOST:8000', '127.0.0.1', '127.1.2.3:1', '[::1]:8000', '[::1]'])
      expect((await ask(api, '/api/v1/session', { host })).status, host).toBe(200);
    for (const host of [
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      'x@localhost',
      '10.0.0.1',
      '[::2]',
    ])
      expect((await ask(api, '/api/v1/session', { host })).status, host).not.toBe(200);
    expect(await connecting({})).toBe('connected');
  });

  it('ALLOWED_HOSTS adds names, whatever a script says was forwarded', async () => {
    await start({ ALLOWED_HOSTS: 'Tunnel.example,other.example', TRUSTED_PROXIES: 'loopback' });
    const status = async (headers: Record<string, string>) =>
      (await ask(api, '/api/v1/session', headers)).status;
    expect(await status({ host: 'tunnel.example' })).toBe(200);
    expect(await status({ host: 'TUNNEL.example:8000' })).toBe(200);
    expect(await status({ host: 'localhost' })).toBe(200);
    expect(await status({ host: 'localhost', 'x-forwarded-host': 'other.example' })).toBe(200);
    expect(await status({ host: 'localhost', 'x-forwarded-host': 'evil.example' })).toBe(421);
    expect(await status({ host: 'evil.example', 'x-forwarded-host': 'tunnel.example' })).toBe(421);
    expect(await connecting({ host: 'tunnel.example' })).toBe('connected');
  });
});

describe('where other machines can ask', () => {
  it.each<[string, Record<string, string>]>([
    ['HOST is every address', { HOST: '0.0.0.0' }],
    ['a proxy is trusted', { TRUSTED_PROXIES: 'loopback' }],
  ])('any name is ours when %s, unless ALLOWED_HOSTS says which', async (_name, env) => {
    await start(env);
    expect((await ask(api, '/api/v1/session', { host: 'cpast.example' })).status).toBe(200);
    await api.close();
    await start({ ...env, ALLOWED_HOSTS: 'cpast.example' });
    expect((await ask(api, '/api/v1/session', { host: 'cpast.example' })).status).toBe(200);
    expect((await ask(api, '/api/v1/session', { host: 'evil.example' })).status).toBe(421);
    expect(await api.logIn(CREDENTIALS.username, CREDENTIALS.password)).toMatch(/^cpast_session=/);
  });
});
