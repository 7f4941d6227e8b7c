import { EXECUTION_LIMITS, type RunRequest, type ServiceSettings } from '@app/contracts';
import { Submission } from '@app/database';
import type { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RUN_RESULT, startTestApi, type TestApi } from '../support/test-api.js';
import { eventually } from '../support/eventually.js';
import { bearer } from '../support/sessions.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' } };

describe('limits', () => {
  let api: TestApi;
  afterEach(() => api.close());
  const rows = () => api.database.dataSource.getRepository(Submission);

  it('of requests are told with every answer, and those above them when to come again', async () => {
    api = await startTestApi({ env: { LIMIT_REQUESTS_PER_MINUTE: '5' } });
    const left: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const response = await api.get('/api/v1/session');
      expect(response.status).toBe(200);
      expect(response.headers.get('ratelimit-limit')).toBe('5');
      left.push(response.headers.get('ratelimit-remaining')!);
    }
    expect(left).toEqual(['4', '3', '2', '1', '0']);
    const refused = await api.get('/api/v1/session');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await refused.json()).toMatchObject({ code: 'too_many_requests', status: 429 });
    const retryAfterS = Number(refused.headers.get('retry-after'));
    expect(retryAfterS).toBeGreaterThan(0);
    expect(retryAfterS).toBeLessThanOrEqual(60);
    // What load balancers ask is not counted.
    expect((await api.get('/health_check')).status).toBe(200);
    expect((await api.get('/api/v1/languages')).status).toBe(429);
  });

  it('of requests hold before a session is looked for, and where there is nothing', async () => {
    api = await startTestApi({ env: { LIMIT_REQUESTS_PER_MINUTE: '4' } });
    const cookie = await api.logInAsAdmin();
    const { master: pool } = api.database.dataSource.driver as unknown as { master: Pool };
    const asked = vi.spyOn(pool, 'query');
    const statuses: number[] = [];
    for (const path of ['/nothing', '/health_check', '/api/v1/session', '/nothing', '/nothing'])
      statuses.push((await api.get(path, { cookie })).status);
    expect(statuses).toEqual([404, 200, 200, 404, 429]);
    const sessions = asked.mock.calls.filter(([text]) => String(text).includes('FROM "session"'));
    expect(sessions).toHaveLength(3);
  });

  it('of requests count those whose body is broken, too large or for no address, before it is read', async () => {
    api = await startTestApi({ env: { LIMIT_REQUESTS_PER_MINUTE: '4' } });
    const send = async (path: string, body: string) => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch(api.url + path, { method: 'POST', headers, body })).status;
    };
    const statuses = [
      await send('/api/v1/submissions', '{'),
      await send('/api/v1/tokens', `"${'x'.repeat(20_000)}"`),
      await send('/nothing', '{}'),
      await send('/api/v1/submissions', JSON.stringify(RUN)),
      await send('/api/v1/submissions', '{'),
    ];
    expect(statuses).toEqual([400, 413, 404, 202, 429]);
  });

  it.each([
    ['/login', 17],
    ['/LOGIN/', 17],
    ['/register', 17],
    ['/admin/password', 17],
    ['/api/v1/tokens', 17],
    ['/API/v1/Tokens/', 17],
    ['/api/v1/admin/users', 17],
    ['/Api/v1/admin/users', 17],
    ['/api/v1/clex/generate', 1_024],
  ])('of bodies are as small as what is said there: %s', async (path, kilobytes) => {
    api = await startTestApi();
    const body = { x: 'x'.repeat(kilobytes * 1_024) };
    expect((await api.post(path, body)).status).toBe(413);
  });

  it('of requests hold for a user with all sessions and tokens, wherever they are used', async () => {
    api = await startTestApi({ env: { LIMIT_REQUESTS_PER_MINUTE: '10', TRUSTED_PROXIES: 'loopback' } });
    const from = (n: number) => ({ 'x-forwarded-for': `192.0.2.${n}` });
    const login = await api.post(
      '/login',
      { username: 'admin', password: 'everythinghastostartsomewhere' },
      from(1),
    );
    const cookie = login.headers.getSetCookie()[0]!.split(';')[0]!;
    const made = await api.post('/api/v1/tokens', { name: 'x', scopes: ['read'] }, { cookie, ...from(2) });
    const token = (await made.json()) as { id: string; token: string };
    const statuses: number[] = [];
    for (let n = 10; n < 20; n += 1) {
      const response = await api.get('/api/v1/session', {
        ...(n % 2 ? bearer(token) : { cookie }),
        ...from(n),
      });
      statuses.push(response.status);
    }
    // The first of the ten made the token.
    expect(statuses).toEqual([...Array.from({ length: 9 }, () => 200), 429]);
  });

  it('of seconds are used up by drawing as well, of which one request gets a budget for all its inputs', async () => {
    api = await startTestApi({ env: { LIMIT_CPU_SECONDS_PER_HOUR: '1' } });
    const draw = async (clex: string, count: number) =>
      (await api.post('/api/v1/clex/generate', { clex, count })).json();
    expect(await draw('N', 1)).toMatchObject({ inputs: [expect.any(String)] });
    expect(await draw('(?:){9999999}', 100)).toMatchObject({
      code: 'invalid_clex',
      detail: expect.stringMatching(/^\d+ of 100 inputs took 2 seconds$/),
    });
    expect(await draw('N', 1)).toMatchObject({ code: 'too_many_jobs' });
  });

  it('of waiting jobs hold for each user', async () => {
    api = await startTestApi({ env: { LIMIT_QUEUED_JOBS: '3', LIMIT_RUNNING_JOBS: '1' } });
    const admin = await api.logInAsAdmin();
    const user = await api.makeUser('user');
    const token = await api.makeToken(user.cookie, ['submit']);
    api.script = () => 'hold';
    for (let n = 0; n < 4; n += 1) await api.submit(RUN, { cookie: user.cookie });
    for (const headers of [{ cookie: user.cookie }, bearer(token)]) {
      const refused = await api.post('/api/v1/submissions', RUN, { ...headers });
      expect(refused.status).toBe(429);
      expect(await refused.json()).toMatchObject({ code: 'too_many_jobs' });
      expect(refused.headers.get('retry-after')).toBe('10');
    }
    expect((await api.submit(RUN, { cookie: admin })).status).toBe('queued');
    expect((await api.submit(RUN)).status).toBe('queued');
  });

  it('of running jobs make the others wait until one is done', async () => {
    api = await startTestApi({ env: { LIMIT_RUNNING_JOBS: '2' } });
    const ends: (() => void)[] = [];
    api.script = () =>
      new Promise((resolve) => ends.push(() => resolve({ verdict: 'accepted', result: RUN_RESULT })));
    for (let n = 0; n < 5; n += 1) await api.submit(RUN);
    await eventually(() => expect(ends).toHaveLength(2));
    expect(await rows().countBy({ status: 'running' })).toBe(2);
    for (let n = 0; n < 5; n += 1) {
      await eventually(() => expect(ends.length).toBeGreaterThan(n));
      expect(ends.length).toBeLessThanOrEqual(n + 2);
      ends[n]!();
    }
    await eventually(async () => expect(await rows().countBy({ status: 'finished' })).toBe(5));
  });

  it('of the memory of keys: after a day an Idempotency-Key is new', async () => {
    api = await startTestApi();
    const key = { 'idempotency-key': 'k' };
    const first = await api.submit(RUN, key);
    expect((await api.submit(RUN, key)).id).toBe(first.id);
    await rows().update(first.id, { createdAt: new Date(Date.now() - 24 * 3_600_000 - 1_000) });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.submit({ ...RUN, stdin: 'another' }, key)),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(answers[0]!.id).not.toBe(first.id);
  });
});

