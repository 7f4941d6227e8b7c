import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post } from '../support/api.js';
import { pythonRun, untilFinal } from './support/client.js';
import { type Api, Fleet } from './support/fleet.js';

const BACKLOG = 10_000;
const CLIENTS = 16;
const MiB = 1024 * 1024;

/** Resident memory of a process, in bytes. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) * 1024;
}

/** The first quartile: what the work costs. Above it is what else the machine does meanwhile. */
function quartile(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 2]!;
}

const batchJob = (index: number) => ({
  kind: 'judge' as const,
  // Two seconds each: the line does not get shorter while it is filled.
  program: { language: 'python', source: 'import time; time.sleep(2); print(input())' },
  tests: [{ input: String(index), expectedOutput: String(index) }],
});

describe('a backlog', { timeout: 240_000 }, () => {
  let fleet: Fleet;
  let api: Api;
  beforeAll(async () => {
    fleet = await Fleet.create(
      {},
      { MAX_QUEUED_SUBMISSIONS: String(BACKLOG + 100), WORKER_CONCURRENCY: '1' },
    );
    api = await fleet.startApi();
  });
  afterAll(() => fleet.stop());

  /** Submits jobs `from` to `to`; milliseconds that each took to be accepted. */
  async function enqueue(from: number, to: number): Promise<number[]> {
    const tookMs: number[] = [];
    let next = from;
    const client = async () => {
      while (next < to) {
        const index = next++;
        const startedAt = performance.now();
        const response = await post(`${api.url}/api/v1/submissions`, batchJob(index));
        if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
        await response.arrayBuffer();
        tookMs.push(performance.now() - startedAt);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    return tookMs;
  }

  const newest = async () =>
    ((await (await fetch(`${api.url}/api/v1/submissions?limit=1`)).json()) as { items: { id: string }[] })
      .items[0]!.id;

  it('of 10,000 jobs costs later ones nothing, is overtaken by interactive jobs, and is bounded', async () => {
    await fleet.startWorker();
    const first = quartile(await enqueue(0, 1_000));
    const before = await residentBytes(api.pid);
    const early = quartile(await enqueue(1_000, 2_000));
    await enqueue(2_000, 9_000);
    const late = quartile(await enqueue(9_000, BACKLOG));
    const grownBy = (await residentBytes(api.pid)) - before;
    console.log(
      `enqueue, ${CLIENTS} clients: first quartile ${first.toFixed(1)} ms for the first 1,000, ${early.toFixed(1)} ms for the ` +
        `second, ${late.toFixed(1)} ms with 9,000 waiting; memory of the api grew by ${(grownBy / MiB).toFixed(0)} MiB`,
    );
    // Whatever looks at each waiting row would cost five times as much at the end.
    expect(late).toBeLessThan(early * 3);
    // What is collected later counts as well: the bound is for a line that is kept in memory, a kilobyte or two a job more.
    expect(grownBy).toBeLessThan(150 * MiB);

    const startedAt = performance.now();
    const response = await post(`${api.url}/api/v1/submissions`, pythonRun('print("first")'));
    const { id } = (await response.json()) as { id: string };
    expect((await untilFinal(api.url, id)).verdict).toBe('accepted');
    const tookMs = performance.now() - startedAt;
    console.log(
      `an interactive job was done after ${tookMs.toFixed(0)} ms, with ${BACKLOG} jobs in front of it`,
    );
    expect(tookMs).toBeLessThan(15_000);

    let accepted = '';
    let refused: Response | null = null;
    for (let index = 0; index < 1_000 && refused === null; index++) {
      const answer = await post(`${api.url}/api/v1/submissions`, batchJob(BACKLOG + index));
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
