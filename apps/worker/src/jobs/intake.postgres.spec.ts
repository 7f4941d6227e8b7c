import { BlobCache, BlobUses, PostgresBlobs } from '@app/blobs';
import {
  SEQ_PER_TRY,
  type StressRequest,
  type StressResult,
  type SubmissionEvent,
  type SubmissionRequest,
} from '@app/contracts';
import { openMemoryCache, ResultCache, withVersions } from '@app/results';
import { Failpoints } from '@app/config';
import { Submission, UsageMinute, VaryingResults, WorkerReport } from '@app/database';
import { DATABASE_AWAY_DELAY_MS, JobRejected, openInProcessQueue, type SubmissionBus } from '@app/queue';
import { Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { type DataSource, QueryFailedError } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTables, type TestTables } from '../../../../test/support/tables.js';
import { eventually } from '../../../../test/support/eventually.js';
import { JobAttempts } from './attempt.js';
import { JobIntake } from './intake.js';
import { JobReturned } from './job-aborted.js';
import { Slots } from './slots.js';
import { ClaimStore } from './claim-store.js';
import { fake, FakeRunner, type FakeProgram } from '../kinds/testing/fake-runner.js';
import { queuedRow } from './testing/queued-row.js';

const RUN: SubmissionRequest = { kind: 'run', program: fake('program'), stdin: 'hello' };
const STRESS: StressRequest = {
  kind: 'stress',
  reference: fake('program'),
  candidate: fake('program'),
  generator: { clex: 'N' },
  iterations: 100_000,
};
const VERSION = '1.2.3';
const echo: FakeProgram = (stdin) => stdin;

/** A promise and what settles it. */
function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open: () => open() };
}

