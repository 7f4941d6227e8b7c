import type { SubmissionRequest, SubmissionView, Verdict } from '@app/contracts';
import { connect } from 'amqplib';
import pg from 'pg';
import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type PrivateService,
  startPostgres,
  startRabbitmq,
  startRedis,
} from '../support/private-services.js';
import { agreeingPair, differingPair, DOUBLE_CPP, DOUBLE_WRONG_CPP } from '../support/programs.js';
import { pythonRun } from './support/python-run.js';
import { Ends } from './support/ends.js';
import { type Api, Fleet, type Member } from './support/fleet.js';

const SUBMISSIONS = 300;
const WORKERS = 3;

interface Expected {
  request: SubmissionRequest;
  verdict: Verdict;
  /** What `run` has to print. */
  stdout?: string;
}

/**
 * The n-th of the mixed submissions; no two are the same, so that none is answered from the cache of results.
 */
function nth(n: number): Expected {
  const cpp = (source: string) => ({ language: 'cpp', source: `${source}// ${n}\n` });
  switch (n % 6) {
    case 0:
      // Long enough for its worker to be killed in the middle of it.
      return {
        request: pythonRun(`import time; time.sleep(0.5); print(${n} * 3)`),
        verdict: 'accepted',
        stdout: `${n * 3}\n`,
      };
    case 1:
      return { request: pythonRun(`import sys; sys.exit(${(n % 100) + 1})`), verdict: 'runtime_error' };
    case 2:
      return {
        request: {
          kind: 'judge',
          program: { language: 'cpp', source: DOUBLE_CPP },
          tests: [
            { input: '1', expectedOutput: '2' },
            { input: String(n), expectedOutput: String(n * 2) },
          ],
        },
        verdict: 'accepted',
      };
    case 3:
      return {
        request: {
          kind: 'judge',
          program: { language: 'cpp', source: DOUBLE_WRONG_CPP },
          tests: [{ input: String(900 + n), expectedOutput: String((900 + n) * 2) }],
        },
        verdict: 'wrong_answer',
      };
    case 4:
      return { request: differingPair(2_000, String(n)), verdict: 'difference_found' };
    default:
      return n % 60 === 5
        ? { request: { kind: 'run', program: cpp('int main() { return }\n') }, verdict: 'compile_error' }
        : { request: agreeingPair(60, String(n)), verdict: 'no_difference' };
  }
}

/**
 * Runs two things at once; when one fails, stops the other and waits for its end before it reports the
 * failure.
 */
async function bothOrNeither<A, B>(
  first: (signal: AbortSignal) => Promise<A>,
  second: (signal: AbortSignal) => Promise<B>,
): Promise<[A, B]> {
  const abort = new AbortController();
  const failed = (error: unknown) => {
    abort.abort(error);
    throw error;
  };
  const running = [first(abort.signal).catch(failed), second(abort.signal).catch(failed)] as const;
  await Promise.allSettled(running);
  abort.signal.throwIfAborted();
  return Promise.all(running);
}

