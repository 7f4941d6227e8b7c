import type { SubmissionRequest, WorkerView } from '@app/contracts';
import { JobQueues } from '@app/queue';
import { connect } from 'amqplib';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pythonRun } from './support/python-run.js';
import { Ends } from './support/ends.js';
import { type Api, Fleet, type Member } from './support/fleet.js';
import { eventually } from '../support/eventually.js';
import { TraceCollector } from '../support/trace-collector.js';

/** No two are the same, so that none is answered from the cache of results. */
const inPython = (n: number) => pythonRun(`print(${n})`);
const inC = (n: number): SubmissionRequest => ({
  kind: 'run',
  program: {
    language: 'c',
    source: `#include <unistd.h>\n#include <stdio.h>\nint main(void) { sleep(1); printf("${n}\\n"); }\n`,
  },
});

describe('a fleet whose workers have different languages', { timeout: 180_000 }, () => {
  let fleet: Fleet;
  let api: Api;
  let ends: Ends;
  let database: pg.Client;
  let collector: TraceCollector;
  beforeEach(async () => {
    collector = await TraceCollector.start();
    fleet = await Fleet.create({}, collector.env);
    api = await fleet.startApi();
    ends = await Ends.watch(fleet.env.DATABASE_URL!);
    database = new pg.Client({ connectionString: fleet.env.DATABASE_URL });
    // The database is removed while it is still connected when something fails.
    database.on('error', () => {});
    await database.connect();
  });
  afterEach(async () => {
    await database.end();
    await fleet.stop();
    await collector.stop();
  });

  const offered = async () =>
    ((await (await api.get('/api/v1/workers')).json()) as WorkerView[])
      .flatMap(({ languages }) => languages.map(({ id }) => id))
      .sort();

  const submitAll = async (count: number, request: (n: number) => SubmissionRequest) => {
    const ids: string[] = [];
    for (let n = 0; n < count; n++) ids.push((await api.submit(request(n))).id);
    return ids;
  };

  /** Jobs in C that are not done, by whether they were handed to the queue. */
  const openInC = async () => {
    const { rows } = await database.query<{ handedOver: number; waiting: number }>(
      `SELECT count(published_at)::int AS "handedOver", count(*) FILTER (WHERE published_at IS NULL)::int AS "waiting"
         FROM submission WHERE languages = '{c}' AND status IN ('queued', 'running')`,
    );
    return rows[0]!;
  };

  /** Messages in any queue of the fleet that wait for a worker, or for their next delivery. */
  const messages = async () => {
    const connection = await connect(fleet.env.RABBITMQ_URL!);
    const channel = await connection.createChannel();
    let sum = 0;
    for (const name of new JobQueues(fleet.env.QUEUE_PREFIX!).names)
      sum += (await channel.checkQueue(name)).messageCount;
    await connection.close();
    return sum;
  };

  /** Spans of one submission: whose they are, and whether they hang below the one of the POST. */
  const traceOf = (id: string) => {
    const spans = collector.spansOf(id);
    const root = spans.find(({ name }) => name === 'submission')?.spanId ?? 'none';
    return spans.map(({ service, name, parentSpanId }) => `${service} ${name} ${parentSpanId === root}`);
  };

  it('does the jobs of an owner that can be done, although others of his wait for a worker that died', async () => {
    const python = { WORKER_LANGUAGES: 'python' };
    const c = { WORKER_LANGUAGES: 'c', WORKER_CONCURRENCY: '1' };
    await fleet.startWorker(python);
    const victim: Member = await fleet.startWorker(c);
    await expect.poll(offered).toContain('c');
    const jobsInC = await submitAll(20, inC);
    // One slot of all three has C: one job runs, and no other is in the queue.
    await expect.poll(async () => (await openInC()).handedOver, { timeout: 20_000 }).toBe(1);
    await expect.poll(async () => (await api.read(jobsInC[0]!)).status).not.toBe('queued');
    await victim.end('SIGKILL');

    // At once: his share of the worker that lives is his own affair.
    const jobsInPython = await submitAll(12, inPython);
    for (const id of jobsInPython) expect(await api.waitFor(id)).toMatchObject({ verdict: 'accepted' });
    // Each is one trace, across the broker.
    await eventually(() =>
      expect(traceOf(jobsInPython[0]!).sort()).toEqual([
        'cpast-api insert true',
        'cpast-api publish true',
        'cpast-api submission false',
        'cpast-worker compile false',
        'cpast-worker job true',
        'cpast-worker queued true',
        'cpast-worker run false',
        'cpast-worker store false',
      ]),
    );

    // Then nothing of it is in the queue any more: it waits as rows, and no message is passed round.
    await expect.poll(openInC, { timeout: 40_000 }).toMatchObject({ handedOver: 0 });
    await expect.poll(messages, { timeout: 10_000 }).toBe(0);
    expect((await openInC()).waiting).toBeGreaterThan(0);
    expect(await offered()).not.toContain('c');
    for (const id of await submitAll(12, (n) => inPython(n + 100)))
      expect(await api.waitFor(id)).toMatchObject({ verdict: 'accepted' });
    expect((await openInC()).handedOver).toBe(0);

    await fleet.startWorker(c);
    await expect.poll(async () => (await openInC()).handedOver, { timeout: 6_000 }).toBeGreaterThan(0);
    for (const [n, id] of jobsInC.entries())
      expect(await api.waitFor(id)).toMatchObject({
        verdict: 'accepted',
        result: { execution: { stdout: `${n}\n` } },
      });
    expect(await ends.count()).toEqual({ never: 0, once: 44, again: 0 });
  });
});
