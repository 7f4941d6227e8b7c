import { SEQ_PER_TRY, type StressRequest, type SubmissionEvent } from '@app/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JobReporter } from './job-reporter.js';
import { fake } from '../kinds/testing/fake-runner.js';

const TOTAL = 100_000;
const REQUEST: StressRequest = {
  kind: 'stress',
  reference: fake('program'),
  candidate: fake('program'),
  generator: { clex: 'N' },
  iterations: TOTAL,
};
const CLAIM = {
  submissionId: '0192f0c1-2345-7000-8000-000000000000',
  claimId: '0192f0c1-2345-4000-8000-000000000000',
  tries: 1,
  handedBack: 0,
  startedAt: new Date(0),
  createdAt: new Date(0),
  ownerId: 'somebody',
  request: REQUEST,
  resultKey: null,
  languages: [],
  live: false,
  calibrationMs: null,
};

describe('progress', () => {
  let told: { atMs: number; event: SubmissionEvent }[];
  let reporter: JobReporter;

  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
    told = [];
    const bus = { publish: (event: SubmissionEvent) => told.push({ atMs: performance.now(), event }) };
    reporter = new JobReporter(bus, CLAIM);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const progressTold = () =>
    told.flatMap(({ atMs, event }) =>
      event.type === 'submission.progress' ? [{ atMs, done: event.progress.done }] : [],
    );
  /** One step each millisecond. */
  const work = (fromMs: number, toMs: number) => {
    for (let ms = fromMs; ms < toMs; ms++) {
      reporter.progress({ done: ms + 1, total: TOTAL });
      vi.advanceTimersByTime(1);
    }
  };

  it('is told at once when it is the first', () => {
    reporter.progress({ done: 1, total: TOTAL });
    expect(progressTold()).toEqual([{ atMs: 0, done: 1 }]);
  });

  it('is told ten times in a second at most, whichever second that is', () => {
    work(0, 3_000);
    reporter.end();
    const times = progressTold().map(({ atMs }) => atMs);
    const most = Math.max(
      ...times.map((from) => times.filter((at) => at >= from && at <= from + 1_000).length),
    );
    expect(most).toBe(10);
  });

  it('is always the latest', () => {
    work(0, 150);
    expect(progressTold().at(-1)).toEqual({ atMs: 110, done: 110 });
  });

  it('that waits when the job ends is left to the row', () => {
    work(0, 111);
    reporter.progress({ done: TOTAL, total: TOTAL });
    reporter.end();
    vi.advanceTimersByTime(1_000);
    expect(progressTold().map(({ done }) => done)).toEqual([1, 110]);
    expect(reporter.state.progress).toEqual({ done: TOTAL, total: TOTAL });
  });

  it('is numbered without gaps, and the end comes after all of it', () => {
    reporter.started();
    work(0, 500);
    reporter.end();
    const payers = { usageKey: 'somebody', addressKey: 'address:somewhere' };
    reporter.finished({ status: 'finished', verdict: 'no_difference' }, { payers });
    expect(told.map(({ event }) => event.seq - SEQ_PER_TRY)).toEqual(told.map((_, i) => i + 1));
    expect(told.at(-1)!.event).toMatchObject({ type: 'submission.finished', verdict: 'no_difference' });
  });
});
