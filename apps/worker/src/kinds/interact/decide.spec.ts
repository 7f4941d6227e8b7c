import { describe, expect, it } from 'vitest';
import type { RunOutcome } from '../../runner/runner.js';
import { decide, saysOf, type Conversation } from './decide.js';

const outcome = (how: Record<string, unknown>, stderr = ''): RunOutcome =>
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
const fine = outcome({ kind: 'ok' });
const exit = (exitCode: number, stderr = '') =>
  outcome({ kind: 'runtime_error', exitCode, signal: null }, stderr);
const crash = outcome({ kind: 'runtime_error', exitCode: null, signal: 'SIGSEGV' });
const slow = outcome({ kind: 'cpu_time_limit', signal: 'SIGKILL' });
const idle = outcome({ kind: 'wall_time_limit', signal: 'SIGKILL' });
const hungry = outcome({ kind: 'memory_limit', exitCode: null, signal: 'SIGKILL' });
const wrong = exit(1, 'wrong answer 7 is too high');

const end = (how: Partial<Conversation>): Conversation => ({
  program: fine,
  interactor: fine,
  first: 'program',
  bothWaited: false,
  programWaited: false,
  interactorWaited: false,
  ...how,
});

describe('who ended first decides', () => {
  it.each<[string, Partial<Conversation>, string]>([
    ['both end well, the program first', {}, 'accepted'],
    ['both end well, the interactor first', { first: 'interactor' }, 'accepted'],
    [
      'wrong, then the program crashes',
      { first: 'interactor', interactor: wrong, program: crash },
      'wrong_answer',
    ],
    [
      'wrong, then the program is too slow',
      { first: 'interactor', interactor: wrong, program: slow },
      'wrong_answer',
    ],
    ['content, then the program crashes', { first: 'interactor', program: crash }, 'runtime_error'],
    ['content, then the program is too slow', { first: 'interactor', program: slow }, 'time_limit_exceeded'],
    ['content, then the program is idle', { first: 'interactor', program: idle }, 'time_limit_exceeded'],
    ['the program crashes, then wrong', { program: crash, interactor: wrong }, 'runtime_error'],
    [
      'the program fails, then the interactor breaks for want of it',
      { program: exit(1), interactor: exit(3) },
      'runtime_error',
    ],
    ['the program is too slow', { program: slow, interactor: wrong }, 'time_limit_exceeded'],
    ['the program wants too much memory', { program: hungry, interactor: wrong }, 'memory_limit_exceeded'],
    ['the program ends well, then wrong', { interactor: wrong }, 'wrong_answer'],
    [
      'the interactor dies of the pipe',
      { interactor: outcome({ kind: 'runtime_error', exitCode: null, signal: 'SIGPIPE' }) },
      'wrong_answer',
    ],
    [
      'the interactor waits for more, and crashes when there is none',
      { interactor: exit(1, 'Traceback (most recent call last):\nEOFError: EOF when reading a line') },
      'wrong_answer',
    ],
    [
      'the interactor ends by an exception',
      { interactor: exit(1, "Traceback (most recent call last):\nNameError: name 'x' is not defined") },
      'internal_error',
    ],
    ['the interactor crashes', { first: 'interactor', interactor: crash }, 'internal_error'],
    ['the interactor crashes after the program ended well', { interactor: crash }, 'internal_error'],
    ['the interactor is too slow by itself', { first: 'interactor', interactor: slow }, 'internal_error'],
    ['both wait', { bothWaited: true, program: crash, interactor: crash }, 'time_limit_exceeded'],
    ['idle, while the interactor waits', { program: idle, interactorWaited: true }, 'time_limit_exceeded'],
    ['idle, and nobody knows why', { program: idle }, 'time_limit_exceeded'],
    [
      'idle for want of the interactor, which works',
      { program: idle, programWaited: true },
      'internal_error',
    ],
  ])('%s', (_what, how, verdict) => {
    expect(decide(end(how), 'testlib').verdict).toBe(verdict);
  });

  it('says what the interactor said', () => {
    expect(decide(end({ first: 'interactor', interactor: wrong }), 'testlib').message).toContain('too high');
    const points = exit(7, 'points 12.5');
    expect(decide(end({ interactor: points }), 'testlib')).toMatchObject({
      verdict: 'accepted',
      says: { points: 12.5 },
    });
  });
});

describe('the exit code of an interactor', () => {
  it("is one of testlib's, where dirt and a missing line are the program's fault", () => {
    expect([0, 1, 2, 4, 8].map((code) => saysOf(code ? exit(code) : fine, 'testlib').kind)).toEqual([
      'accepted',
      ...Array<string>(4).fill('wrong_answer'),
    ]);
    expect(saysOf(exit(3), 'testlib').kind).toBe('failed');
  });

  it("or one of Kattis', where nothing else says anything", () => {
    expect(saysOf(exit(42), 'kattis').kind).toBe('accepted');
    expect(saysOf(exit(43), 'kattis').kind).toBe('wrong_answer');
    for (const other of [fine, exit(1), crash, idle]) expect(saysOf(other, 'kattis').kind).toBe('failed');
  });
});

describe('a manager of CMS', () => {
  const says = (written: string, how: RunOutcome = fine): RunOutcome => ({
    ...how,
    files: [{ path: 'stdout.txt', content: Buffer.from(written) }],
  });

  it('gives an outcome by what it has written, and else has failed', () => {
    expect(saysOf(says('1.0\n'), 'cms').kind).toBe('accepted');
    expect(saysOf(says('0\n'), 'cms').kind).toBe('wrong_answer');
    expect(saysOf(says('0.25\nand more\n'), 'cms')).toMatchObject({ kind: 'points', points: 0.25 });
    const broken = outcome({ kind: 'runtime_error', exitCode: null, signal: 'SIGPIPE' });
    for (const end of [fine, says(''), says('good'), says('1.5'), says('1.0', exit(1)), says('1.0', broken)])
      expect(saysOf(end, 'cms').kind).toBe('failed');
  });

  it.each<[string, Partial<Conversation>, string]>([
    ['content', { interactor: says('1.0') }, 'accepted'],
    ['says 0', { first: 'interactor', interactor: says('0.0') }, 'wrong_answer'],
    [
      'says 0, and the program crashes',
      { first: 'interactor', interactor: says('0'), program: crash },
      'runtime_error',
    ],
    [
      'says 1, and the program is too slow',
      { first: 'interactor', interactor: says('1'), program: slow },
      'time_limit_exceeded',
    ],
    ['fails, and the program crashes', { first: 'interactor', program: crash }, 'internal_error'],
  ])('%s', (_what, how, verdict) => {
    expect(decide(end(how), 'cms').verdict).toBe(verdict);
  });
});
