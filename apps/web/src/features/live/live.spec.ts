import type {
  StressFailure,
  StressRequest,
  StressResult,
  SubmissionEvent,
  SubmissionView,
} from '@app/contracts';
import { describe, expect, it } from 'vitest';
import { problemOf } from '@app/client';
import { reduceLive, speedOf, type ActiveState, type LiveAction, type LiveState } from './live.js';

const view = (part: Partial<SubmissionView> = {}): SubmissionView => ({
  id: 'a',
  kind: 'stress',
  name: null,
  position: null,
  mine: true,
  public: false,
  cached: false,
  worker: null,
  status: 'running',
  verdict: null,
  progress: { done: 10, total: 100 },
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: '2026-01-01T00:00:01.000Z',
  finishedAt: null,
  request: {
    kind: 'stress',
    reference: { language: 'c', source: '' },
    candidate: { language: 'c', source: '' },
    generator: { clex: 'N' },
  },
  result: null,
  ...part,
});
const progress = (seq: number, done: number, submissionId = 'a'): SubmissionEvent => ({
  type: 'submission.progress',
  submissionId,
  seq,
  progress: { done, total: 100 },
});
const failureAt = (iteration: number): StressFailure => {
  const execution = {
    verdict: 'accepted',
    exitCode: 0,
    signal: null,
    stdout: '',
    stderr: '',
    limit: null,
    stdoutBytes: 0,
    stderrBytes: 0,
    stdoutTruncated: false,
    stderrTruncated: false,
    cpuTimeMs: 1,
    wallTimeMs: 1,
    memoryBytes: 1,
  } as const;
  const texts = { input: '', expectedOutput: '', actualOutput: '' };
  return {
    iteration,
    strategy: 'mixed',
    kind: 'wrong_answer',
    candidateIndex: 0,
    inputBytes: 1,
    inputTruncated: false,
    ...texts,
    reference: execution,
    candidate: execution,
    shrunk: null,
  };
};

const after = (...actions: LiveAction[]): LiveState =>
  actions.reduce(reduceLive, { phase: 'idle' } as LiveState);
const accepted: LiveAction = { type: 'accepted', id: 'a', total: 100, checker: 'lines' };
const active = (state: LiveState): ActiveState => {
  if (state.phase !== 'active') throw new Error(`not active: ${state.phase}`);
  return state;
};

