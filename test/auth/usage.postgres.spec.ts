import type { RunRequest } from '@app/contracts';
import { AttemptCount, Submission, UsageMinute } from '@app/database';
import { Not } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetOldUsage } from '../../apps/api/src/features/scheduling/usage.js';
import { Dispatcher } from '../../apps/api/src/features/scheduling/dispatcher.js';
import { Sweep } from '../../apps/api/src/features/scheduling/sweep.js';
import { startTestApi, type TestApi } from '../support/test-api.js';
import { createTestDatabase } from '../support/test-database.js';
import { eventually } from '../support/eventually.js';
import { bearer, type TestUser } from '../support/sessions.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' } };
const ADDRESS = 'address:127.0.0.1';

describe('what users have of the workers', () => {
  const apis: TestApi[] = [];
  afterEach(async () => {
    for (const api of apis.splice(0).reverse()) await api.close();
  });
  /** Jobs that are begun never end. */
  const start = async (env: Record<string, string>) => {
    const api = await startTestApi({ env });
    api.script = () => 'hold';
    apis.push(api);
    return api;
  };
  const rows = () => apis[0]!.database.dataSource.getRepository(Submission);
  const inFlight = async () => {
    const open = await rows().findBy([{ status: 'queued' }, { status: 'running' }]);
    return open.filter(({ publishedAt }) => publishedAt !== null).length;
  };
  const send = async (headers: Record<string, string>, api = apis[0]!) =>
    api.post('/api/v1/submissions', RUN, { ...headers });
  const statusesOf = async (requests: Promise<Response>[]) => {
    const statuses = (await Promise.all(requests)).map(({ status }) => status);
    return { accepted: statuses.filter((one) => one === 202).length, others: new Set(statuses) };
  };

  it('is never more than their limits, however many requests come at once, to two replicas', async () => {
    const env = { LIMIT_QUEUED_JOBS: '10', LIMIT_RUNNING_JOBS: '2' };
    const database = await createTestDatabase();
    for (const keepDatabase of [false, true]) {
      const api = await startTestApi({ env, database, keepDatabase });
      api.script = () => 'hold';
      apis.push(api);
    }
    const requests = Array.from({ length: 100 }, (_, n) => send({}, apis[n % 2]));
    expect(await statusesOf(requests)).toEqual({ accepted: 12, others: new Set([202, 429]) });
    expect(await inFlight()).toBe(2);
    for (let round = 0; round < 4; round += 1) {
      await eventually(async () => expect(await rows().countBy({ status: 'running' })).toBe(2));
      await rows().update({ status: 'running' }, { status: 'finished', finishedAt: new Date() });
      await Promise.all(apis.map((api) => api.app.get(Dispatcher).releaseAll()));
      expect(await inFlight()).toBe(2);
    }
  });

  it('does not grow with the number of accounts: an address has as much as four users', async () => {
    await start({ LIMIT_QUEUED_JOBS: '2', LIMIT_RUNNING_JOBS: '1' });
    const users: TestUser[] = [];
    for (let n = 0; n < 6; n += 1) users.push(await apis[0]!.makeUser(`user${n}`));
    const requests = users.flatMap(({ cookie }) => [1, 2, 3].map(() => send({ cookie })));
    const { accepted } = await statusesOf(requests);
    expect(accepted).toBe(4 * (2 + 1));
    expect(await inFlight()).toBe(4);
    const another = await apis[0]!.makeUser('user6');
    const refused = await send({ cookie: another.cookie });
    expect(await refused.json()).toMatchObject({
      code: 'too_many_jobs',
      detail: expect.stringMatching(/^Your address has 8 /),
    });
  });

  it('grows by ten accounts in an hour, where visitors may make them', async () => {
    await start({ REGISTRATION: 'true' });
    const register = (n: number) => {
      const body = { username: `user${n}`, new_password: `password of user${n}` };
      return apis[0]!.post('/register', body);
    };
    const made = await Promise.all(Array.from({ length: 12 }, (_, n) => register(n)));
    const statuses = made.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429, 429]);
    const refused = await register(12);
    expect(await refused.json()).toMatchObject({ code: 'too_many_requests' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_000);
    const hours = apis[0]!.database.dataSource.getRepository(AttemptCount);
    await hours.update({ key: 'registration:127.0.0.1' }, { lockedUntil: new Date(Date.now() - 1_000) });
    expect((await register(13)).status).toBe(200);
  });

  it('reaches everybody behind one address, whoever came first', async () => {
    await start({ LIMIT_QUEUED_JOBS: '100', LIMIT_RUNNING_JOBS: '2' });
    const users: TestUser[] = [];
    for (let n = 0; n < 6; n += 1) users.push(await apis[0]!.makeUser(`user${n}`));
    for (const { cookie } of users) for (let n = 0; n < 6; n += 1) await send({ cookie });
    expect(await inFlight()).toBe(8);
    const begun = async () => (await rows().find()).filter(({ startedAt }) => startedAt !== null);
    // One of each of the first four ends; they would take all places again if they could.
    for (let ended = 0; ended < 4; ended += 1) {
      await eventually(async () => expect(await begun()).toHaveLength(8 + ended));
      const usageKey = `user:${users[ended]!.id}`;
      const first = await rows().findOneByOrFail({ usageKey, status: 'running' });
      await rows().update(first.id, { status: 'finished', finishedAt: new Date() });
      const event = { type: 'submission.finished', submissionId: first.id, seq: 1 } as never;
      apis[0]!.queue.bus.publish(event);
    }
    await eventually(async () => expect(await begun()).toHaveLength(12));
    const owners = new Set((await begun()).map(({ ownerId }) => ownerId));
    expect(owners.size).toBe(6);
  });

  it('is the same with a session and with tokens, which have no more than their user', async () => {
    await start({ LIMIT_QUEUED_JOBS: '2', LIMIT_RUNNING_JOBS: '1' });
    const user = await apis[0]!.makeUser('user');
    const tokens = [1, 2].map(() => apis[0]!.makeToken(user.cookie, ['submit']));
    const callers = [{ cookie: user.cookie }, ...(await Promise.all(tokens)).map(bearer)];
    const requests = callers.flatMap((headers) => [1, 2, 3].map(() => send(headers)));
    expect((await statusesOf(requests)).accepted).toBe(2 + 1);
    const [row] = await rows().find({ take: 1 });
    expect(row).toMatchObject({ usageKey: `user:${user.id}`, addressKey: ADDRESS });
  });

  it('gives the first answer again to an Idempotency-Key that comes again, also when nothing more may wait', async () => {
    await start({ LIMIT_QUEUED_JOBS: '1', LIMIT_RUNNING_JOBS: '1' });
    await apis[0]!.submit(RUN);
    const key = { 'idempotency-key': 'k' };
    const answers = await Promise.all([1, 2, 3, 4].map(() => send(key)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect((await send(key)).status).toBe(202);
    expect((await send({})).status).toBe(429);
  });

  it('overtakes others only a little: the second of two runs in hand goes as a batch job', async () => {
    await start({ WORKER_CONCURRENCY: '4' });
    await Promise.all(Array.from({ length: 6 }, () => send({})));
    expect(await rows().countBy({ priority: 'interactive' })).toBe(1);
    await eventually(async () => expect(await rows().countBy({ status: 'running' })).toBe(6));
    await rows().update({ priority: 'interactive' }, { status: 'finished' });
    await Promise.all([send({}), send({})]);
    expect(await rows().countBy({ priority: 'interactive', status: Not('finished') })).toBe(1);
  });

  describe('within an hour', () => {
    let now: number;
    beforeEach(() => void (now = Date.now()));
    /** Sets what was used in a minute, which is the same one for all of a test. */
    const use = async (key: string, usedMs: number, minutesAgo = 0) => {
      const minute = new Date(now - minutesAgo * 60_000);
      minute.setSeconds(0, 0);
      await apis[0]!.database.dataSource.getRepository(UsageMinute).save({ key, minute, usedMs });
    };

    it('ends with their seconds: nothing new is taken, and what waits goes on when they have some again', async () => {
      await start({ LIMIT_CPU_SECONDS_PER_HOUR: '100', LIMIT_RUNNING_JOBS: '1' });
      const admin = await apis[0]!.logInAsAdmin();
      const user = await apis[0]!.makeUser('user');
      const key = `user:${user.id}`;
      for (let n = 0; n < 3; n += 1) expect((await send({ cookie: user.cookie })).status).toBe(202);
      await eventually(async () => expect(await rows().countBy({ status: 'running' })).toBe(1));
      await use(key, 60_000, 59);
      await use(key, 1_000_000, 62);
      expect((await send({ cookie: user.cookie })).status).toBe(202);
      await use(key, 40_000, 1);
      const refused = await send({ cookie: user.cookie });
      expect(refused.status).toBe(429);
      expect(refused.headers.get('retry-after')).toBe('60');
      expect(await refused.json()).toMatchObject({ code: 'too_many_jobs' });
      expect((await send({ cookie: admin })).status).toBe(202);
      // The one that runs ends; the three that wait do not go on.
      await rows().update({ usageKey: key, status: 'running' }, { status: 'finished' });
      expect(await apis[0]!.app.get(Sweep).sweep()).toBe(0);
      await use(key, 39_000, 1);
      expect(await apis[0]!.app.get(Sweep).sweep()).toBe(1);
    });

    it('ends for an address with four times as many, whoever used them', async () => {
      await start({ LIMIT_CPU_SECONDS_PER_HOUR: '100' });
      const user = await apis[0]!.makeUser('user');
      await use(ADDRESS, 399_000);
      expect((await send({ cookie: user.cookie })).status).toBe(202);
      // Visitors are known by their address alone: they have what one user has.
      expect((await send({})).status).toBe(429);
      await use(ADDRESS, 400_000);
      const refused = await send({ cookie: user.cookie });
      expect(refused.status).toBe(429);
      expect(await refused.json()).toMatchObject({
        detail: expect.stringMatching(/^The jobs from your address kept cores/),
      });
    });

    it('is forgotten after two', async () => {
      await start({});
      // A minute is forgotten two hours after its beginning, which is up to a minute earlier than what is
      // said here.
      for (const minutesAgo of [0, 61, 118, 121, 500]) await use('user:1', 1_000, minutesAgo);
      await forgetOldUsage(apis[0]!.database.dataSource);
      expect(await apis[0]!.database.dataSource.getRepository(UsageMinute).count()).toBe(3);
    });
  });
});
