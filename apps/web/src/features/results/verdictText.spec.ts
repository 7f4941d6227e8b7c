import type { Execution, StressResult, StressVerdict, SubmissionView } from '@app/contracts';
import { describe, expect, it } from 'vitest';
import type { FinalState } from '../live/live.js';
import { failuresOf, runFacts, verdictText } from './verdictText.js';

const execution = (part: Partial<Execution> = {}): Execution => ({
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
  ...part,
});
const failure = (iteration: number, candidate: Partial<Execution>, reference: Partial<Execution> = {}) => ({
  iteration,
  strategy: 'mixed',
  kind: 'wrong_answer' as const,
  candidateIndex: 0,
  inputBytes: 1,
  inputTruncated: false,
  input: '',
  expectedOutput: '',
  actualOutput: '',
  candidate: execution(candidate),
  reference: execution(reference),
  shrunk: null,
});
const stateOf = (view: SubmissionView, found: FinalState['found'] = []): FinalState => ({
  phase: 'final',
  view,
  found,
});
const viewOf = (
  view: Partial<SubmissionView>,
  result: Partial<StressResult & { error: string }> | null = {},
): SubmissionView => ({
  id: 'a',
  kind: 'stress',
  name: null,
  position: null,
  mine: true,
  public: false,
  cached: false,
  worker: null,
  status: 'finished',
  verdict: 'no_difference',
  progress: { done: 3, total: 100 },
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: '2026-01-01T00:00:01.000Z',
  finishedAt: '2026-01-01T00:00:03.500Z',
  request: {
    kind: 'stress',
    reference: { language: 'c', source: '' },
    candidate: { language: 'c', source: '' },
    generator: { clex: 'N' },
  },
  ...view,
  result: result && {
    compilations: { reference: null, candidate: null },
    seed: '42',
    iterations: 100,
    distinctInputs: 100,
    failures: [],
    timing: { runsPerSecond: 80, reference: { maxCpuTimeMs: 1 }, candidate: { maxCpuTimeMs: 1 } },
    ...result,
  },
});

describe('the banner', () => {
  it('counts inputs from one', () => {
    const view = viewOf(
      { verdict: 'difference_found' },
      { failures: [failure(0, { verdict: 'wrong_answer' })] },
    );
    expect(verdictText(stateOf(view))).toMatchObject({
      tone: 'found',
      title: 'Difference found on input #1',
    });
  });

  it('says how the candidate crashed', () => {
    const crash = { verdict: 'runtime_error', exitCode: null, signal: 'SIGSEGV' } as const;
    const view = viewOf(
      { verdict: 'difference_found' },
      { failures: [failure(4, crash), failure(9, crash)] },
    );
    expect(verdictText(stateOf(view)).detail).toBe('The candidate crashed (signal SIGSEGV). 1 more below.');
  });

  it('says how many inputs showed no difference', () => {
    expect(verdictText(stateOf(viewOf({}))).title).toBe('No difference in 100 inputs');
  });

  it('names the programs that do not compile', () => {
    const bad = {
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
    const titleOf = (compilations: StressResult['compilations']) =>
      verdictText(stateOf(viewOf({ verdict: 'compile_error' }, { compilations }))).title;
    expect(titleOf({ reference: null, candidate: bad })).toBe('The candidate does not compile');
    expect(titleOf({ reference: bad, candidate: bad })).toBe(
      'The reference and the candidate do not compile',
    );
  });

  it('names the input on which the reference failed, not an earlier difference', () => {
    const failures = [failure(2, {}), failure(6, {}, { verdict: 'time_limit_exceeded' })];
    expect(verdictText(stateOf(viewOf({ verdict: 'reference_failed' }, { failures })))).toMatchObject({
      tone: 'bad',
      title: 'The reference failed on input #7',
    });
  });

  it.each(['generator_failed', 'internal_error'] as const)('gives the reason of %s', (verdict) => {
    expect(verdictText(stateOf(viewOf({ verdict }, { error: 'because' }))).detail).toBe('because');
  });

  const verdicts: Record<StressVerdict, true> = {
    no_difference: true,
    difference_found: true,
    reference_failed: true,
    generator_failed: true,
    validator_failed: true,
    checker_failed: true,
    compile_error: true,
    internal_error: true,
  };
  it.each(Object.keys(verdicts) as StressVerdict[])('has words for %s, even without a result', (verdict) => {
    const { title } = verdictText(stateOf(viewOf({ verdict }, null)));
    expect(title).not.toBe('');
    expect(title).not.toContain('_');
  });

  it('says when a submission was cancelled', () => {
    const view = viewOf({ status: 'cancelled', verdict: null }, null);
    expect(verdictText(stateOf(view))).toEqual({
      tone: 'neutral',
      title: 'Cancelled',
      detail: 'Stopped after 3 inputs.',
    });
  });

  it('says what a submission had found when it was cancelled', () => {
    const failures = [failure(2, {})];
    const stored = stateOf(viewOf({ status: 'cancelled', verdict: null }, { failures, iterations: 76 }));
    expect(verdictText(stored)).toMatchObject({
      title: 'Cancelled, 1 difference found',
      detail: 'Stopped after 76 inputs.',
    });
    // Its worker could not store them any more, but this page has heard of them.
    const heard = stateOf(viewOf({ status: 'cancelled', verdict: null }, null), failures);
    expect(verdictText(heard).title).toBe('Cancelled, 1 difference found');
    expect(failuresOf(heard)).toBe(failures);
  });

  it('counts the differences that stand below the first one', () => {
    const failures = Array.from({ length: 1_201 }, (_, i) => failure(i, {}));
    const view = viewOf({ verdict: 'difference_found' }, { failures });
    expect(verdictText(stateOf(view)).detail).toBe('The programs answer differently. 1,200 more below.');
  });
});

it('sums up a run', () => {
  expect(runFacts(viewOf({}))).toEqual(['100 inputs run', '80 runs/s', '2.50 s']);
});
