import type { RunRequest } from '@app/contracts';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SubmissionsGateway } from '../../apps/api/src/submissions/submissions.gateway.js';
import { startTestApi, type TestApi } from '../api/support/app.js';
import { post, submit } from '../support/api.js';
import { type PrivateService, startRedis } from '../support/private-services.js';
import { ADMIN_PASSWORD, bearer, logInAsAdmin, makeToken } from './support/client.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' } };

let redis: PrivateService;
let api: TestApi;
beforeAll(async () => {
  redis = await startRedis();
  api = await startTestApi({ env: { REDIS_URL: redis.url } });
});
afterAll(async () => {
  await api.close();
  await redis.remove();
});

it('while Redis is away, sockets go on with what they follow', async () => {
  api.script = () => 'hold';
  const cookie = await logInAsAdmin(api.url);
  const { id } = await submit(api.url, RUN, { cookie, 'cache-control': 'no-cache' });
  const socket = io(api.url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { cookie },
  });
  const subscribe = (): Promise<unknown> => socket.emitWithAck('subscribe', { submissionId: id });
  expect(await subscribe()).toMatchObject({ ok: true });
  await redis.stop();
  expect(await subscribe()).toEqual({ ok: false, code: 'unavailable' });
  await api.app.get(SubmissionsGateway).recheck();
  expect([...(await api.app.get(SubmissionsGateway).server.fetchSockets())[0]!.rooms]).toContain(
    `submission:${id}`,
  );
  // It comes back without its sessions: now there is an answer, and it is no.
  await redis.start();
  await vi.waitFor(
    async () => {
      await api.app.get(SubmissionsGateway).recheck();
      expect(socket.connected).toBe(false);
    },
    { timeout: 20_000, interval: 200 },
  );
  socket.close();
});

it('while Redis is away, programs and visitors are served, and sessions are said to be unavailable', async () => {
  const cookie = await logInAsAdmin(api.url);
  const token = await makeToken(api.url, cookie, ['submit', 'read']);
  await redis.stop();
  const before = performance.now();
  expect((await submit(api.url, RUN)).status).toBe('queued');
  expect((await submit(api.url, RUN, bearer(token))).status).toBe('queued');
  const limited = await fetch(`${api.url}/api/v1/session`);
  expect(limited.status).toBe(200);
  expect(limited.headers.get('ratelimit-remaining')).not.toBeNull();
  // Not as somebody else, and not as nobody: what is submitted now would belong to nobody.
  const withSession = await post(`${api.url}/api/v1/submissions`, RUN, { cookie });
  expect(withSession.status).toBe(503);
  expect(await withSession.json()).toMatchObject({ code: 'unavailable' });
  const login = await post(`${api.url}/login`, { username: 'admin', password: ADMIN_PASSWORD });
  expect(login.status).toBe(503);
  expect(performance.now() - before).toBeLessThan(10_000);
  await redis.start();
  await vi.waitFor(
    async () => {
      const again = await post(`${api.url}/login`, { username: 'admin', password: ADMIN_PASSWORD });
      expect(again.status).toBe(200);
    },
    { timeout: 20_000, interval: 200 },
  );
});