describe('a fleet whose parts keep dying', { timeout: 600_000 }, () => {
  let postgres: PrivateService;
  let rabbitmq: PrivateService;
  let redis: PrivateService;
  let fleet: Fleet;
  let ends: Ends;
  let replicas: Api[];
  /** A worker that was killed is being replaced meanwhile. */
  let workers: Promise<Member>[];
  let accepted: { id: string; refusals: number }[];
  /** Tells of each. */
  const submitting = new EventEmitter();
  /** How many services have been taken away, and how many of them are not back yet. */
  let outages: { begun: number; open: number };

  beforeEach(async () => {
    accepted = [];
    outages = { begun: 0, open: 0 };
    [postgres, rabbitmq, redis] = await Promise.all([startPostgres(), startRabbitmq(), startRedis()]);
    fleet = await Fleet.create({ databaseUrl: postgres.url, rabbitmqUrl: rabbitmq.url, redisUrl: redis.url });
    replicas = await Promise.all([fleet.startApi(), fleet.startApi()]);
    ends = await Ends.watch(postgres.url);
    workers = Array.from({ length: WORKERS }, () => fleet.startWorker());
    await Promise.all(workers);
  }, 300_000);
  afterEach(async () => {
    await fleet?.stop();
    await Promise.all([postgres, rabbitmq, redis].map((service) => service?.remove()));
  });

  /** Submits until it is accepted; @returns the id, and how often it was turned away. */
  async function submitSomehow(n: number, signal: AbortSignal): Promise<{ id: string; refusals: number }> {
    for (let refusals = 0; ; refusals++) {
      signal.throwIfAborted();
      const replica = replicas[(n + refusals) % replicas.length]!;
      // The same key makes sure that one whose answer was lost is not submitted twice.
      const headers = { 'idempotency-key': `chaos-${n}` };
      const response = await replica.post('/api/v1/submissions', nth(n).request, headers).catch(() => null);
      if (response?.status === 202) return { id: ((await response.json()) as { id: string }).id, refusals };
      if (response && response.status < 500) throw new Error(`${response.status}: ${await response.text()}`);
      await delay(100);
    }
  }

  /**
   * Kills a worker while most slots are in use; @returns how many jobs were running then, on all workers, in
   * words.
   */
  async function killWorker(index: number): Promise<string> {
    const deadline = performance.now() + 3_000;
    let running = 0;
    while (running < WORKERS * 2 - 1 && performance.now() < deadline) running = await runningJobs();
    await (await workers[index]!).end('SIGKILL');
    workers[index] = supervised();
    // One that cannot be replaced fails the test where it is awaited, which may be a long time later.
    workers[index].catch(() => {});
    return `${running} jobs in hand`;
  }

  async function onPostgres<T extends object>(sql: string): Promise<T[]> {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    return client
      .query<T>(sql)
      .then(({ rows }) => rows)
      .finally(() => client.end());
  }

  const runningJobs = async () =>
    (
      await onPostgres<{ running: number }>(
        `SELECT count(*)::int AS running FROM submission WHERE status = 'running' AND lease_until > now()`,
      )
    )[0]!.running;

  /**
   * As a supervisor does: a worker that ends while it starts is started again, if a service was away
   * meanwhile.
   */
  async function supervised(): Promise<Member> {
    for (;;) {
      const before = { ...outages };
      const worker = await fleet.startWorker().catch((error: Error) => {
        if (before.open === 0 && outages.begun === before.begun) throw error;
        return null;
      });
      if (worker) return worker;
      await delay(200);
    }
  }

  async function outage<T>(work: () => Promise<T>): Promise<T> {
    outages.begun++;
    outages.open++;
    return work().finally(() => outages.open--);
  }

  /**
   * Cuts every connection, again and again, until that has hit requests on their way. Those say so, or work.
   */
  async function cutConnections(): Promise<string> {
    const statuses: number[] = [];
    let cut = 0;
    const deadline = performance.now() + 60_000;
    while (!statuses.includes(503) && performance.now() < deadline) {
      const requests = Array.from({ length: 30 }, async (_item, n) => {
        const response = await replicas[n % 2]!.get('/api/v1/submissions?limit=100');
        await response.arrayBuffer();
        statuses.push(response.status);
      });
      await delay(5);
      cut += (
        await onPostgres(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = 'cpast'`,
        )
      ).length;
      await Promise.all(requests);
    }
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    return `${cut} connections, ${statuses.filter((status) => status === 503).length} of ${statuses.length} requests hit`;
  }

  async function restart(service: PrivateService, awayMs: number): Promise<void> {
    await service.stop('SIGKILL');
    await delay(awayMs);
    await service.start();
  }

  /** A broker greets before it has read its queues again; until then it opens no connection. */
  async function restartRabbitmq(): Promise<void> {
    await restart(rabbitmq, 1_000);
    await connect(rabbitmq.url).then((connection) => connection.close());
  }

  /** Everything that goes wrong, spread over the time in which submissions come in. */
  async function chaos(signal: AbortSignal): Promise<string[]> {
    const log: string[] = [];
    const steps: [string, () => Promise<unknown>][] = [
      ['worker 0 killed', () => killWorker(0)],
      ['worker 1 killed', () => killWorker(1)],
      ['RabbitMQ killed and started', () => outage(restartRabbitmq)],
      ['worker 2 killed', () => killWorker(2)],
      ['PostgreSQL connections cut', () => outage(cutConnections)],
      ['worker 0 killed', () => killWorker(0)],
      ['Redis killed and started', () => outage(() => restart(redis, 1_000))],
      ['worker 1 killed', () => killWorker(1)],
    ];
    for (const [index, [name, work]] of steps.entries()) {
      const after = Math.floor((SUBMISSIONS * (index + 1)) / (steps.length + 1));
      while (accepted.length < after) await once(submitting, 'accepted', { signal });
      const detail = await work();
      log.push(`after ${after} submissions: ${name}${typeof detail === 'string' ? ` (${detail})` : ''}`);
    }
    await Promise.all(workers);
    return log;
  }

  it('ends every accepted submission exactly once, with the right verdict', async () => {
    const startedAt = performance.now();
    const [acceptedAfter, log] = await bothOrNeither(async (signal) => {
      for (let n = 0; n < SUBMISSIONS; n++) {
        accepted.push(await submitSomehow(n, signal));
        submitting.emit('accepted');
        await delay(30);
      }
      return performance.now() - startedAt;
    }, chaos);
    const chaosAfter = performance.now() - startedAt;

    const views: SubmissionView[] = [];
    for (const [n, { id }] of accepted.entries()) views.push(await replicas[n % 2]!.waitFor(id, 180_000));
    const finalAfter = performance.now() - startedAt;

    expect(views.map(({ verdict }) => verdict)).toEqual(views.map((_view, n) => nth(n).verdict));
    for (const [n, view] of views.entries()) {
      const { stdout } = nth(n);
      if (stdout !== undefined) expect(view.result).toMatchObject({ execution: { stdout } });
    }

    // As many rows as submissions, each ended by one claim, none of them open or doubled.
    const [sum] = await onPostgres<{ total: number; open: number; tries: string; again: number }>(
      `SELECT count(*)::int AS total,
              count(*) FILTER (WHERE status <> 'finished' OR claim_id IS NOT NULL OR finished_at IS NULL)::int AS open,
              sum(tries)::text AS tries,
              count(*) FILTER (WHERE tries > 1)::int AS again
         FROM submission`,
    );
    expect(sum).toMatchObject({ total: SUBMISSIONS, open: 0 });
    expect(new Set(accepted.map(({ id }) => id)).size).toBe(SUBMISSIONS);
    const ended = await ends.count();
    expect(ended).toEqual({ never: 0, once: SUBMISSIONS, again: 0 });
    // Otherwise no disaster has hit a job, and nothing was shown.
    expect(sum!.again).toBeGreaterThan(0);

    const refusals = accepted.reduce((all, one) => all + one.refusals, 0);
    console.log(
      [
        `${SUBMISSIONS} submissions, ${replicas.length} replicas, ${WORKERS} workers of 2 slots:`,
        ...log.map((line) => `  ${line}`),
        `  all accepted after ${(acceptedAfter / 1000).toFixed(1)} s (${refusals} attempts answered with 503 or not at all)`,
        `  last disaster over after ${(chaosAfter / 1000).toFixed(1)} s, all final after ${(finalAfter / 1000).toFixed(1)} s`,
        `  ${sum!.tries} tries in all, ${sum!.again} submissions tried more than once; ${ended.never} lost, ${ended.again} doubled`,
      ].join('\n'),
    );
  });
});
