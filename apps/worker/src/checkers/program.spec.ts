import { describe, expect, it } from 'vitest';
import type { RunOutcome } from '../runner/runner.js';
import { isAccepted } from './checker.js';
import { judgementOf } from './program.js';

const outcome = (how: Record<string, unknown>, stderr = '') =>
  ({
    stdout: Buffer.alloc(0),
    stderr: Buffer.from(stderr),
    stdoutTruncated: false,
    stderrTruncated: false,
    cpuTimeMs: 0,
    wallTimeMs: 0,
    memoryBytes: 0,
    ...how,
  }) as RunOutcome;
const exit = (exitCode: number, stderr = '') =>
  outcome({ kind: 'runtime_error', exitCode, signal: null }, stderr);

describe('a checker program', () => {
  it("is understood by testlib's exit codes", () => {
    expect(judgementOf(outcome({ kind: 'ok' }, 'ok 3 numbers\n'))).toEqual({
      kind: 'accepted',
      message: 'ok 3 numbers',
    });
    expect(judgementOf(exit(1, 'wrong answer'))).toEqual({ kind: 'wrong_answer', message: 'wrong answer' });
    expect(judgementOf(exit(2))).toEqual({ kind: 'wrong_answer', message: '' });
    expect(judgementOf(exit(7, 'points 12.5 nearly'))).toMatchObject({ kind: 'points', points: 12.5 });
    expect(judgementOf(exit(7, '3'))).toMatchObject({ kind: 'points', points: 3 });
  });

  it('is heard on stdout when it says nothing on stderr', () => {
    const said = { stdout: Buffer.from('expected 3\n') };
    expect(judgementOf({ ...exit(1), ...said })).toEqual({ kind: 'wrong_answer', message: 'expected 3' });
    expect(judgementOf({ ...exit(1, 'no'), ...said })).toEqual({ kind: 'wrong_answer', message: 'no' });
  });

  it.each([
    ['says that it failed', exit(3, 'bad answer file'), 'bad answer file'],
    ['gives points without a number', exit(7, 'many'), 'how many'],
    ['gives a negative number of points', exit(7, 'points -1'), 'how many'],
    ['ends with an exit code nobody knows', exit(42), '42'],
    ['crashes', outcome({ kind: 'runtime_error', exitCode: null, signal: 'SIGSEGV' }), 'SIGSEGV'],
    ['never ends', outcome({ kind: 'cpu_time_limit', signal: null }), 'too long'],
    ['sleeps', outcome({ kind: 'wall_time_limit', signal: null }), 'too long'],
    ['eats memory', outcome({ kind: 'memory_limit', exitCode: null, signal: null }), 'memory'],
    ['floods', outcome({ kind: 'output_limit', exitCode: null, signal: null }), 'wrote'],
    ['could not be run', outcome({ kind: 'internal', reason: 'no room' }), 'no room'],
  ])('that %s has not judged anything', (_what, end, words) => {
    expect(judgementOf(end)).toEqual({ kind: 'failed', reason: expect.stringContaining(words) });
  });

  it('accepts by points when they reach the maximum, or are any at all', () => {
    const points = (value: number) => ({ kind: 'points', points: value, message: '' }) as const;
    expect(isAccepted(points(10), 10)).toBe(true);
    expect(isAccepted(points(9), 10)).toBe(false);
    expect(isAccepted(points(1))).toBe(true);
    expect(isAccepted(points(0))).toBe(false);
  });
});
