import { FAILPOINT_MARK } from '@app/config';
import type { SubmissionRequest, WorkerView } from '@app/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pythonRun } from './support/python-run.js';
import { Ends } from './support/ends.js';
import { type Api, Fleet, type Member } from './support/fleet.js';

const sleeping = (seconds: number, text = 'slept') =>
  pythonRun(`import time; time.sleep(${seconds}); print("${text}")`);

/** A harmless job that takes its time; its tests are those of a suite. */
async function longJob(api: Api, count: number): Promise<SubmissionRequest> {
  const tests = Array.from({ length: count }, (_item, n) => ({ input: `${n}`, expectedOutput: `${n}` }));
  const made = await api.post('/api/v1/suites', { name: 'Echo', tests });
  const { id: suiteId } = (await made.json()) as { id: string };
  const program = { language: 'python', source: 'import time; time.sleep(3); print(input())' };
  return { kind: 'judge', program, suiteId };
}

describe('the job of a worker that died', { timeout: 180_000 }, () => {
  let fleet: Fleet;
  let api: Api;
  beforeEach(async () => {
    fleet = await Fleet.create();
    api = await fleet.startApi();
  });
  afterEach(() => fleet.stop());

  const untilRunning = async (id: string) => {
    await expect.poll(async () => (await api.read(id)).status, { timeout: 30_000 }).toBe('running');
  };

  const busy = async () =>
    ((await (await api.get('/api/v1/workers')).json()) as WorkerView[]).map((worker) => worker.busy);

  it('is done soon by the next worker that has its language, whoever else its message meets before', async () => {
    const others = await Promise.all([
      fleet.startWorker({ WORKER_LANGUAGES: 'cpp' }),
      fleet.startWorker({ WORKER_LANGUAGES: 'cpp' }),
    ]);
    const first = await fleet.startWorker({ WORKER_LANGUAGES: 'python' });
    const { id } = await api.submit(sleeping(2));
    await untilRunning(id);
    await first.end('SIGKILL');
    // Longer than lease and sweep take: those that lack the language have had the message by then.
    const diedAt = performance.now();
    await expect
      .poll(() => performance.now() - diedAt, { timeout: 20_000, interval: 500 })
      .toBeGreaterThan(14_000);
    await fleet.startWorker({ WORKER_LANGUAGES: 'python' });
    const readyAt = performance.now();
    expect(await api.waitFor(id)).toMatchObject({ verdict: 'accepted' });
    expect(performance.now() - readyAt).toBeLessThan(15_000);
    expect(others).toHaveLength(2);
  });

  it('ends well although another job killed the worker again and again', async () => {
    let isOver = false;
    const job = await longJob(api, 5);
    const keepWorker = async () => {
      while (!isOver) await (await fleet.startWorker({ FAILPOINTS: 'marked_program:exit' })).ended;
    };
    keepWorker().catch(() => {});
    const innocent = await (async () => {
      for (;;) {
        const accepted = await api.submit(job).catch(() => null);
        if (accepted) return accepted;
      }
    })();
    await untilRunning(innocent.id);
    const poison = await api.submit(pythonRun(`# ${FAILPOINT_MARK}`));
    const [good, bad] = await Promise.all([
      api.waitFor(innocent.id, 150_000),
      api.waitFor(poison.id, 150_000),
    ]);
    isOver = true;
    expect(good).toMatchObject({ verdict: 'accepted', result: { passed: 5 } });
    expect(bad).toMatchObject({ verdict: 'internal_error' });
  });

  it('ends once when the worker was only stopped for longer than its lease and then goes on', async () => {
    const ends = await Ends.watch(fleet.env.DATABASE_URL!);
    const stopped: Member = await fleet.startWorker();
    const { id } = await api.submit(sleeping(3));
    await untilRunning(id);
    const { ended } = await api.follow(id);
    stopped.pause();
    const other = await fleet.startWorker();
    expect(await api.waitFor(id)).toMatchObject({ verdict: 'accepted' });
    expect((await ended).filter(({ type }) => type === 'submission.finished')).toHaveLength(1);
    stopped.resume();
    // It is back, and runs no job.
    await expect.poll(busy, { timeout: 20_000 }).toEqual([0, 0]);
    expect(await ends.count()).toEqual({ never: 0, once: 1, again: 0 });
    // It works on, alone.
    await other.end('SIGTERM');
    expect(await api.judge(pythonRun('print("next")'))).toMatchObject({ verdict: 'accepted' });
    expect(await ends.count()).toEqual({ never: 0, once: 2, again: 0 });
  });
});
