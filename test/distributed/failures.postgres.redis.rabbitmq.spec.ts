import { FAILPOINT_MARK } from '@app/config';
import type { SubmissionRequest } from '@app/contracts';
import { JobQueues } from '@app/queue';
import { connect } from 'amqplib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { REUSE } from '../support/app.js';
import { startRedis, type PrivateService } from '../support/private-services.js';
import { pythonRun } from './support/python-run.js';
import { type Api, Fleet, type Member } from './support/fleet.js';

describe('an api replica that dies between storing and publishing a submission', { timeout: 60_000 }, () => {
  let fleet: Fleet;
  beforeEach(async () => {
    fleet = await Fleet.create();
  });
  afterEach(() => fleet.stop());

  it('loses nothing: another replica has the job run', async () => {
    const [survivor, victim] = await Promise.all([
      fleet.startApi(),
      fleet.startApi({ FAILPOINTS: 'after_insert:exit' }),
    ]);
    await fleet.startWorker();
    await expect(victim.post('/api/v1/submissions', pythonRun('print("alive")'))).rejects.toThrow();
    expect(await victim.ended).toBe('SIGKILL');
    const { items } = (await (await survivor.get('/api/v1/submissions')).json()) as {
      items: { id: string }[];
    };
    expect(items).toHaveLength(1);
    const view = await survivor.waitFor(items[0]!.id);
    expect(view).toMatchObject({ verdict: 'accepted', result: { execution: { stdout: 'alive\n' } } });
  });
});

describe('a job that kills its workers', { timeout: 120_000 }, () => {
  const FAILPOINTS = 'marked_program:exit';
  let fleet: Fleet;
  let api: Api;
  let deaths = 0;
  let over: AbortController;

  /** A worker, and another one whenever it dies, as a supervisor would see to. */
  async function keepWorker({ signal }: AbortController): Promise<void> {
    while (!signal.aborted) {
      const worker: Member = await fleet.startWorker({ FAILPOINTS });
      if ((await worker.ended) === 'SIGKILL' && !signal.aborted) deaths++;
    }
  }
  beforeEach(async () => {
    fleet = await Fleet.create();
    api = await fleet.startApi();
    deaths = 0;
    over = new AbortController();
    const keepers = [keepWorker(over), keepWorker(over)];
    keepers.forEach((keeper) => keeper.catch(() => {}));
    await vi.waitFor(
      async () => {
        const workers = (await (await api.get('/api/v1/workers')).json()) as object[];
        expect(workers).toHaveLength(2);
      },
      { timeout: 60_000, interval: 100 },
    );
  });
  afterEach(async () => {
    over.abort();
    await fleet.stop();
  });

  const deadInQueue = async () => {
    const connection = await connect(fleet.env.RABBITMQ_URL!);
    const channel = await connection.createChannel();
    const { messageCount } = await channel.checkQueue(new JobQueues(fleet.env.QUEUE_PREFIX!).dead);
    await connection.close();
    return messageCount;
  };

  it('ends as internal_error after three tries and waits for an operator, while others go on', async () => {
    const poison = await api.submit(pythonRun(`# ${FAILPOINT_MARK}`));
    const others = [];
    for (let index = 0; index < 20; index++) others.push(await api.submit(pythonRun(`print(${index} * 2)`)));
    for (const [index, { id }] of others.entries())
      expect(await api.waitFor(id)).toMatchObject({
        verdict: 'accepted',
        result: { execution: { stdout: `${index * 2}\n` } },
      });
    const view = await api.waitFor(poison.id, 90_000);
    expect(view).toMatchObject({
      verdict: 'internal_error',
      result: { execution: null, error: expect.stringContaining('3 times') },
    });
    expect(deaths).toBe(3);

    const headers = { cookie: await api.logInAsAdmin() };
    const letters = '/api/v1/admin/dead-letters';
    await expect.poll(deadInQueue).toBe(1);
    expect((await api.get(letters)).status).toBe(401);
    const list = async () =>
      (await (await api.get(letters, headers)).json()) as { items: object[]; total: number };
    expect(await list()).toMatchObject({
      items: [
        { id: poison.id, kind: 'run', languages: ['python'], reason: expect.stringContaining('3 times') },
      ],
      total: 1,
      messagesInQueue: 1,
      orphans: [],
    });

    // Tried once more, it does the same again.
    const { ended } = await api.follow(others[0]!.id);
    void ended;
    expect((await api.post(`${letters}/${poison.id}/retry`, undefined, headers)).status).toBe(204);
    expect(await deadInQueue()).toBe(0);
    await expect.poll(async () => (await api.read(poison.id)).status, { timeout: 20_000 }).toBe('running');
    expect((await api.waitFor(poison.id, 90_000)).verdict).toBe('internal_error');
    expect(deaths).toBe(6);

    await expect.poll(async () => (await list()).total).toBe(1);
    await expect.poll(deadInQueue).toBe(1);
    expect((await api.delete(`${letters}/${poison.id}`, headers)).status).toBe(204);
    expect(await list()).toEqual({ items: [], total: 0, messagesInQueue: 0, orphans: [] });
    expect((await api.delete(`${letters}/${poison.id}`, headers)).status).toBe(404);
    expect((await api.read(poison.id)).verdict).toBe('internal_error');

    // Messages that belong to no job of the list can be seen and dropped as well.
    const connection = await connect(fleet.env.RABBITMQ_URL!);
    const channel = await connection.createConfirmChannel();
    const { dead } = new JobQueues(fleet.env.QUEUE_PREFIX!);
    channel.sendToQueue(dead, Buffer.from('garbage'));
    channel.sendToQueue(dead, Buffer.from('{}'), { messageId: others[0]!.id });
    await channel.waitForConfirms();
    await connection.close();
    expect(await list()).toMatchObject({
      items: [],
      messagesInQueue: 2,
      orphans: [{ submissionId: null }, { submissionId: others[0]!.id }],
    });
    const dropped = await api.delete(`${letters}/orphans`, headers);
    expect(await dropped.json()).toEqual({ dropped: 2 });
    expect(await list()).toEqual({ items: [], total: 0, messagesInQueue: 0, orphans: [] });
  });
});

