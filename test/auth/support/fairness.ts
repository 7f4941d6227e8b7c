import type { JudgeRequest, RunRequest } from '@app/contracts';
import { Submission } from '@app/database';
import type { QueueBackend } from '@app/queue';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Dispatcher } from '../../../apps/api/src/features/scheduling/dispatcher.js';
import { startTestApi, type TestApi } from '../../support/test-api.js';
import type { TestUser } from '../../support/sessions.js';
import { type TimedWorkers, withTimedWorkers } from './timed-workers.js';

/** Long beside what the queue and the database take. */
const JOB_MS = 1_000;
/** Two workers of two slots; LIMIT_RUNNING_JOBS is not set, so that the share is that of production. */
const WORKERS = [2, 2].map((slots) => ({ slots, languages: ['python', 'cpp'] }));
const SLOTS = 4;

type Request = RunRequest | JudgeRequest;
const program = { language: 'python', source: 'print(3)' };
const runOf = (input: string): Request => ({ kind: 'run', program, stdin: input });
const judgeOf = (input: string): Request => ({ kind: 'judge', program, tests: [{ input }] });

/**
 * What holds with any queue. @param env what chooses it; anew for each test, so that no two share anything
 */
export function describeFairness(queue: QueueBackend['kind'], env: () => Record<string, string>): void {
  describe(`with the queue ${queue}`, { timeout: 120_000 }, () => {
    let api: TestApi;
    beforeEach(async () => {
      api = await startTestApi({ worker: false, env: { LIMIT_RUNNING_JOBS: '', ...env() } });
      expect(api.queue.kind).toBe(queue);
    });
    afterEach(() => api.close());

    it('ten thousand jobs of one user delay the first ones of others by no more than the time of one job', () =>
      expectFairness(api));

    it('a user who never runs out of interactive jobs does not keep the batch jobs of others waiting', () =>
      expectNoStarvation(api));
  });
}

/** One user has ten thousand jobs waiting; others then submit their first. */
async function expectFairness(api: TestApi): Promise<void> {
  const [greedy, ...others] = await makeUsers(api, 'greedy', 'second', 'third', 'fourth', 'fifth');
  await withTimedWorkers(api, JOB_MS, WORKERS, async (workers) => {
    await submitMany(api, greedy!, runOf('greedy'), 10_000);
    for (const [n, user] of others.entries()) {
      // From here on a share of the greedy user's jobs is queued or running.
      await begin(workers, workers.begun.length + 2 * SLOTS);
      const request = n % 2 === 0 ? judgeOf(user.username) : runOf(user.username);
      expect(await overtaken(workers, api, user, request)).toBeLessThanOrEqual(SLOTS);
    }
    const rows = api.database.dataSource.getRepository(Submission);
    expect(await rows.countBy({ status: 'queued' })).toBeGreaterThan(9_000);
  });
}

/**
 * One user always has a whole share of interactive jobs queued or running, and never one more; another then
 * submits a batch job.
 */
async function expectNoStarvation(api: TestApi): Promise<void> {
  const [greedy, other] = await makeUsers(api, 'greedy', 'other');
  await withTimedWorkers(api, JOB_MS, WORKERS, async (workers) => {
    let stop = false;
    const client = async () => {
      const headers = { cookie: greedy!.cookie };
      while (!stop)
        await (await api.post('/api/v1/submissions?wait=60', runOf('greedy'), headers)).arrayBuffer();
    };
    const clients = Array.from({ length: 1.5 * SLOTS }, client);
    for (let n = 0; n < 3; n += 1) {
      await begin(workers, workers.begun.length + 2 * SLOTS);
      // One of the slots is always taken by the interactive job that the greedy user may have.
      expect(await overtaken(workers, api, other!, judgeOf('other'))).toBeLessThanOrEqual(2 * SLOTS);
    }
    stop = true;
    await Promise.all(clients);
  });
}

/** Users, each of whose jobs has the user's name as its input. */
async function makeUsers(api: TestApi, ...names: string[]): Promise<TestUser[]> {
  const users: TestUser[] = [];
  for (const name of names) users.push(await api.makeUser(name));
  return users;
}

/** Submits a job, and has it so many times more as if it had been submitted as often. */
async function submitMany(api: TestApi, user: TestUser, request: Request, more: number): Promise<void> {
  const { id } = await api.submit(request, { cookie: user.cookie });
  await api.database.dataSource.query(
    `INSERT INTO "submission" ("id", "kind", "priority", "request", "request_hash", "owner_id", "usage_key",
       "address_key", "languages", "created_at")
     SELECT gen_random_uuid(), "kind", 'interactive', "request", '', "owner_id", "usage_key", "address_key",
       "languages", now()
     FROM "submission", generate_series(1, $2::integer) WHERE "id" = $1`,
    [id, more],
  );
  await api.app.get(Dispatcher).releaseAll();
}

/**
 * How many other jobs begin from the moment when the user's job is accepted until it begins. In the time of
 * one job every slot begins one.
 */
async function overtaken(
  { begun, until }: TimedWorkers,
  api: TestApi,
  user: TestUser,
  request: Request,
): Promise<number> {
  const earlier = begun.lastIndexOf(user.username);
  await api.submit(request, { cookie: user.cookie });
  const accepted = begun.length;
  await until(() => begun.lastIndexOf(user.username) !== earlier);
  return Math.max(0, begun.lastIndexOf(user.username) - accepted);
}

/** Resolves when so many jobs have begun. */
async function begin({ begun, until }: TimedWorkers, count: number): Promise<void> {
  await until(() => begun.length >= count);
}
