import { describe, expect, it } from 'vitest';
import type { RunOutcome } from '../runner/runner.js';
import { executionOf, UnmappedOutcome, verdictOf } from './verdict.js';

const base = {
  stdout: Buffer.from('out'),
  stderr: Buffer.from('err'),
  stdoutTruncated: false,
  stderrTruncated: false,
  cpuTimeMs: 1.23456,
  wallTimeMs: 2,
  memoryBytes: 1_000,
  stdoutBytes: 3,
  stderrBytes: 3,
  processDenied: false,
};

describe('verdictOf', () => {
  it.each<[RunOutcome, string]>([
    [{ ...base, kind: 'ok' }, 'accepted'],
    [{ ...base, kind: 'runtime_error', exitCode: 1, signal: null }, 'runtime_error'],
    [{ ...base, kind: 'runtime_error', exitCode: null, signal: 'SIGSEGV' }, 'runtime_error'],
    [{ ...base, kind: 'cpu_time_limit', signal: 'SIGXCPU' }, 'time_limit_exceeded'],
    [{ ...base, kind: 'wall_time_limit', signal: 'SIGKILL' }, 'time_limit_exceeded'],
    [{ ...base, kind: 'memory_limit', exitCode: null, signal: 'SIGKILL' }, 'memory_limit_exceeded'],
    [{ ...base, kind: 'output_limit', exitCode: null, signal: 'SIGXFSZ' }, 'output_limit_exceeded'],
    [{ ...base, kind: 'file_size_limit', exitCode: 1, signal: null }, 'output_limit_exceeded'],
    [{ ...base, kind: 'internal', reason: 'x' }, 'internal_error'],
  ])('$kind', (outcome, verdict) => {
    expect(verdictOf(outcome)).toBe(verdict);
  });

  it('knows no verdict for an outcome that is not in the table', () => {
    const unheardOf = { ...base, kind: 'fine_i_guess' } as unknown as RunOutcome;
    expect(() => verdictOf(unheardOf)).toThrow(UnmappedOutcome);
    expect(() => executionOf(unheardOf, 'accepted')).toThrow(UnmappedOutcome);
  });
});

describe('executionOf', () => {
  it('shows how the process ended', () => {
    expect(executionOf({ ...base, kind: 'ok' })).toEqual({
      verdict: 'accepted',
      exitCode: 0,
      signal: null,
      limit: null,
      stdout: 'out',
      stderr: 'err',
      stdoutBytes: 3,
      stderrBytes: 3,
      stdoutTruncated: false,
      stderrTruncated: false,
      cpuTimeMs: 1.235,
      wallTimeMs: 2,
      memoryBytes: 1_000,
    });
    expect(executionOf({ ...base, kind: 'runtime_error', exitCode: 3, signal: null })).toMatchObject({
      exitCode: 3,
      signal: null,
    });
    expect(executionOf({ ...base, kind: 'cpu_time_limit', signal: 'SIGKILL' })).toMatchObject({
      exitCode: null,
      signal: 'SIGKILL',
    });
  });

  it('takes the verdict of a comparison instead of its own', () => {
    expect(executionOf({ ...base, kind: 'ok' }, 'wrong_answer')).toMatchObject({
      verdict: 'wrong_answer',
      exitCode: 0,
    });
  });

  it('cuts texts and says so', () => {
    const execution = executionOf({ ...base, kind: 'ok' }, 'accepted', { stdout: 2, stderr: 3 });
    expect(execution).toMatchObject({ stdout: 'ou', stdoutTruncated: true, stderrTruncated: false });
  });
});
