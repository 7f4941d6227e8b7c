import type { RunRequest } from '@app/contracts';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SubmissionsGateway } from '../../apps/api/src/features/submissions/live/submissions.gateway.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { eventually } from '../support/eventually.js';
import { type PrivateService, startRedis } from '../support/private-services.js';
import { bearer } from '../support/sessions.js';
import { tellsReplicas } from './support/redis-sessions.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' } };

let redis: PrivateService;
let api: TestApi;
let replica: TestApi;
beforeAll(async () => {
  redis = await startRedis();
  const env = { REDIS_URL: redis.url, ANONYMOUS_SUBMISSIONS: 'false' };
  api = await startTestApi({ env });
  replica = await startTestApi({ env, database: api.database, keepDatabase: true });
});
afterAll(async () => {
  await replica.close();
  await api.close();
  await redis.remove();
});

const who = async (app: TestApi, cookie: string) => {
  const response = await app.get('/api/v1/session', { cookie });
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  return ((await response.json()) as { user: { username: string } | null }).user?.username ?? null;
};
const logOut = (app: TestApi, cookie: string) => app.post('/logout', undefined, { cookie });

const AWAY = [
  ['is gone', () => redis.stop(), () => redis.start()],
  ['hangs', async () => redis.pause(), async () => redis.resume()],
] as const;

it('while Redis is away, sockets go on with what they follow', async () => {
  api.script = () => 'hold';
  const cookie = await api.logInAsAdmin();
  const { id } = await api.submit(RUN, { cookie });
  const socket = io(api.url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { cookie },
  });
  const subscribe = (): Promise<unknown> => socket.emitWithAck('subscribe', { submissionId: id });
  expect(await subscribe()).toMatchObject({ ok: true });
  await redis.stop();
  expect(await subscribe()).toMatchObject({ ok: true });
  await api.app.get(SubmissionsGateway).recheck();
  expect([...(await api.app.get(SubmissionsGateway).server.local.fetchSockets())[0]!.rooms]).toContain(
    `submission:${id}`,
  );
  await redis.start();
  socket.close();
});

it.each(AWAY)('while Redis %s, users work, log in and log out as ever', async (_how, takeAway, bringBack) => {
  const cookie = await api.logInAsAdmin();
  const other = await api.logInAsAdmin();
  const token = await api.makeToken(cookie, ['submit', 'read']);
  await takeAway();
  const startedAt = performance.now();
  for (let n = 0; n < 10; n++) {
    const { id } = await api.submit(RUN, { cookie });
    const read = await api.get(`/api/v1/submissions/${id}`, { cookie });
    expect(read.status).toBe(200);
  }
  // Two connections find out, one after the other; later requests do not wait.
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect((await api.submit(RUN, bearer(token))).status).toBe('queued');
  const limited = await api.get('/api/v1/session');
  expect(limited.status).toBe(200);
  expect(limited.headers.get('ratelimit-remaining')).not.toBeNull();
  const late = await api.logInAsAdmin();
  expect([await who(api, late), await who(replica, late)]).toEqual(['admin', 'admin']);
  await logOut(api, other);
  expect([await who(api, other), await who(replica, other)]).toEqual([null, null]);
  await eventually(async () => {
    const health = (await (await api.get('/health_check')).json()) as { degraded?: string[] };
    expect(health.degraded).toContain('cache');
  });
  await bringBack();
  await eventually(async () => {
    const health = (await (await api.get('/health_check')).json()) as object;
    expect(health).toEqual({ status: 'ok' });
  });
  expect([await who(api, late), await who(replica, cookie)]).toEqual(['admin', 'admin']);
});

it('a session outlives a Redis that forgets everything, and a logout is one for all replicas', async () => {
  const cookie = await api.logInAsAdmin();
  await redis.stop('SIGKILL');
  await redis.start();
  // While one of them cannot write there, Redis may vouch for a session that is over.
  for (const app of [api, replica]) await tellsReplicas(app, redis.url);
  expect(await who(replica, cookie)).toBe('admin');
  await logOut(api, cookie);
  expect([await who(api, cookie), await who(replica, cookie)]).toEqual([null, null]);
});