describe('what the page knows about a submission', () => {
  it('starts as queued with nothing done', () => {
    expect(after({ type: 'submit' }, accepted)).toMatchObject({
      phase: 'active',
      status: 'queued',
      progress: { done: 0, total: 100 },
    });
  });

  it('drops events that its snapshot already includes', () => {
    const snapshot: LiveAction = { type: 'view', view: view(), seq: 7, atMs: 0 };
    const state = active(
      after(
        accepted,
        snapshot,
        { type: 'event', event: progress(6, 90), atMs: 1 },
        { type: 'event', event: progress(7, 90), atMs: 2 },
      ),
    );
    expect(state.progress.done).toBe(10);
    expect(active(reduceLive(state, { type: 'event', event: progress(8, 20), atMs: 3 })).progress.done).toBe(
      20,
    );
  });

  it('takes an event only once', () => {
    const failure: SubmissionEvent = {
      type: 'submission.failure_found',
      submissionId: 'a',
      seq: 3,
      failure: failureAt(5),
    };
    const event: LiveAction = { type: 'event', event: failure, atMs: 1 };
    expect(active(after(accepted, event, event)).failures).toHaveLength(1);
  });

  it('keeps failures in the order of their inputs', () => {
    const found = (seq: number, iteration: number): LiveAction => ({
      type: 'event',
      event: { type: 'submission.failure_found', submissionId: 'a', seq, failure: failureAt(iteration) },
      atMs: seq,
    });
    const { failures } = active(after(accepted, found(1, 9), found(2, 4)));
    expect(failures.map(({ iteration }) => iteration)).toEqual([4, 9]);
  });

  it('never lets progress go back when a poll is older than an event', () => {
    const state = after(
      accepted,
      { type: 'event', event: progress(1, 50), atMs: 1 },
      { type: 'view', view: view({ progress: { done: 30, total: 100 } }), seq: null, atMs: 2 },
    );
    expect(active(state).progress).toEqual({ done: 50, total: 100 });
  });

  it('ignores events and views of another submission', () => {
    const state = after(accepted);
    expect(reduceLive(state, { type: 'event', event: progress(9, 9, 'b'), atMs: 1 })).toBe(state);
    const other = view({ id: 'b', status: 'finished' });
    expect(reduceLive(state, { type: 'view', view: other, seq: null, atMs: 1 })).toBe(state);
  });

  it('is not final because of the finished event, only because of the stored result', () => {
    const finished: SubmissionEvent = {
      type: 'submission.finished',
      submissionId: 'a',
      seq: 9,
      status: 'finished',
      verdict: 'no_difference',
    };
    const state = after(accepted, { type: 'event', event: finished, atMs: 1 });
    expect(state.phase).toBe('active');
    const stored = view({ status: 'finished', verdict: 'no_difference' });
    expect(reduceLive(state, { type: 'view', view: stored, seq: null, atMs: 2 })).toEqual({
      phase: 'final',
      view: stored,
      found: [],
    });
  });

  it('remembers what each compiler said', () => {
    const compilation = {
      succeeded: false,
      output: 'no',
      exitCode: 1,
      signal: null,
      limit: null,
      wallTimeMs: 1,
      cpuTimeMs: 1,
      memoryBytes: 1,
      cached: false,
    };
    const event: SubmissionEvent = {
      type: 'submission.compiled',
      submissionId: 'a',
      seq: 2,
      role: 'candidate',
      compilation,
    };
    expect(active(after(accepted, { type: 'event', event, atMs: 1 })).compilations).toEqual({
      candidate: compilation,
    });
  });

  const found: LiveAction = {
    type: 'event',
    event: { type: 'submission.failure_found', submissionId: 'a', seq: 1, failure: failureAt(5) },
    atMs: 1,
  };

  it('keeps the differences it was told of when a cancelled submission has no result', () => {
    const cancelled: LiveAction = { type: 'view', view: view({ status: 'cancelled' }), seq: null, atMs: 2 };
    expect(after(accepted, found, cancelled)).toMatchObject({ phase: 'final', found: [failureAt(5)] });
  });

  it('forgets what it was told when there is a result', () => {
    const result = { failures: [failureAt(5)] } as StressResult;
    const cancelled = view({ status: 'cancelled', result });
    expect(after(accepted, found, { type: 'view', view: cancelled, seq: null, atMs: 2 })).toMatchObject({
      phase: 'final',
      found: [],
    });
  });

  it('compares by what was asked for, whether it was submitted here or read', () => {
    const submitted: LiveAction = { type: 'accepted', id: 'a', total: 100, checker: 'tokens' };
    expect(active(after(submitted)).checker).toBe('tokens');
    const request = { ...view().request, checker: { type: 'exact' } } as StressRequest;
    const read: LiveAction = { type: 'view', view: view({ request }), seq: 1, atMs: 1 };
    expect(active(after(accepted, read)).checker).toBe('exact');
    expect(active(after(accepted)).checker).toBe('lines');
  });

  it('says why it could not be cancelled, until that is tried again', () => {
    const problem = problemOf(new TypeError('fetch failed'));
    const failed = after(accepted, { type: 'cancelling' }, { type: 'not_cancelled', problem });
    expect(active(failed)).toMatchObject({ cancelling: false, cancelProblem: { code: 'unreachable' } });
    expect(active(reduceLive(failed, { type: 'cancelling' }))).toMatchObject({
      cancelling: true,
      cancelProblem: null,
    });
  });

  it('shows a cancelled submission as final', () => {
    const cancelled = view({ status: 'cancelled' });
    expect(after(accepted, { type: 'view', view: cancelled, seq: null, atMs: 1 }).phase).toBe('final');
  });
});

describe('speed', () => {
  it('is inputs per second over the last seconds', () => {
    const events = [0, 1_000, 2_000, 6_000, 7_000].map((atMs, i): LiveAction => ({
      type: 'event',
      event: progress(i + 1, (i + 1) * 10),
      atMs,
    }));
    // The samples older than 3 s are gone: 10 inputs in the last second.
    expect(speedOf(active(after(accepted, ...events)).samples)).toBe(10);
  });

  it('is unknown from one sample', () => {
    expect(speedOf([])).toBeNull();
    expect(speedOf([{ atMs: 0, done: 5 }])).toBeNull();
  });
});