describe('JobIntake', () => {
  let tables: TestTables;
  let dataSource: DataSource;
  let bus: SubmissionBus;
  let events: SubmissionEvent[];
  let results: ResultCache;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    tables = await createTables();
    dataSource = tables.dataSource;
  });
  afterAll(() => tables.drop());
  beforeEach(async () => {
    await dataSource.getRepository(WorkerReport).clear();
    bus = openInProcessQueue().bus;
    events = [];
    results = new ResultCache(openMemoryCache(), new VaryingResults(dataSource));
    bus.onEvent((event) => events.push(event));
  });

  const insert = async (request: SubmissionRequest) => {
    const row = queuedRow(request);
    await dataSource.getRepository(Submission).insert(row);
    return row.id;
  };
  /** Another worker says that it lives, and has these languages. */
  const reportWorker = async (...languages: string[]) => {
    const now = new Date();
    const report = {
      id: randomUUID(),
      host: 'elsewhere',
      slots: 1,
      busy: 0,
      languages: languages.map((id) => ({ id })) as never,
      runner: 'native' as const,
      isolation: 'full' as const,
      version: VERSION,
      startedAt: now,
      lastSeenAt: now,
    };
    await dataSource.getRepository(WorkerReport).insert(report);
    return report.id;
  };
  const read = (id: string) => dataSource.getRepository(Submission).findOneByOrFail({ id });
  const executorOf = (runner: FakeRunner, slots = 2) => {
    const blobs = new PostgresBlobs(dataSource);
    const [room, store] = [new Slots(slots), new ClaimStore(dataSource)];
    const attempts = new JobAttempts(
      runner,
      room,
      store,
      bus,
      results,
      new Failpoints(),
      VERSION,
      new BlobCache(blobs, 'not-used'),
      new BlobUses(dataSource),
    );
    const executor = new JobIntake(runner, room, store, bus, attempts);
    executor.onModuleInit();
    return executor;
  };
  /** Does a job whose result may be kept under `resultKey`. */
  const executeAs = async (runner: FakeRunner, source: string, resultKey: string) => {
    const id = await insert({ kind: 'run', program: fake(source), stdin: 'hello' });
    const languages = runner.languages().map((language) => language.id);
    await dataSource.getRepository(Submission).update(id, { resultKey, languages });
    await executorOf(runner).execute(id);
  };
  const nextEvent = (type: SubmissionEvent['type']) =>
    new Promise<SubmissionEvent>((resolve) => {
      const stop = bus.onEvent((event) => {
        if (event.type !== type) return;
        stop();
        resolve(event);
      });
    });

  it('stores the outcome before it says that the job is finished', async () => {
    const id = await insert(RUN);
    const finished = nextEvent('submission.finished').then(() => read(id));
    await executorOf(new FakeRunner({ program: echo })).execute(id);
    const row = await finished;
    expect(row).toMatchObject({
      status: 'finished',
      verdict: 'accepted',
      progressDone: 1,
      progressTotal: 1,
      result: { compilation: null, execution: { verdict: 'accepted', stdout: 'hello' } },
    });
    expect(events.map(({ type, seq }) => [type, seq - SEQ_PER_TRY])).toEqual([
      ['submission.started', 1],
      ['submission.compiled', 2],
      ['submission.progress', 3],
      ['submission.finished', 4],
    ]);
    expect(row.eventSeq).toBe(SEQ_PER_TRY + 4);
  });

  it('does nothing for a message that comes twice', async () => {
    const id = await insert(RUN);
    const runner = new FakeRunner({ program: echo });
    const executor = executorOf(runner);
    await Promise.all([executor.execute(id), executor.execute(id)]);
    await executor.execute(id);
    expect(runner.runs).toBe(1);
    expect(await read(id)).toMatchObject({ tries: 1, status: 'finished' });
  });

  it('stops a cancelled job at once and keeps what it had found', async () => {
    const id = await insert({ ...STRESS, candidate: fake('wrong'), stopAfterFailures: 100, seed: '7' });
    const wrong: FakeProgram = (stdin) => (stdin.startsWith('1') ? 'else' : stdin);
    const runner = new FakeRunner({ program: echo, wrong }, () => 1);
    const executor = executorOf(runner);
    const found = nextEvent('submission.failure_found');
    const finished = nextEvent('submission.finished');
    const work = executor.execute(id);
    await found;
    bus.publishCancel(id);
    await work;
    expect(runner.open_.size).toBe(0);
    const told = events.filter(({ type }) => type === 'submission.failure_found').length;
    const row = await read(id);
    expect(row).toMatchObject({ status: 'cancelled', verdict: null, claimId: null, result: { seed: '7' } });
    const { failures, iterations } = row.result as StressResult;
    expect(failures.length).toBeGreaterThanOrEqual(told);
    expect(iterations).toBeLessThan(100_000);
    expect(await finished).toMatchObject({ status: 'cancelled', verdict: null, seq: row.eventSeq });
  });

  it('has nothing to keep of a job that is cancelled before its programs are ready', async () => {
    const id = await insert(STRESS);
    const executor = executorOf(new FakeRunner({ program: echo }, () => 1));
    const started = nextEvent('submission.started');
    const work = executor.execute(id);
    bus.publishCancel(id);
    await started;
    await work;
    expect(await read(id)).toMatchObject({ status: 'cancelled', result: null });
  });

  it('stops a job whose row was cancelled over its head, and stores nothing', async () => {
    const id = await insert(STRESS);
    const runner = new FakeRunner({ program: echo }, () => 1);
    const executor = executorOf(runner);
    const progress = nextEvent('submission.progress');
    const work = executor.execute(id);
    await progress;
    await dataSource.getRepository(Submission).update(id, { status: 'cancelled', claimId: null });
    bus.publishCancel(id);
    await work;
    expect(runner.open_.size).toBe(0);
    expect(await read(id)).toMatchObject({ status: 'cancelled', result: null });
    expect(events.map(({ type }) => type)).not.toContain('submission.finished');
  });

  it('notices without being told that its claim is gone', async () => {
    const id = await insert(STRESS);
    const runner = new FakeRunner({ program: echo }, () => 1);
    const work = executorOf(runner).execute(id);
    await nextEvent('submission.progress');
    const other = '0192f0c1-2345-4000-8000-000000000000';
    await dataSource.getRepository(Submission).update(id, { claimId: other });
    await work;
    expect(runner.open_.size).toBe(0);
    expect(await read(id)).toMatchObject({ status: 'running', claimId: other, result: null });
  });

  const usedBy = async (id: string) => {
    const { usageKey } = await read(id);
    const rows = await dataSource.getRepository(UsageMinute).findBy({ key: usageKey });
    return rows.reduce((sum, { usedMs }) => sum + usedMs, 0);
  };
  /** Of a user who has used nothing yet. */
  const insertOfNewUser = async (request: SubmissionRequest) => {
    const id = await insert(request);
    await dataSource.getRepository(Submission).update(id, { usageKey: `user:${id}` });
    return id;
  };
  const slow: FakeProgram = async (stdin) => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return stdin;
  };

  it('charges what the job has used together with its outcome', async () => {
    const id = await insertOfNewUser(RUN);
    const finished = nextEvent('submission.finished').then(() => usedBy(id));
    await executorOf(new FakeRunner({ program: slow })).execute(id);
    expect(await finished).toBeGreaterThanOrEqual(55);
  });

  it.each(['is cancelled', 'goes back because its worker stops'])(
    'charges what a job has used that %s',
    async (end) => {
      const id = await insertOfNewUser(STRESS);
      const executor = executorOf(new FakeRunner({ program: slow }));
      const progress = nextEvent('submission.progress');
      const work = executor.execute(id).catch(() => {});
      await progress;
      if (end === 'is cancelled') bus.publishCancel(id);
      else await executor.onModuleDestroy();
      await work;
      const used = await usedBy(id);
      expect(used).toBeGreaterThanOrEqual(100);
      // Waiting for another worker uses nothing, however long it takes.
      await dataSource
        .getRepository(Submission)
        .update(id, { status: 'queued', startedAt: new Date(0), request: RUN as never });
      await executorOf(new FakeRunner({ program: echo })).execute(id);
      expect((await usedBy(id)) - used).toBeLessThan(1_000);
    },
  );

  it('charges while the job runs: every few seconds', async () => {
    const id = await insertOfNewUser(STRESS);
    const work = executorOf(new FakeRunner({ program: slow })).execute(id);
    await eventually(async () => expect(await usedBy(id)).toBeGreaterThan(500));
    expect(await read(id)).toMatchObject({ status: 'running' });
    bus.publishCancel(id);
    await work;
  });

  it('shows progress in the row while the job runs', async () => {
    const id = await insert(STRESS);
    const runner = new FakeRunner({ program: echo }, () => 1);
    const work = executorOf(runner).execute(id);
    let row = await read(id);
    while (row.progressDone === 0) row = await read(id);
    expect(row).toMatchObject({ status: 'running', progressTotal: 100_000 });
    expect(row.eventSeq).toBeGreaterThan(SEQ_PER_TRY);
    bus.publishCancel(id);
    await work;
  });

  it('gives a job back when the worker stops, so that another one does it', async () => {
    const id = await insert(STRESS);
    const executor = executorOf(new FakeRunner({ program: echo }, () => 1));
    const work = executor.execute(id);
    await nextEvent('submission.progress');
    const returned = expect(work).rejects.toThrow(JobReturned);
    await executor.onModuleDestroy();
    await returned;
    expect(await read(id)).toMatchObject({ status: 'queued', claimId: null });
    await expect(executor.execute(id)).rejects.toThrow(JobReturned);
    await dataSource
      .getRepository(Submission)
      .update(id, { request: { ...STRESS, iterations: 10 } as never });
    await executorOf(new FakeRunner({ program: echo })).execute(id);
    expect(await read(id)).toMatchObject({ status: 'finished', verdict: 'no_difference', tries: 2 });
  });

  it('tries again when no sandbox can be had, and ends as internal_error the third time', async () => {
    const id = await insert(RUN);
    const runner = new FakeRunner({ program: echo });
    runner.unavailable = true;
    const executor = executorOf(runner);
    await expect(executor.execute(id)).rejects.toThrow(JobReturned);
    await expect(executor.execute(id)).rejects.toThrow(JobReturned);
    expect(await read(id)).toMatchObject({ status: 'queued', tries: 2 });
    await executor.execute(id);
    expect(await read(id)).toMatchObject({
      status: 'finished',
      verdict: 'internal_error',
      result: { error: 'no sandbox could be had' },
    });
  });

  it('ends a job that killed its worker three times', async () => {
    const id = await insert(RUN);
    await dataSource
      .getRepository(Submission)
      .update(id, { status: 'running', tries: 3, leaseUntil: new Date(Date.now() - 60_000) });
    const runner = new FakeRunner({ program: echo });
    // The message is to go to the dead.
    await expect(executorOf(runner).execute(id)).rejects.toThrow(JobRejected);
    expect(runner.runs).toBe(0);
    expect(await read(id)).toMatchObject({
      verdict: 'internal_error',
      result: { execution: null, error: expect.stringContaining('3 times') },
      deadLetteredAt: expect.any(Date),
    });
    expect(events.at(-1)).toMatchObject({ type: 'submission.finished', verdict: 'internal_error' });
  });

  it('begins a last try when the other jobs in hand are done, and nothing beside it', async () => {
    const [long, last, next] = [await insert(RUN), await insert(RUN), await insert(RUN)];
    const rows = dataSource.getRepository(Submission);
    await rows.update(last, { status: 'running', tries: 2, leaseUntil: new Date(Date.now() - 60_000) });
    const gates = [gate(), gate()];
    let begun = 0;
    const program: FakeProgram = async (stdin) => (await gates[begun++]?.passed, stdin);
    const executor = executorOf(new FakeRunner({ program }), 3);
    const works = [executor.execute(long)];
    await nextEvent('submission.compiled');
    works.push(executor.execute(last));
    const waits = () => dataSource.query(`SELECT pg_sleep(0.1)`);
    await waits();
    works.push(executor.execute(next));
    await waits();
    expect([(await read(last)).tries, (await read(next)).tries]).toEqual([2, 0]);
    gates[0]!.open();
    await works[0];
    await nextEvent('submission.compiled');
    await waits();
    expect([(await read(last)).tries, (await read(next)).tries]).toEqual([3, 0]);
    gates[1]!.open();
    await Promise.all(works);
    for (const id of [long, last, next]) expect((await read(id)).verdict).toBe('accepted');
  });

  it('begins nothing that waited for a slot when the worker was told to stop', async () => {
    const [first, second] = [await insert(RUN), await insert(RUN)];
    const letGo = gate();
    const program: FakeProgram = async (stdin) => (await letGo.passed, stdin);
    const executor = executorOf(new FakeRunner({ program }), 1);
    const inHand = executor.execute(first);
    await nextEvent('submission.compiled');
    const waiting = expect(executor.execute(second)).rejects.toThrow(JobReturned);
    const stopped = executor.stop(10_000);
    letGo.open();
    await Promise.all([inHand, waiting, stopped]);
    expect(await read(first)).toMatchObject({ status: 'finished' });
    expect(await read(second)).toMatchObject({ status: 'queued', tries: 0 });
  });

  it('does not count tries that a stopping worker gave back', async () => {
    const id = await insert(STRESS);
    for (let stop = 0; stop < 4; stop++) {
      const executor = executorOf(new FakeRunner({ program: echo }, () => 1));
      const started = nextEvent('submission.started');
      const work = expect(executor.execute(id)).rejects.toThrow(JobReturned);
      await started;
      await executor.onModuleDestroy();
      await work;
    }
    expect(await read(id)).toMatchObject({ status: 'queued', tries: 4, handedBack: 4 });
  });

  it('hands a job back whose language it lacks, untouched, while another worker has it', async () => {
    const id = await insert(RUN);
    await dataSource.getRepository(Submission).update(id, { languages: ['cobol'] });
    await reportWorker('fortran', 'cobol');
    const executor = executorOf(new FakeRunner({ program: echo }));
    await expect(executor.execute(id, { languages: ['cobol'] })).rejects.toMatchObject({
      name: 'JobReturned',
      delayMs: expect.any(Number),
    });
    expect(await read(id)).toMatchObject({ status: 'queued', tries: 0 });
    await dataSource.getRepository(Submission).update(id, { status: 'cancelled' });
    await executor.execute(id, { languages: ['cobol'] });
  });

  it('hands a job back uncounted while the database is away, but lets what it refuses count', async () => {
    const id = await insert(RUN);
    const executor = executorOf(new FakeRunner({ program: echo }));
    const query = vi.spyOn(dataSource, 'query');
    const failing = (code: string) =>
      query.mockRejectedValue(new QueryFailedError('', [], Object.assign(new Error('no'), { code })));
    try {
      failing('57P03');
      for (const languages of [[], ['cobol']])
        await expect(executor.execute(id, { languages })).rejects.toMatchObject({
          name: 'JobReturned',
          delayMs: DATABASE_AWAY_DELAY_MS,
        });
      failing('42P01');
      await expect(executor.execute(id)).rejects.toBeInstanceOf(QueryFailedError);
    } finally {
      query.mockRestore();
    }
    expect(await read(id)).toMatchObject({ status: 'queued', tries: 0 });
  });

  it('stores the outcome of a job when the database is back, although it was away for longer than the lease', async () => {
    const id = await insert(RUN);
    const letGo = gate();
    const program: FakeProgram = async (stdin) => (await letGo.passed, stdin);
    const work = executorOf(new FakeRunner({ program })).execute(id);
    await nextEvent('submission.compiled');
    const query = vi.spyOn(dataSource, 'query').mockRejectedValue(new Error('Connection terminated'));
    await dataSource.getRepository(Submission).update(id, { leaseUntil: new Date(Date.now() - 60_000) });
    letGo.open();
    await eventually(() => expect(query.mock.calls.length).toBeGreaterThan(2));
    query.mockRestore();
    await work;
    expect(await read(id)).toMatchObject({ status: 'finished', verdict: 'accepted', tries: 1 });
  });

  it('leaves a job to its row that no worker can do, until there is one', async () => {
    const id = await insert(RUN);
    await dataSource.getRepository(Submission).update(id, { languages: ['cobol', 'fortran'] });
    const executor = executorOf(new FakeRunner({ program: echo }));
    // Each of them has one of the two, and the one that has both is gone.
    for (const languages of [['cobol'], ['fortran', 'c']]) await reportWorker(...languages);
    const gone = await reportWorker('cobol', 'fortran');
    await dataSource.getRepository(WorkerReport).update(gone, { lastSeenAt: new Date(Date.now() - 60_000) });
    await executor.execute(id, { languages: ['cobol', 'fortran'] });
    expect(await read(id)).toMatchObject({ status: 'queued', tries: 0, publishedAt: null });
    // One more message of the same job does not bring it back, for its row is to be handed over when there is
    // a worker.
    await reportWorker('cobol', 'fortran');
    await executor.execute(id, { languages: ['cobol', 'fortran'] });
    expect((await read(id)).publishedAt).toBeNull();
    // A worker that can do it, and has had a message all the time, may do it; it counts as handed over then.
    await executor.execute(id);
    const row = await read(id);
    expect(row).toMatchObject({ status: 'finished', tries: 1, publishedAt: expect.any(Date) });
  });

  it('leaves a job of a dead worker to its row as well, and the dead worker without a claim', async () => {
    const id = await insert(RUN);
    const claim = await new ClaimStore(dataSource).claim(id);
    await dataSource
      .getRepository(Submission)
      .update(id, { languages: ['cobol'], leaseUntil: new Date(Date.now() - 1_000) });
    await executorOf(new FakeRunner({ program: echo })).execute(id, { languages: ['cobol'] });
    const state = { progress: { done: 0, total: 1 }, eventSeq: 1 };
    expect(await new ClaimStore(dataSource).renew(claim!, state)).toBe(false);
    expect(await read(id)).toMatchObject({ status: 'queued', tries: 1, claimId: null, publishedAt: null });
  });

  it('hands back a job of a dead worker whose language it lacks, but not one that is in hand', async () => {
    const id = await insert(RUN);
    await reportWorker('cobol');
    const executor = executorOf(new FakeRunner({ program: echo }));
    const held = { status: 'running' as const, tries: 1, publishedAt: new Date(0) };
    await dataSource
      .getRepository(Submission)
      .update(id, { ...held, leaseUntil: new Date(Date.now() + 60_000) });
    await executor.execute(id, { languages: ['cobol'] });
    await dataSource.getRepository(Submission).update(id, { leaseUntil: new Date(Date.now() - 1_000) });
    await expect(executor.execute(id, { languages: ['cobol'] })).rejects.toThrow(JobReturned);
    const row = await read(id);
    expect(row).toMatchObject({ status: 'running', tries: 1 });
    // The sweep counts from now on again.
    expect(row.publishedAt!.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  it('keeps results under their key, and finds out which ones vary', async () => {
    let runs = 0;
    const runner = new FakeRunner({ program: echo, random: () => String(runs++) });
    const [same, varying] = ['same', 'varying'].map((work) =>
      withVersions(work, VERSION, runner.languages()),
    );
    const execute = (source: string, resultKey: string) => executeAs(runner, source, resultKey);
    await execute('program', same!);
    expect(await results.find(same!)).toMatchObject({ verdict: 'accepted' });
    await execute('program', same!);
    expect(await results.find(same!)).toMatchObject({ verdict: 'accepted' });
    await execute('random', varying!);
    expect(await results.find(varying!)).not.toBeNull();
    await execute('random', varying!);
    await execute('random', varying!);
    expect(await results.find(varying!)).toBeNull();
  });

  it('keeps no result that came about with other versions than those of its key', async () => {
    const runner = new FakeRunner({ program: echo });
    const newer = runner.languages().map((language) => ({ ...language, version: `${language.version}.1` }));
    for (const key of [
      withVersions('work', VERSION, newer),
      withVersions('work', '1.2.4', runner.languages()),
    ]) {
      await executeAs(runner, 'program', key);
      expect(await results.find(key)).toBeNull();
    }
  });

  it('tells the owner what is theirs to know, and keeps our faults to the log', async () => {
    const strange = await insert({ ...RUN, program: { language: 'cobol', source: '' } } as SubmissionRequest);
    const executor = executorOf(
      new FakeRunner({
        program: () => {
          throw new Error('secret path /etc/x');
        },
      }),
    );
    await executor.execute(strange);
    expect((await read(strange)).result!.error).toContain('cobol');
    const broken = await insert(RUN);
    await executor.execute(broken);
    const row = await read(broken);
    expect(row).toMatchObject({ status: 'finished', verdict: 'internal_error' });
    expect(row.result!.error).not.toContain('secret');
  });

  it.each([
    ['without tests', { kind: 'judge', program: fake('a'), tests: [] }, 'no tests'],
    ['of a kind that only a newer api knows', { kind: 'bake', program: fake('a') }, 'bake'],
  ])('ends jobs it cannot do as internal_error: %s', async (_what, request, said) => {
    const id = await insert(request as SubmissionRequest);
    await executorOf(new FakeRunner({})).execute(id);
    expect(await read(id)).toMatchObject({
      status: 'finished',
      verdict: 'internal_error',
      result: { error: expect.stringContaining(said) },
    });
  });

  it('makes room for the next job when the programs have ended, before the outcome is stored', async () => {
    const [first, second] = [await insert(RUN), await insert(RUN)];
    const { passed, open } = gate();
    const { finish } = ClaimStore.prototype;
    const finishing = vi.spyOn(ClaimStore.prototype, 'finish').mockImplementation(async function (
      this: ClaimStore,
      ...given
    ) {
      if (given[0].submissionId === first) await passed;
      return finish.apply(this, given);
    });
    const executor = executorOf(new FakeRunner({ program: echo }), 1);
    let ends = Promise.resolve();
    await new Promise<void>((makeRoom) => (ends = executor.execute(first, { makeRoom })));
    await executor.execute(second);
    expect(await read(second)).toMatchObject({ status: 'finished', verdict: 'accepted' });
    expect(await read(first)).toMatchObject({ status: 'running' });
    open();
    await ends;
    expect(await read(first)).toMatchObject({ status: 'finished', verdict: 'accepted' });
    finishing.mockRestore();
  });

  it('leaves a job queued while all slots are taken', async () => {
    const long = await insert(STRESS);
    const short = await insert(RUN);
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const program: FakeProgram = async (stdin) => {
      await gate;
      return stdin;
    };
    const runner = new FakeRunner({ program }, () => 1);
    const executor = executorOf(runner, 1);
    const first = executor.execute(long);
    await nextEvent('submission.compiled');
    const second = executor.execute(short);
    expect(await read(short)).toMatchObject({ status: 'queued' });
    letGo();
    // The stress job passes its only slot on between two batches.
    await second;
    expect(await read(short)).toMatchObject({ status: 'finished', verdict: 'accepted' });
    expect(await read(long)).toMatchObject({ status: 'running' });
    bus.publishCancel(long);
    await first;
  });
});
