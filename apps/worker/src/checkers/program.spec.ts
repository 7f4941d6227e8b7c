import { describe, expect, it } from 'vitest';
import type { CheckerProtocol } from '@app/packages';
import type { RunOutcome } from '../runner/runner.js';
import { PROTOCOLS } from './protocols.js';
import { outcomeOf } from './judgement.js';
import { judgeTestlib as judgementOf } from './protocol-testlib.js';

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
    expect(judgementOf(outcome({ kind: 'ok' }, 'ok 3 numbers\n'))).toMatchObject({
      kind: 'accepted',
      message: 'ok 3 numbers',
    });
    expect(judgementOf(exit(1, 'wrong answer'))).toMatchObject({
      kind: 'wrong_answer',
      message: 'wrong answer',
    });
    for (const code of [2, 4, 8]) expect(judgementOf(exit(code))).toMatchObject({ kind: 'wrong_answer' });
    expect(judgementOf(exit(7, 'points 12.5 nearly'))).toMatchObject({ kind: 'points', points: 12.5 });
    expect(judgementOf(exit(7, '3'))).toMatchObject({ kind: 'points', points: 3 });
    expect(judgementOf(exit(7, 'points 1e1 of many'))).toMatchObject({ kind: 'points', points: 10 });
    expect(judgementOf(exit(7, 'points_info=a=b'))).toMatchObject({ kind: 'accepted' });
    expect(judgementOf(exit(16 + 42))).toMatchObject({ kind: 'points', points: 0.42, as: 'fraction' });
    expect(judgementOf(exit(16))).toMatchObject({ kind: 'points', points: 0 });
  });

  it('is heard on stdout when it says nothing on stderr', () => {
    const said = { stdout: Buffer.from('expected 3\n') };
    expect(judgementOf({ ...exit(1), ...said })).toMatchObject({
      kind: 'wrong_answer',
      message: 'expected 3',
    });
    expect(judgementOf({ ...exit(1, 'no'), ...said })).toMatchObject({ kind: 'wrong_answer', message: 'no' });
  });

  it.each([
    ['says that it failed', exit(3, 'bad answer file'), 'bad answer file'],
    ['gives points without a number', exit(7, 'many'), 'how many'],
    ['gives a negative number of points', exit(7, 'points -1'), 'how many'],
    ['ends with an exit code nobody knows', exit(5), '5'],
    ['gives more than all', exit(16 + 101), '101 per cent'],
    ['crashes', outcome({ kind: 'runtime_error', exitCode: null, signal: 'SIGSEGV' }), 'SIGSEGV'],
    ['never ends', outcome({ kind: 'cpu_time_limit', signal: null }), 'too long'],
    ['sleeps', outcome({ kind: 'wall_time_limit', signal: null }), 'too long'],
    ['eats memory', outcome({ kind: 'memory_limit', exitCode: null, signal: null }), 'memory'],
    ['floods', outcome({ kind: 'output_limit', exitCode: null, signal: null }), 'wrote'],
    ['could not be run', outcome({ kind: 'internal', reason: 'no room' }), 'no room'],
  ])('that %s has not judged anything', (_what, end, words) => {
    expect(judgementOf(end)).toEqual({ kind: 'failed', reason: expect.stringContaining(words) });
  });

  it.each([
    [
      'Python',
      1,
      'Traceback (most recent call last):\n  File "main.py", line 1, in <module>\nRuntimeError: bug',
    ],
    [
      'Node',
      1,
      'main.js:1\nthrow new Error("bug")\n^\n\nError: bug\n    at Object.<anonymous> (main.js:1:7)',
    ],
    ['Java', 1, 'Exception in thread "main" java.lang.RuntimeException: bug\n\tat Main.main(Main.java:1)'],
    ['Ruby', 1, "main.rb:1:in `<main>': bug (RuntimeError)"],
    ['Perl', 2, 'cannot open it: No such file or directory at main.pl line 3, <STDIN> line 1.'],
    ['Lua', 1, 'lua: main.lua:1: bug\nstack traceback:\n\t[C]: in function'],
    ['Go', 2, 'panic: bug\n\ngoroutine 1 [running]:\nmain.main()'],
    ['Rust', 101, "thread 'main' panicked at 'bug', main.rs:1:13"],
    ['OCaml', 2, 'Fatal error: exception Failure("bug")'],
    ['Haskell', 1, 'main: bug\nCallStack (from HasCallStack):\n  error, called at main.hs:1:8'],
    ['R', 1, 'Error: bug\nExecution halted'],
    ['the address sanitizer', 1, '==7==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x1'],
  ])('that ends by an error of %s has not judged anything', (_what, exitCode, stderr) => {
    expect(judgementOf(exit(exitCode, stderr))).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(/^the checker crashed: /) as string,
    });
  });

  it('that its language cannot read has not judged anything', () => {
    const notCompiled = { output: 'SyntaxError: invalid syntax' };
    const end = outcome({ kind: 'runtime_error', exitCode: 1, signal: null, notCompiled });
    expect(judgementOf(end)).toMatchObject({
      reason: 'the checker does not compile: SyntaxError: invalid syntax',
    });
  });

  it('may say what it likes about lines, errors and exceptions', () => {
    for (const words of [
      'expected 1 at query line 3.',
      'an exception: bug',
      'Error: line 3 differs',
      '1 at 2:3',
    ])
      expect(judgementOf(exit(1, words))).toMatchObject({ kind: 'wrong_answer', message: words });
  });

  it('accepts by points when there are any; how many is the score', () => {
    const points = (value: number) => ({ kind: 'points', points: value, message: '' }) as const;
    expect(outcomeOf(points(10), 10)).toMatchObject({ accepted: true, share: 1 });
    expect(outcomeOf(points(9), 10)).toMatchObject({ accepted: true, share: 0.9 });
    expect(outcomeOf(points(0), 10)).toMatchObject({ accepted: false, share: 0 });
    expect(outcomeOf(points(1))).toMatchObject({ accepted: true, points: 1 });
    expect(outcomeOf(points(0))).toMatchObject({ accepted: false });
  });

  it('cannot give more points than there are', () => {
    expect(outcomeOf({ kind: 'points', points: 11, message: '' }, 10)).toMatchObject({ kind: 'failed' });
    expect(outcomeOf({ kind: 'points', points: 1.5, as: 'fraction', message: '' })).toMatchObject({
      kind: 'failed',
    });
  });

  it('gives points that are a share or per cent where the problem says so', () => {
    const given = (said: string, pointsAre: 'fraction' | 'percent') =>
      outcomeOf(judgementOf(exit(7, said), { pointsAre }), 50);
    expect(given('points 0.5', 'fraction')).toMatchObject({ share: 0.5 });
    expect(given('points 40', 'fraction')).toMatchObject({ share: 0.4 });
    expect(given('points 40', 'percent')).toMatchObject({ share: 0.4 });
    expect(given('points 140', 'percent')).toMatchObject({ kind: 'failed' });
  });
});

