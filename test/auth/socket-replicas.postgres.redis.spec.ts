import type { RunRequest } from '@app/contracts';
import { createClient } from 'redis';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openSocketAdapter } from '../../apps/api/src/platform/live/socket-adapter.js';
import { SubmissionsGateway } from '../../apps/api/src/features/submissions/live/submissions.gateway.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { eventually } from '../support/eventually.js';
import { type PrivateService, startRedis } from '../support/private-services.js';
import { type MadeToken, type TestUser } from '../support/sessions.js';
import { tellsReplicas } from './support/redis-sessions.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' } };

let redis: PrivateService;
let a: TestApi;
let b: TestApi;
let admin: string;
let user: TestUser;
let token: MadeToken;
let users = 0;
const open: Socket[] = [];
beforeAll(async () => {
  redis = await startRedis();
  const env = { REDIS_URL: redis.url };
  a = await startTestApi({ env });
  b = await startTestApi({ env, database: a.database, keepDatabase: true });
  a.script = () => 'hold';
  admin = await a.logInAsAdmin();
});
beforeEach(async () => {
  user = await a.makeUser(`user${(users += 1)}`);
  token = await a.makeToken(user.cookie, ['read']);
});
afterEach(() => open.splice(0).forEach((socket) => socket.close()));
afterAll(async () => {
  await b.close();
  await a.close();
  await redis.remove();
});

/** A socket that follows nothing: no replica looks at it again by itself. */
async function connect(api: TestApi, headers: Record<string, string>, auth: Record<string, unknown> = {}) {
  const socket = io(api.url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth,
    extraHeaders: headers,
  });
  open.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}
const ended = (socket: Socket) => new Promise<string>((resolve) => socket.once('disconnect', resolve));
const subscribe = (socket: Socket, submissionId: string): Promise<{ ok: boolean }> =>
  socket.emitWithAck('subscribe', { submissionId }) as Promise<{ ok: boolean }>;

const logOut = (api: TestApi) => api.post('/logout', undefined, { cookie: user.cookie });
const revoke = (api: TestApi) => api.delete(`/api/v1/tokens/${token.id}`, { cookie: user.cookie });
const change = (api: TestApi, body: object) =>
  api.patch(`/api/v1/admin/users/${user.id}`, body, { cookie: admin });
const setPassword = (api: TestApi) =>
  api.post(
    '/admin/password',
    { current_password: user.password, new_password: 'another one' },
    { cookie: user.cookie },
  );

it.each<[string, (api: TestApi) => Promise<Response>, { session: boolean; token: boolean }]>([
  ['logs out', logOut, { session: true, token: false }],
  ['chooses another password', setPassword, { session: true, token: false }],
  ['revokes the token', revoke, { session: false, token: true }],
  ['is disabled', (api) => change(api, { disabled: true }), { session: true, token: true }],
  ['gets another role', (api) => change(api, { role: 'setter' }), { session: true, token: true }],
])(
  'sockets at one replica are closed at once when their user %s at the other',
  async (_name, end, closed) => {
    const sockets = {
      session: await connect(a, { cookie: user.cookie }),
      token: await connect(a, {}, { token: token.token }),
    };
    const others = [
      await connect(a, { cookie: admin }),
      await connect(a, {}),
      await connect(a, { cookie: (await a.makeUser(`other${users}`)).cookie }),
    ];
    const gone = (['session', 'token'] as const)
      .filter((kind) => closed[kind])
      .map((kind) => ended(sockets[kind]));
    expect((await end(b)).status).toBe(200);
    expect(await Promise.all(gone)).toEqual(gone.map(() => 'io server disconnect'));
    for (const kind of ['session', 'token'] as const) expect(sockets[kind].connected).toBe(!closed[kind]);
    expect(others.every(({ connected }) => connected)).toBe(true);
  },
);

it('a reset link ends the sockets of sessions as well, wherever it is used', async () => {
  const socket = await connect(a, { cookie: user.cookie });
  const made = await b.post(`/api/v1/admin/users/${user.id}/reset_link`, {}, { cookie: admin });
  const secret = ((await made.json()) as { url: string }).url.split('/').at(-1);
  const gone = ended(socket);
  await b.post('/password_reset', { secret, new_password: 'a third one' });
  expect(await gone).toBe('io server disconnect');
});

it('while Redis is away sockets stay, and what it would have closed is closed by the next look', async () => {
  const { id } = await a.submit(RUN, { cookie: user.cookie });
  const [following, ofToken] = [
    await connect(a, { cookie: user.cookie }),
    await connect(a, {}, { token: token.token }),
  ];
  await redis.stop('SIGKILL');
  expect((await subscribe(following, id)).ok).toBe(true);
  // At the replica where it happens there is no need of Redis.
  const tokenGone = ended(ofToken);
  expect((await revoke(a)).status).toBe(200);
  expect(await tokenGone).toBe('io server disconnect');
  expect((await logOut(b)).status).toBe(200);
  const gone = ended(following);
  await a.app.get(SubmissionsGateway).recheck();
  expect(await gone).toBe('io server disconnect');

  await redis.start();
  const operator = createClient({ url: redis.url });
  await operator.connect();
  await eventually(async () =>
    expect(await operator.pubSubNumSub('cpast:sockets-request#/#')).toMatchObject({
      'cpast:sockets-request#/#': 2,
    }),
  );
  operator.destroy();
  // What is said while they cannot write there is lost, here and in what follows.
  for (const app of [a, b]) await tellsReplicas(app, redis.url);
  const another = await a.makeUser(`another${users}`);
  const socket = await connect(a, { cookie: another.cookie });
  const closed = ended(socket);
  await b.post('/logout', undefined, { cookie: another.cookie });
  expect(await closed).toBe('io server disconnect');
});

it('live events of the worker of one replica reach sockets at the other, without a broker as well', async () => {
  const { id } = await a.submit(RUN, { cookie: admin });
  const socket = await connect(b, { cookie: admin });
  expect((await subscribe(socket, id)).ok).toBe(true);
  const heard = new Promise((resolve) => socket.once('submission.progress', resolve));
  const event = { submissionId: id, seq: 1_000_001, progress: { done: 1, total: 2 } };
  a.queue.bus.publish({ type: 'submission.progress', ...event });
  expect(await heard).toEqual(event);
});

it('live events do not go through the adapter as well', async () => {
  const { id } = await a.submit(RUN, { cookie: admin });
  const socket = await connect(a, { cookie: admin });
  expect((await subscribe(socket, id)).ok).toBe(true);
  const operator = createClient({ url: redis.url });
  await operator.connect();
  const passing: string[] = [];
  await operator.pSubscribe('cpast:sockets*', (_message, channel) => passing.push(channel));
  const heard = new Promise((resolve) => socket.once('submission.progress', resolve));
  a.queue.bus.publish({
    type: 'submission.progress',
    submissionId: id,
    seq: 1_000_001,
    progress: { done: 1, total: 2 },
  });
  await heard;
  await logOut(a);
  await eventually(() => expect(passing.length).toBeGreaterThan(0));
  expect(new Set(passing)).toEqual(new Set(['cpast:sockets-request#/#']));
  operator.destroy();
});

it('a Redis that is not there is named when the adapter is opened', async () => {
  const publisher = {} as Parameters<typeof openSocketAdapter>[2];
  await expect(openSocketAdapter('redis://127.0.0.1:1', 'x', publisher)).rejects.toThrow(/^REDIS_URL: /);
});