describe('limits of one run', () => {
  describe('of visitors in production', () => {
    const MiB = 1024 * 1024;
    const VISITORS = { outputLimitBytes: 4 * MiB, processLimit: 32 };
    let api: TestApi;
    let user: string;
    beforeAll(async () => {
      const password = 'the password of production';
      api = await startTestApi({
        env: { NODE_ENV: 'production', ANONYMOUS_SUBMISSIONS: 'true', ADMIN_PASSWORD: password },
      });
      api.script = () => 'hold';
      user = (await api.makeUser('user')).cookie;
    });
    afterAll(() => api.close());
    const rows = () => api.database.dataSource.getRepository(Submission);
    const limitsOf = async ({ id }: { id: string }) => (await rows().findOneByOrFail({ id })).request.limits;

    it('have lower defaults, which go to the worker with the request', async () => {
      expect(await limitsOf(await api.submit(RUN))).toEqual(VISITORS);
      const limits = { outputLimitBytes: 7, cpuTimeLimitMs: 5 };
      expect(await limitsOf(await api.submit({ ...RUN, limits }))).toEqual({
        ...VISITORS,
        ...limits,
      });
      expect(await limitsOf(await api.submit(RUN, { cookie: user }))).toBeUndefined();
    });

    it("hold for the origin's way of testing as well", async () => {
      const stop = new AbortController();
      const body = {
        correct_code: 'print(1)',
        correct_code_language: 'Python',
        test_code: 'print(2)',
        test_code_language: 'Python',
        clex: 'N',
      };
      const evaluated = fetch(`${api.url}/api/v1/evaluate/with_code_and_clex`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: stop.signal,
      }).catch(() => {});
      const row = await eventually(() => rows().findOneByOrFail({ kind: 'stress' }));
      expect(row.request.limits).toEqual(VISITORS);
      stop.abort();
      await evaluated;
    });

    it.each([
      ['cpuTimeLimitMs', 10_000],
      ['wallTimeLimitMs', 20_000],
      ['memoryLimitBytes', 512 * MiB],
    ])('have a lower maximum, which GET /config tells: %s', async (name, maximum) => {
      const told = async (headers: Record<string, string>) => {
        const response = await api.get('/api/v1/config', headers);
        return ((await response.json()) as ServiceSettings).limits;
      };
      expect(await told({})).toMatchObject({
        [name]: { maximum },
        outputLimitBytes: { default: VISITORS.outputLimitBytes },
        processLimit: { default: VISITORS.processLimit },
      });
      expect(await told({ cookie: user })).toEqual(EXECUTION_LIMITS);
      const ask = (value: number, headers: Record<string, string> = {}) =>
        api.post('/api/v1/submissions', { ...RUN, limits: { [name]: value } }, { ...headers });
      expect((await ask(maximum)).status).toBe(202);
      expect((await ask(maximum + 1, { cookie: user })).status).toBe(202);
      const refused = await ask(maximum + 1);
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({ errors: [{ field: `limits.${name}` }] });
    });
  });

  it('are higher for setters, and told by GET /config', async () => {
    const api = await startTestApi();
    const user = await api.makeUser('user');
    const setter = await api.makeUser('setter', 'setter');
    const maximumOf = async (headers: Record<string, string>) => {
      const response = await api.get('/api/v1/config', headers);
      const { limits } = (await response.json()) as { limits: { cpuTimeLimitMs: { maximum: number } } };
      return limits.cpuTimeLimitMs.maximum;
    };
    const [ofUser, ofSetter] = [
      await maximumOf({ cookie: user.cookie }),
      await maximumOf({ cookie: setter.cookie }),
    ];
    expect(await maximumOf({})).toBe(ofUser);
    expect(ofSetter).toBeGreaterThan(ofUser);
    const ask = (cpuTimeLimitMs: number, cookie: string) =>
      api.post('/api/v1/submissions', { ...RUN, limits: { cpuTimeLimitMs } }, { cookie });
    expect((await ask(ofSetter, setter.cookie)).status).toBe(202);
    const refused = await ask(ofSetter, user.cookie);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ errors: [{ field: 'limits.cpuTimeLimitMs' }] });
    expect((await ask(ofSetter + 1, setter.cookie)).status).toBe(400);
    await api.close();
  });
});
