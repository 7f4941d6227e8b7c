import type { SubmissionEvent, SubmissionView, WorkerView } from '@app/contracts';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REUSE } from '../support/app.js';
import { agreeingPair } from '../support/programs.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { REPLS, talk } from '../runs/live.js';
import { pythonRun } from './support/python-run.js';
import { type Api, Fleet, type Member } from './support/fleet.js';

type Answer = { ok: true; snapshot: SubmissionView } | { ok: false };

describe('api replicas and workers', { timeout: 60_000 }, () => {
  let fleet: Fleet;
  let a: Api;
  let b: Api;
  let worker: Member;

  beforeAll(async () => {
    fleet = await Fleet.create();
    [a, b, worker] = await Promise.all([fleet.startApi(), fleet.startApi(), fleet.startWorker()]);
  });
  afterAll(() => fleet.stop());

  it('show a browser at one replica what happens to a job that came in through the other', async () => {
    const { id } = await b.submit(agreeingPair(2_000));
    const { snapshot, ended } = await a.follow(id);
    expect(snapshot.id).toBe(id);
    const events = await ended;
    const seqs = events.map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((x, y) => x - y));
    expect(new Set(events.map(({ type }) => type))).toContain('submission.progress');
    expect(events.at(-1)).toMatchObject({ status: 'finished', verdict: 'no_difference' });
    expect((await a.read(id)).status).toBe('finished');
  });

  it('tell whoever waits at one replica what the other one took in', async () => {
    const views = await Promise.all(
      [a, b, a, b].map((replica, index) => replica.judge(pythonRun(`print(${index})`))),
    );
    expect(views.map(({ result }) => (result as { execution: { stdout: string } }).execution.stdout)).toEqual(
      ['0\n', '1\n', '2\n', '3\n'],
    );
  });

  it('cancel through one replica what runs for the other', async () => {
    const { id } = await a.submit(agreeingPair(100_000, '7'));
    const { ended } = await a.follow(id);
    await a.untilStarted(id);
    const response = await b.delete(`/api/v1/submissions/${id}`);
    expect(response.status).toBe(200);
    expect((await ended).at(-1)).toMatchObject({ status: 'cancelled' });
    // Its slots are free again.
    expect((await a.judge(pythonRun('print("next")'))).verdict).toBe('accepted');
  });

  it('let programs be talked to through either replica, on whichever worker, until that dies', async () => {
    const second = await fleet.startWorker({ WORKER_LANGUAGES: 'bash,c,cpp,javascript,python' });
    for (const [index, program] of Object.values(REPLS).entries()) {
      const { run, hears } = await talk([a, b][index % 2]!.url, { program });
      await hears('> ');
      await run.write('6 * 7\n');
      await hears('42\n> ');
      run.end();
      expect((await run.exit).verdict).toBe('accepted');
    }
    const echo = { program: { language: 'python', source: 'while True: print(input()[::-1], flush=True)' } };
    const talks = await Promise.all([a, b, a, b].map(({ url }) => talk(url, echo)));
    for (const { run, hears } of talks) {
      await run.write('abc\n');
      await hears('cba\n');
    }
    await second.end('SIGKILL');
    const ends = await Promise.all(
      talks.map(({ run }) =>
        Promise.race([run.exit, new Promise<null>((resolve) => setTimeout(resolve, 9_000, null))]),
      ),
    );
    for (const [index, end] of ends.entries()) {
      const { run, hears } = talks[index]!;
      if (end)
        expect(end).toMatchObject({ verdict: 'internal_error', error: expect.stringContaining('was lost') });
      else {
        await run.write('still\n');
        await hears('llits\n');
        run.end();
        expect((await run.exit).verdict).toBe('runtime_error');
      }
      expect((await (index % 2 === 0 ? b : a).waitFor(run.id)).verdict).toBe(
        end ? 'internal_error' : 'runtime_error',
      );
    }
  });

  it('list the workers there are, and say what they offer', async () => {
    const list = async () => (await (await a.get('/api/v1/workers')).json()) as WorkerView[];
    await expect
      .poll(list, { timeout: 5_000 })
      .toMatchObject([
        { slots: 2, busy: 0, runner: 'native', version: expect.stringMatching(/^0\.1\.0\+box\.\d/) },
      ]);
    const second = await fleet.startWorker({ WORKER_LANGUAGES: 'perl' });
    await expect.poll(async () => (await list()).length).toBe(2);
    const languages = (await (await b.get('/api/v1/languages')).json()) as { id: string }[];
    expect(languages.map(({ id }) => id)).toEqual(expect.arrayContaining(['cpp', 'python', 'perl']));
    expect(await second.end('SIGTERM')).toBe(0);
    await expect.poll(async () => (await list()).length, { timeout: 5_000 }).toBe(1);
  });

  it('give a job only to a worker that has its language, and refuse what no worker has', async () => {
    const inPerl = (text: string) => ({
      kind: 'run' as const,
      program: { language: 'perl', source: `print "${text}\\n"` },
    });
    const perlWorker = await fleet.startWorker({ WORKER_LANGUAGES: 'perl', WORKER_CONCURRENCY: '1' });
    await expect
      .poll(async () => (await a.post('/api/v1/submissions', inPerl('poll'))).status, {
        timeout: 5_000,
      })
      .toBe(202);
    // More than fit into one worker's hands: those that the other one gets are handed back and arrive in the
    // end.
    const ids = await Promise.all(
      Array.from({ length: 12 }, async (_item, index) => (await a.submit(inPerl(`${index}`))).id),
    );
    for (const [index, id] of ids.entries()) {
      const view = await a.waitFor(id);
      expect(view).toMatchObject({ verdict: 'accepted', result: { execution: { stdout: `${index}\n` } } });
    }
    await perlWorker.end('SIGTERM');
    await expect
      .poll(async () => (await a.post('/api/v1/submissions', inPerl('gone'))).status, {
        timeout: 5_000,
      })
      .toBe(400);
    const refused = await a.post('/api/v1/submissions', inPerl('gone'));
    expect(await refused.json()).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: 'program.language', message: expect.stringContaining('known here are') }],
    });
  });

  it('answer the same work from the cache of results, whichever replica and worker did it first', async () => {
    const request = pythonRun('print(input()[::-1])', 'abc');
    const first = await a.judge(request);
    expect(first.cached).toBe(false);
    const again = await b.judge(request, REUSE);
    expect(again).toMatchObject({ cached: true, verdict: 'accepted', result: first.result });
    expect(again.id).not.toBe(first.id);
    expect(await a.read(again.id)).toEqual(again);
    const alias = await b.judge(
      {
        ...request,
        program: { language: 'PY', source: 'print(input()[::-1])' },
      } as never,
      REUSE,
    );
    expect(alias.cached).toBe(true);
    for (const other of [
      pythonRun('print(input()[::-1])', 'abd'),
      { ...request, limits: { cpuTimeLimitMs: 1_999 } },
    ])
      expect((await a.judge(other, REUSE)).cached).toBe(false);
  });

  it('run the programs unless the client asks for an earlier result', async () => {
    const request = pythonRun('print("again")');
    await a.judge(request, REUSE);
    expect((await a.judge(request)).cached).toBe(false);
    expect((await a.judge(request, REUSE)).cached).toBe(true);
  });

  it('never answer from the cache what came out differently once', async () => {
    const request = pythonRun('import random; print(random.random())');
    await a.judge(request, REUSE);
    await b.judge(request);
    for (const replica of [a, b]) expect((await replica.judge(request, REUSE)).cached).toBe(false);
  });

  it('never keep what depends on time, nor a stress job that draws its own seed', async () => {
    const slow = { ...pythonRun('while True: pass'), limits: { cpuTimeLimitMs: 50, wallTimeLimitMs: 500 } };
    const { seed: _seed, ...seedless } = agreeingPair(10);
    for (const request of [slow, seedless] as never[]) {
      await a.judge(request, REUSE);
      expect((await a.judge(request, REUSE)).cached).toBe(false);
    }
    const seeded = agreeingPair(10, '42');
    await a.judge(seeded, REUSE);
    expect((await a.judge(seeded, REUSE)).cached).toBe(true);
  });

  it('let a client that reconnects to another replica miss nothing final', async () => {
    const dying = await fleet.startApi();
    const way = await startTcpProxy(dying.url);
    const socket = io(way.url, {
      transports: ['websocket'],
      autoConnect: false,
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
    });
    try {
      const events: SubmissionEvent[] = [];
      const snapshots: SubmissionView[] = [];
      const [running, short] = await Promise.all([
        a.submit(agreeingPair(6_000, '31')),
        a.submit(pythonRun('import time; time.sleep(3)')),
      ]);
      socket.onAny((type: SubmissionEvent['type'], event: object) =>
        events.push({ ...event, type } as SubmissionEvent),
      );
      // As a page does: whenever it is connected, it subscribes.
      const subscribe = async () => {
        for (const { id } of [running, short]) {
          const answer = (await socket.emitWithAck('subscribe', { submissionId: id })) as Answer;
          if (answer.ok) snapshots.push(answer.snapshot);
        }
      };
      socket.on('connect', () => void subscribe().catch(() => {}));
      socket.connect();
      await expect.poll(() => snapshots.length, { timeout: 10_000 }).toBe(2);
      expect(snapshots.every(({ status }) => status !== 'finished')).toBe(true);
      way.swallow();
      await dying.end('SIGKILL');
      // What ends while no replica is connected shows in the snapshot, what ends later in an event.
      await a.waitFor(short.id);
      way.redirect(b.url);
      await expect.poll(() => snapshots.length, { timeout: 20_000 }).toBe(4);
      const seen = (id: string) =>
        snapshots.slice(2).some((view) => view.id === id && view.status === 'finished') ||
        events.some((event) => event.submissionId === id && event.type === 'submission.finished');
      await expect.poll(() => [seen(running.id), seen(short.id)], { timeout: 40_000 }).toEqual([true, true]);
    } finally {
      socket.close();
      await way.close();
    }
  });

  it('are joined by a worker that the command line of Nest starts, and it leaves in peace', async () => {
    await worker.end('SIGTERM');
    try {
      worker = await fleet.startWorkerWithNest();
      expect((await a.judge(pythonRun('print("by nest")'))).verdict).toBe('accepted');
      await worker.end('SIGTERM');
      const list = async () => (await (await a.get('/api/v1/workers')).json()) as WorkerView[];
      await expect.poll(async () => (await list()).length).toBe(0);
    } finally {
      worker = await fleet.startWorker();
    }
  }, 180_000);

  it('lose nothing when a worker is told to stop: it hands back what takes too long, and leaves', async () => {
    const long = await a.submit(agreeingPair(100_000, '9'));
    await a.untilStarted(long.id);
    const short = await a.submit(pythonRun('import time; time.sleep(1); print("done")'));
    await a.untilStarted(short.id);
    const stoppedAt = performance.now();
    const end = await worker.end('SIGTERM');
    const tookMs = performance.now() - stoppedAt;
    const views = [await a.read(short.id), await a.read(long.id)];
    worker = await fleet.startWorker();
    expect(end).toBe(0);
    expect(tookMs).toBeLessThan(15_000);
    expect(views).toMatchObject([{ status: 'finished', verdict: 'accepted' }, { status: 'queued' }]);
    await a.untilStarted(long.id);
    await a.delete(`/api/v1/submissions/${long.id}`);
  });
});