describe('a service whose Redis is gone', { timeout: 90_000 }, () => {
  let redis: PrivateService;
  let fleet: Fleet;
  let api: Api;
  let worker: Member;
  beforeEach(async () => {
    redis = await startRedis();
    fleet = await Fleet.create({ redisUrl: redis.url });
    [api, worker] = await Promise.all([fleet.startApi(), fleet.startWorker()]);
  });
  afterEach(async () => {
    await fleet.stop();
    await redis.remove();
  });

  const health = async () => (await (await api.get('/health_check')).json()) as object;

  /**
   * The worker keeps results, and finds Redis again in its own time: the health of the api says nothing of
   * it.
   */
  const untilCached = (request: SubmissionRequest) =>
    expect.poll(async () => (await api.judge(request, REUSE)).cached, { timeout: 20_000 }).toBe(true);

  it('goes on without it, says so, and is its old self when Redis is back', async () => {
    const request = pythonRun('print("same")');
    await untilCached(request);
    expect(await health()).toEqual({ status: 'ok' });

    await redis.stop('SIGKILL');
    const statuses = new Set<number>();
    for (let index = 0; index < 6; index++) {
      const response = await api.post('/api/v1/submissions?wait=20', pythonRun(`print(${index})`));
      statuses.add(response.status);
      const view = (await response.json()) as { id: string; verdict: string };
      expect(view.verdict).toBe('accepted');
      statuses.add((await api.get(`/api/v1/submissions/${view.id}`)).status);
      statuses.add((await api.get('/api/v1/submissions')).status);
    }
    expect([...statuses].sort()).toEqual([200, 201]);
    expect((await api.judge(request, REUSE)).cached).toBe(false);
    expect(await health()).toMatchObject({
      status: 'degraded',
      degraded: expect.arrayContaining(['cache', 'live_events']),
    });
    // A client that follows a job hears of its end all the same.
    const { id } = await api.submit(pythonRun('import time; time.sleep(1)'));
    const { ended } = await api.follow(id);
    expect((await ended).at(-1)).toMatchObject({ type: 'submission.finished', verdict: 'accepted' });

    await redis.start();
    await expect.poll(health, { timeout: 20_000 }).toEqual({ status: 'ok' });
    await untilCached(request);
    const live = await api.submit(pythonRun('import time; time.sleep(1)'));
    const followed = await api.follow(live.id);
    expect((await followed.ended).map(({ type }) => type)).toContain('submission.finished');
    for (const member of [api, worker]) {
      const warnings = member.output().match(/Redis fails|Redis is out of reach/g) ?? [];
      expect(warnings.length).toBeLessThan(10);
    }
  });
});