describe('other protocols', () => {
  const said = (exitCode: number, stdout = '', files: Record<string, string> = {}, stderr = '') =>
    outcome(
      {
        ...(exitCode === 0 ? { kind: 'ok' } : { kind: 'runtime_error', exitCode, signal: null }),
        stdout: Buffer.from(stdout),
        files: Object.entries(files).map(([path, content]) => ({ path, content: Buffer.from(content) })),
      },
      stderr,
    );
  const judge = (protocol: CheckerProtocol, end: RunOutcome) => PROTOCOLS[protocol].judge(end, { protocol });

  it.each<[string, CheckerProtocol, RunOutcome, object]>([
    ['42 is accepted', 'kattis', said(42), { kind: 'accepted' }],
    [
      '43 is wrong, with words for the jury and for the team',
      'kattis',
      said(43, '', { 'feedback/judgemessage.txt': 'wanted 7', 'feedback/teammessage.txt': 'no' }),
      { kind: 'wrong_answer', message: 'wanted 7', shown: 'no' },
    ],
    ['0 means nothing', 'kattis', said(0), { kind: 'failed' }],
    ['1 means nothing', 'kattis', said(1), { kind: 'failed' }],
    [
      'a score',
      'kattis',
      said(42, '', { 'feedback/score.txt': '12.5\n' }),
      { kind: 'points', points: 12.5, accepted: true },
    ],
    [
      'a multiplier',
      'kattis',
      said(42, '', { 'feedback/score_multiplier.txt': '0.25' }),
      { kind: 'points', points: 0.25, as: 'fraction' },
    ],
    [
      'both at once',
      'kattis',
      said(42, '', { 'feedback/score.txt': '1', 'feedback/score_multiplier.txt': '1' }),
      { kind: 'failed' },
    ],
    ['a score that is no number', 'kattis', said(42, '', { 'feedback/score.txt': 'x' }), { kind: 'failed' }],
    [
      'a score of what is wrong',
      'kattis',
      said(43, '', { 'feedback/score.txt': '5' }),
      { kind: 'wrong_answer' },
    ],
    ['0', 'dmoj-default', said(0, 'well done'), { kind: 'accepted', message: 'well done' }],
    ['1', 'dmoj-default', said(1), { kind: 'wrong_answer' }],
    ['2', 'dmoj-default', said(2), { kind: 'failed' }],
    ['presentation', 'dmoj-testlib', said(2), { kind: 'wrong_answer', message: 'Presentation Error' }],
    ['points', 'dmoj-testlib', said(7, 'points 3'), { kind: 'points', points: 3 }],
    ['points with words behind', 'dmoj-testlib', said(7, 'points 3 of 5'), { kind: 'failed' }],
    ['a part', 'dmoj-coci', said(7, 'partial 1/4'), { kind: 'points', points: 0.25 }],
    ['a part that is too much', 'dmoj-coci', said(7, 'partial 5/4'), { kind: 'failed' }],
    ['two numbers', 'dmoj-peg', said(0, '3\n4\n'), { kind: 'points', points: 0.75 }],
    ['no numbers', 'dmoj-peg', said(1, 'no'), { kind: 'wrong_answer' }],
    [
      'an outcome',
      'cms',
      said(0, '0.5\n', {}, 'translate:partial'),
      { kind: 'points', points: 0.5, message: 'partial' },
    ],
    ['an outcome of 1', 'cms', said(0, '1.0\n'), { kind: 'accepted' }],
    ['no outcome', 'cms', said(0, 'yes'), { kind: 'failed' }],
    ['another exit code', 'cms', said(1, '1.0'), { kind: 'failed' }],
    ['anything but 0', 'hustoj-spj', said(9), { kind: 'wrong_answer' }],
    ['per cent', 'hustoj-upj', said(30), { kind: 'points', points: 0.3 }],
    ['all per cent', 'hustoj-upj', said(100), { kind: 'accepted' }],
    ['none', 'hustoj-upj', said(0), { kind: 'wrong_answer' }],
    [
      'points in the last line',
      'hustoj-tpj',
      said(7, '', {}, 'fine\npoints 3'),
      { kind: 'points', points: 3 },
    ],
    [
      'a score in a file',
      'lemon',
      said(0, '', { score: '50', message: 'half' }),
      { kind: 'points', points: 0.5, message: 'half' },
    ],
    ['no score in a file', 'lemon', said(0), { kind: 'failed' }],
    ['a score on stdout', 'syzoj', said(0, '100'), { kind: 'accepted' }],
    ['255', 'qduoj', said(255), { kind: 'failed' }],
    ['1 of QDUOJ', 'qduoj', said(1), { kind: 'wrong_answer' }],
  ])('%s, by %s', (_what, protocol, end, judgement) => {
    expect(judge(protocol, end)).toMatchObject(judgement);
  });

  it('get their files in the order of each', () => {
    const one = { input: Buffer.from('i'), output: Buffer.from('o'), expected: Buffer.from('a') };
    const args = (protocol: CheckerProtocol, more = {}) =>
      PROTOCOLS[protocol].call(one, { protocol, ...more }).args?.map((arg) => arg.replace('{dir}/', ''));
    expect(args('testlib')).toEqual(['input', 'output', 'answer']);
    expect(args('kattis', { args: ['case_sensitive'] })).toEqual([
      'input',
      'answer',
      'feedback/',
      'case_sensitive',
    ]);
    expect(args('dmoj-peg')).toEqual(['answer', 'output', 'input']);
    expect(args('cms')).toEqual(['input', 'answer', 'output']);
    expect(args('hustoj-spj')).toEqual(['input', 'answer', 'output']);
    expect(args('qduoj')).toEqual(['input', 'output']);
    expect(args('dmoj-default', { argsTemplate: '{answer_file} --of {output_file}' })).toEqual([
      'answer',
      '--of',
      'output',
    ]);
    expect(PROTOCOLS.kattis.call(one, { protocol: 'kattis' }).stdin).toBe(one.output);
  });
});
