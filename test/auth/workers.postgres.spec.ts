import type { WorkerView } from '@app/contracts';
import { WorkerReport } from '@app/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { bearer } from '../support/sessions.js';

const HOST = 'node-3.inside.example';
const REPORT = {
  id: '5f0c7f0e-6f5e-4c57-9d0e-0d3c4c1f6a55',
  host: HOST,
  slots: 8,
  busy: 2,
  languages: [],
  runner: 'native',
  isolation: 'full',
  version: '0.1.0+box.1.0.0',
} as const;

let api: TestApi;
let callers: Record<string, Record<string, string>>;
beforeAll(async () => {
  api = await startTestApi();
  const inAnHour = new Date(Date.now() + 3_600_000);
  await api.database.dataSource
    .getRepository(WorkerReport)
    .insert({ ...REPORT, languages: [], startedAt: new Date(), lastSeenAt: inAnHour });
  const admin = await api.logInAsAdmin();
  const { cookie } = await api.makeUser('user');
  callers = {
    'somebody who is not logged in': {},
    'a user': { cookie },
    'a token of a user': bearer(await api.makeToken(cookie, ['read', 'submit'])),
    'a setter': { cookie: (await api.makeUser('setter', 'setter')).cookie },
    'a token of an admin without the scope admin': bearer(await api.makeToken(admin, ['read'])),
    'an admin': { cookie: admin },
    'a token of an admin with the scope admin': bearer(await api.makeToken(admin, ['read', 'admin'])),
  };
});
afterAll(() => api.close());

const workersFor = async (caller: string) =>
  (await (await api.get('/api/v1/workers', callers[caller]!)).json()) as WorkerView[];

it.each(['an admin', 'a token of an admin with the scope admin'])(
  'the workers, their machines included, are shown to %s',
  async (caller) => {
    expect(await workersFor(caller)).toMatchObject([REPORT]);
  },
);

it.each([
  'somebody who is not logged in',
  'a user',
  'a token of a user',
  'a setter',
  'a token of an admin without the scope admin',
])('the workers, but not their machines, are shown to %s', async (caller) => {
  const workers = await workersFor(caller);
  const { host: _host, ...rest } = REPORT;
  expect(workers).toMatchObject([rest]);
  expect(JSON.stringify(workers)).not.toContain(HOST);
});
