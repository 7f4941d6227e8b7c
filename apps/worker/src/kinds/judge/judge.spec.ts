import type { JudgeRequest, JudgeResult } from '@app/contracts';
import { describe, expect, it } from 'vitest';
import { JobFailed } from '../kind.js';
import { judge } from './judge.js';
import { Slots } from '../../jobs/slots.js';
import { testContext } from '../testing/context.js';
import { fake, FakeRunner, type FakeEnd, type FakeProgram } from '../testing/fake-runner.js';

const echo: FakeProgram = (stdin) => stdin;
const crash = (exitCode: number, stderr = ''): FakeEnd => ({ kind: 'runtime_error', exitCode, stderr });

async function run(programs: Record<string, FakeProgram>, request: Partial<JudgeRequest>, slots = 2) {
  const runner = new FakeRunner(programs, () => 2);
  const context = await testContext(runner, new Slots(slots));
  const whole: JudgeRequest = { kind: 'judge', program: fake('program'), tests: [], ...request };
  const { verdict, result } = await judge(whole, context);
  return { verdict, result: result as JudgeResult & { error?: string }, runner, context };
}

describe('judge', () => {
  it('gives every test its verdict, and the job that of the first failure', async () => {
    const program: FakeProgram = (stdin) =>
      stdin === 'slow' ? { kind: 'cpu_time_limit' } : stdin === 'crash' ? crash(3) : stdin;
    const { verdict, result, context } = await run(
      { program },
      {
        tests: [
          { input: '1', expectedOutput: '1\n' },
          { input: 'slow', expectedOutput: '1', name: 'large' },
          { input: '2', expectedOutput: '3' },
          { input: 'crash' },
          { input: 'anything' },
        ],
      },
    );
    expect(verdict).toBe('time_limit_exceeded');
    expect(result.tests.map((test) => [test.name, test.verdict])).toEqual([
      ['#1', 'accepted'],
      ['large', 'time_limit_exceeded'],
      ['#3', 'wrong_answer'],
      ['#4', 'runtime_error'],
      ['#5', 'accepted'],
    ]);
    expect(result.tests[2]!.message).toBe('line 1: expected "3", found "2"');
    expect(result).toMatchObject({ passed: 2, total: 5 });
    expect(result).not.toHaveProperty('points');
    expect(context.progresses.at(-1)).toEqual({ done: 5, total: 5 });
  });

  it('stops on the first failure when asked to', async () => {
    const tests = Array.from({ length: 50 }, (_, index) => ({
      input: String(index),
      expectedOutput: index === 20 ? 'x' : String(index),
    }));
    const { verdict, result } = await run({ program: echo }, { tests, stopOnFirstFailure: true });
    expect(verdict).toBe('wrong_answer');
    expect(result).toMatchObject({ passed: 20, total: 50 });
    expect(result.tests).toHaveLength(21);
  });

  it('adds up points', async () => {
    const { result } = await run(
      { program: echo },
      {
        tests: [
          { input: '1', expectedOutput: '1', points: 10 },
          { input: '2', expectedOutput: '3', points: 20 },
          { input: '3', points: 0 },
          { input: '4', expectedOutput: '4' },
          { input: '5', points: 5 },
        ],
      },
    );
    expect(result.tests.map(({ points }) => points)).toEqual([10, 0, 0, undefined, 5]);
    expect(result.points).toBe(15);
  });

  it('uses all free slots, and tells of each test in its order', async () => {
    const tests = Array.from({ length: 200 }, (_, index) => ({ input: String(index), name: `t${index}` }));
    const { result, runner, context } = await run({ program: echo }, { tests }, 3);
    expect(runner.mostBusy).toBe(3);
    expect(context.slots.busy).toBe(1);
    expect(result.tests.map(({ name }) => name)).toEqual(tests.map(({ name }) => name));
    const told = context.news.flatMap((news) =>
      news.type === 'submission.test_judged' ? [news.test.index] : [],
    );
    expect(told).toEqual(tests.map((_, index) => index));
    expect(runner.open_.size).toBe(0);
  });

  it('runs each test as often as asked, and tells when it came out differently', async () => {
    let runs = 0;
    const program: FakeProgram = (stdin) => (stdin === 'same' ? stdin : String(runs++));
    const tests = [{ input: 'same', expectedOutput: 'same' }, { input: 'other' }];
    const { result } = await run({ program }, { tests, repetitions: 3 });
    expect(result.tests.map((test) => test.runs?.nondeterministic)).toEqual([false, true]);
    expect(runs).toBe(3);
  });

  it('compares all of a long output also where a test runs several times', async () => {
    const long = 'x'.repeat(5_000_000);
    const tests = [{ input: '1', expectedOutput: long }];
    const { result } = await run({ program: () => long }, { tests, repetitions: 3 });
    expect(result.tests[0]).toMatchObject({ verdict: 'accepted', runs: { nondeterministic: false } });
  });

  describe('with groups', () => {
    const test = (name: string, isRight: boolean, points?: number) => ({
      name,
      input: name,
      expectedOutput: isRight ? name : 'another',
      ...(points !== undefined && { points }),
    });
    const outcome = async (request: Partial<JudgeRequest>) => {
      const { verdict, result } = await run({ program: echo }, request);
      const groups = result.groups?.map((group) => [
        group.name,
        group.verdict,
        group.points,
        group.maxPoints,
      ]);
      return {
        verdict,
        groups,
        ran: result.tests.map(({ name }) => name),
        points: [result.points, result.maxPoints],
      };
    };

    it('gives all of the points for all, an even share of a sum, or by the least and the best', async () => {
      const tests = ['a', 'b', 'c', 'd'].flatMap((name) => [test(`${name}1`, true), test(`${name}2`, false)]);
      const groups = (['all', 'sum', 'min', 'max'] as const).map((aggregation, at) => {
        const name = 'abcd'[at]!;
        return { name, aggregation, points: 10, tests: [`${name}1`, `${name}2`] };
      });
      expect(await outcome({ tests, groups })).toEqual({
        verdict: 'wrong_answer',
        groups: [
          ['a', 'wrong_answer', 0, 10],
          ['b', 'wrong_answer', 5, 10],
          ['c', 'wrong_answer', 0, 10],
          ['d', 'wrong_answer', 10, 10],
        ],
        ran: tests.map(({ name }) => name),
        points: [15, 40],
      });
    });

    it('does not run a group whose condition failed, nor the rest of one that breaks', async () => {
      const tests = [
        test('a1', true),
        test('a2', false),
        test('a3', true),
        test('b1', true),
        test('c1', true),
      ];
      const groups = [
        { name: 'a', tests: ['a1', 'a2', 'a3'], points: 30, onReject: 'break' as const },
        { name: 'b', tests: ['b1'], points: 30, dependsOn: ['a'] },
        { name: 'c', tests: ['c1'], points: 40 },
      ];
      expect(await outcome({ tests, groups })).toEqual({
        verdict: 'wrong_answer',
        groups: [
          ['a', 'wrong_answer', 0, 30],
          ['b', null, 0, 30],
          ['c', 'accepted', 40, 40],
        ],
        ran: ['a1', 'a2', 'c1'],
        points: [40, 100],
      });
    });

    it('runs what others wait for first, wherever it stands, and has groups in groups', async () => {
      const tests = [test('late', true), test('early', true), test('alone', true, 5)];
      const groups = [
        { name: 'outer', dependsOn: ['first'], groups: [{ name: 'inner', tests: ['late'], points: 20 }] },
        { name: 'first', tests: ['early'], points: 10 },
      ];
      expect(await outcome({ tests, groups })).toEqual({
        verdict: 'accepted',
        groups: [
          ['outer', 'accepted', 20, 20],
          ['inner', 'accepted', 20, 20],
          ['first', 'accepted', 10, 10],
        ],
        ran: ['late', 'early', 'alone'],
        points: [35, 35],
      });
    });

    it('cannot be done with groups that contradict themselves', async () => {
      const tests = [test('a', true)];
      const bad = [
        [{ name: 'g', tests: ['b'] }],
        [{ name: 'g', tests: ['a'] }, { name: 'g' }],
        [{ name: 'g', dependsOn: ['g'] }],
        [
          { name: 'g', tests: ['a'] },
          { name: 'h', tests: ['a'] },
        ],
      ];
      for (const groups of bad) await expect(outcome({ tests, groups })).rejects.toThrow(JobFailed);
    });
  });

  it('is compile_error for a program that does not compile', async () => {
    const { verdict, result } = await run({}, { tests: [{ input: '' }] });
    expect(verdict).toBe('compile_error');
    expect(result).toMatchObject({ tests: [], passed: 0, total: 1, compilation: { succeeded: false } });
  });

  it('compares long outputs as a whole, but stores only so much of them', async () => {
    const long = 'x'.repeat(3 * 1024 * 1024);
    const program: FakeProgram = (stdin) => (stdin === 'long' ? long : stdin);
    const tests = Array.from({ length: 40 }, (_, index) =>
      index >= 20 && index % 2 === 0
        ? { input: 'long', expectedOutput: `${long}\n` }
        : { input: '1', expectedOutput: '1' },
    );
    tests[30] = { input: 'long', expectedOutput: `${long}y` };
    const { verdict, result, context } = await run({ program }, { tests });
    expect(verdict).toBe('wrong_answer');
    expect(result.tests.flatMap((test, index) => (test.verdict === 'accepted' ? [] : [index]))).toEqual([30]);
    expect(result.tests[20]).toMatchObject({ stdoutTruncated: true });
    expect(result.tests[20]!.stdout).toHaveLength(64 * 1024);
    expect(context.kept.get('tests/20/stdout')).toHaveLength(long.length);
    expect(JSON.stringify(result).length).toBeLessThan(32 * 1024 * 1024);
  });

  describe('with a checker program', () => {
    const checker = { type: 'program', program: fake('checker') } as const;

    it('takes its word, and asks it also where no output is expected', async () => {
      let asked = 0;
      const verdicts = [crash(1, 'too small'), crash(7, 'points 4 nearly'), crash(7, 'points 5'), ''];
      const { verdict, result } = await run(
        { program: echo, checker: () => verdicts[asked++]! },
        {
          checker,
          tests: [
            { input: '1', expectedOutput: '1', points: 5 },
            { input: '2', points: 5 },
            { input: '3', points: 5 },
            { input: '4', points: 5 },
          ],
        },
        1,
      );
      expect(asked).toBe(4);
      expect(verdict).toBe('wrong_answer');
      expect(result.tests.map(({ verdict, points, message }) => [verdict, points, message])).toEqual([
        ['wrong_answer', 0, 'too small'],
        ['accepted', 4, 'points 4 nearly'],
        ['accepted', 5, 'points 5'],
        ['accepted', 5, undefined],
      ]);
    });

    it('ends as internal_error that names the checker when the checker fails, and tells of the other tests', async () => {
      let asked = 0;
      const { verdict, result } = await run(
        { program: echo, checker: () => (asked++ === 0 ? crash(3, 'no answer file') : crash(1)) },
        { checker, tests: [{ input: '1' }, { input: '2' }] },
        1,
      );
      expect(verdict).toBe('internal_error');
      expect(result.error).toMatch(/^test #1: the checker .*no answer file$/);
      expect(result.tests.map((test) => test.verdict)).toEqual(['internal_error', 'wrong_answer']);
    });

    it('ends as internal_error when the checker does not compile', async () => {
      await expect(run({ program: echo }, { checker, tests: [{ input: '1' }] })).rejects.toThrow(
        'the checker does not compile:\nno checker',
      );
    });
  });

  it('fails closed when the sandbox could not run a test', async () => {
    const program: FakeProgram = (stdin) =>
      stdin === '2' ? { kind: 'internal', stderr: 'the box died' } : stdin;
    await expect(run({ program }, { tests: [{ input: '1' }, { input: '2' }] })).rejects.toThrow(
      'test #2: the sandbox failed: the box died',
    );
  });
});
