import type { RunRequest } from '@app/contracts';
import { Session, Submission } from '@app/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { SERVICE_URLS, uniqueName } from '../support/services.js';
import { cookiesOf } from '../support/sessions.js';
import { makeLocksLast } from './support/login-locks.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' } };

describe('two replicas of the api with one Redis and one PostgreSQL', () => {
  let database: TestDatabase;
  let replicas: [TestApi, TestApi];
  const start = (env: Record<string, string>) =>
    startTestApi({ database, keepDatabase: true, env: { REDIS_URL: SERVICE_URLS.redis, ...env } });
  beforeAll(async () => {
    database = await createTestDatabase();
    const env = { REDIS_PREFIX: uniqueName('replicas') };
    replicas = [await start(env), await start(env)];
  });
  afterAll(async () => {
    for (const api of replicas) await api.close();
    await database.drop();
  });
  const who = async (api: TestApi, cookie: string) => {
    const response = await api.get('/api/v1/session', { cookie });
    return ((await response.json()) as { user: { username: string } | null }).user?.username ?? null;
  };

  it('share sessions, which the database keeps', async () => {
    const [a, b] = replicas;
    const cookie = await a.logInAsAdmin();
    expect(await who(b, cookie)).toBe('admin');
    expect(await database.dataSource.getRepository(Session).count()).toBe(1);
    await b.post('/logout', undefined, { cookie });
    expect(await who(a, cookie)).toBeNull();
    expect(await database.dataSource.getRepository(Session).count()).toBe(0);
  });

  it('notice on the one what a password change or a revoked token on the other means', async () => {
    const [a, b] = replicas;
    const user = await a.makeUser(uniqueName('user'));
    const token = await b.makeToken(user.cookie, ['read']);
    const change = { current_password: user.password, new_password: 'another one' };
    const changed = await a.post('/admin/password', change, { cookie: user.cookie });
    expect(changed.status).toBe(200);
    expect(await who(b, user.cookie)).toBeNull();
    const cookie = cookiesOf(changed);
    expect(await who(b, cookie)).toBe(user.username);
    await a.delete(`/api/v1/tokens/${token.id}`, { cookie });
    const used = await b.get('/api/v1/session', { authorization: `Bearer ${token.token}` });
    expect(used.status).toBe(401);
  });

  it('make one job of one Idempotency-Key, whichever replica hears it first', async () => {
    const key = { 'idempotency-key': 'both' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => replicas[n % 2]!.submit(RUN, key)),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await database.dataSource.getRepository(Submission).countBy({ idempotencyKey: 'both' })).toBe(1);
  });

  it('count failed logins together', async () => {
    await makeLocksLast(database.dataSource);
    const body = { username: uniqueName('nobody'), password: 'guess' };
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await replicas[n % 2]!.post('/login', body)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('count requests together', async () => {
    const env = { REDIS_PREFIX: uniqueName('limited'), LIMIT_REQUESTS_PER_MINUTE: '10' };
    const limited = [await start(env), await start(env)] as const;
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) statuses.push((await limited[n % 2]!.get('/api/v1/session')).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429, 429]);
    for (const api of limited) await api.close();
  });
});
