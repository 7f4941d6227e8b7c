import { JobQueues } from '@app/queue';
import { connect } from 'amqplib';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { pythonRun } from './support/python-run.js';
import { type Api, Fleet } from './support/fleet.js';
import { heapOf, REPORTS_HEAP } from './support/heap.js';

const BACKLOG = 10_000;
const CLIENTS = 16;
const MiB = 1024 * 1024;
/**
 * So much has each job that 5,000 of them, if they were kept, would be four times what memory may grow by.
 */
const PADDING = `# ${'x'.repeat(20_000)}\n`;
const MAX_GROWTH = 20 * MiB;

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

const batchJob = (index: number) => ({
  kind: 'judge' as const,
  // Two seconds each: the line does not get shorter while it is filled.
  program: { language: 'python', source: `${PADDING}import time; time.sleep(2); print(input())` },
  tests: [{ input: String(index), expectedOutput: String(index) }],
});

describe('a backlog of 10,000 jobs', { timeout: 600_000 }, () => {
  let fleet: Fleet;
  let api: Api;
  const start = async (env: Record<string, string> = {}) => {
    const limits = { MAX_QUEUED_SUBMISSIONS: String(BACKLOG + 100), WORKER_CONCURRENCY: '1', ...env };
    fleet = await Fleet.create({}, limits);
    api = await fleet.startApi(REPORTS_HEAP);
    await fleet.startWorker();
  };
  afterEach(() => fleet.stop());

  /** Submits jobs `from` to `to`; milliseconds that each took to be accepted. */
  async function enqueue(from: number, to: number): Promise<number[]> {
    const tookMs: number[] = [];
    let next = from;
    const client = async () => {
      while (next < to) {
        const index = next++;
        const startedAt = performance.now();
        const response = await api.post('/api/v1/submissions', batchJob(index));
        if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
        await response.arrayBuffer();
        tookMs.push(performance.now() - startedAt);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    return tookMs;
  }

  /** Batch jobs that wait in the broker. */
  async function messages(): Promise<number> {
    const connection = await connect(fleet.env.RABBITMQ_URL!);
    const channel = await connection.createChannel();
    const line = new JobQueues(fleet.env.QUEUE_PREFIX!).waiting('batch');
    const { messageCount } = await channel.checkQueue(line);
    await connection.close();
    return messageCount;
  }

  /** Rows that wait because their owner keeps its share busy. */
  async function waitingRows(): Promise<number> {
    const client = new pg.Client({ connectionString: fleet.env.DATABASE_URL });
    await client.connect();
    const { rows } = await client
      .query<{ waiting: number }>(
        `SELECT count(*)::int AS waiting FROM submission WHERE status = 'queued' AND published_at IS NULL`,
      )
      .finally(() => client.end());
    return rows[0]!.waiting;
  }

  const newest = async () =>
    ((await (await api.get('/api/v1/submissions?limit=1')).json()) as { items: { id: string }[] }).items[0]!
      .id;

  async function fill(): Promise<void> {
    await enqueue(0, 500);
    const early = median(await enqueue(500, 1_500));
    await enqueue(1_500, 5_000);
    const half = await heapOf(api);
    await enqueue(5_000, 9_000);
    const late = median(await enqueue(9_000, BACKLOG));
    const grownBy = (await heapOf(api)) - half;
    console.log(
      `enqueue, ${CLIENTS} clients: median ${early.toFixed(1)} ms for the first 1,000, ${late.toFixed(1)} ms with 9,000 waiting; ` +
        `the second 5,000 jobs grew the memory of the api by ${(grownBy / MiB).toFixed(1)} MiB`,
    );
    // Whatever looks at each waiting row would cost several times as much at the end.
    expect(late).toBeLessThan(early * 3);
    expect(grownBy).toBeLessThan(MAX_GROWTH);
  }

  /** Resolves when an interactive job is done that was submitted last. */
  async function overtake(): Promise<void> {
    const response = await api.post('/api/v1/submissions', pythonRun('print("first")'));
    const { id } = (await response.json()) as { id: string };
    expect((await api.waitFor(id)).verdict).toBe('accepted');
  }

  it('costs later ones nothing, is overtaken and takes no memory of the api, where one owner has them and they wait as rows', async () => {
    await start();
    await fill();
    // A share of the only slot is one job.
    expect(await messages()).toBeLessThan(10);
    await overtake();
    expect(await waitingRows()).toBeGreaterThan(9_000);
  });

  it('does the same where all of them are in the broker, and what is too much is refused', async () => {
    await start({ LIMIT_RUNNING_JOBS: String(2 * BACKLOG) });
    await fill();
    expect(await waitingRows()).toBe(0);
    await overtake();
    expect(await messages()).toBeGreaterThan(9_000);

    let accepted = '';
    let refused: Response | null = null;
    for (let index = 0; index < 1_000 && refused === null; index++) {
      const answer = await api.post('/api/v1/submissions', batchJob(BACKLOG + index));
      if (answer.status === 202) accepted = ((await answer.json()) as { id: string }).id;
      else refused = answer;
    }
    expect(refused!.status).toBe(503);
    expect(refused!.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await refused!.json()).toMatchObject({ code: 'queue_full' });
    // Nothing of it was kept.
    expect(await newest()).toBe(accepted);
  });
});
