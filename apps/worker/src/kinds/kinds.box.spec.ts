import type {
  InteractResult,
  JudgeRequest,
  JudgeResult,
  Program,
  RunRequest,
  RunResult,
  StressRequest,
  StressResult,
  SubmissionRequest,
} from '@app/contracts';
import type { ToApi, ToWorker } from '@app/queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownBoxes } from '../runner/testing.js';
import { Slots } from '../jobs/slots.js';
import { performJob } from './index.js';
import { runLive } from './run/live.js';
import { testContext, type TestContext } from './testing/context.js';
import { startRealRunner, type RealRunner } from './testing/real-runner.js';

const MiB = 1024 * 1024;
const python = (source: string): Program => ({ language: 'python', source });
const cpp = (body: string): Program => ({
  language: 'cpp',
  source: `#include <iostream>\n#include <vector>\n#include <cstdlib>\nint main() {\n${body}\n}\n`,
});
const READ_CPP = 'long long x; std::cin >> x; ';
const DOUBLE_CPP = cpp(`${READ_CPP} std::cout << x * 2 << "\\n";`);
const DOUBLE_PYTHON = python('print(int(input()) * 2)');
const BROKEN_CPP: Program = { language: 'cpp', source: 'int main() { return }' };

let native: RealRunner;
beforeAll(async () => (native = await startRealRunner(['cpp', 'python'])));
afterAll(() => native.stop());

async function perform<R>(request: SubmissionRequest, context?: TestContext) {
  const { verdict, result } = await performJob(request, context ?? (await testContext(native.runner)));
  return { verdict, result: result as unknown as R & { error?: string } };
}

describe('a run', () => {
  const run = (program: Program, rest: Partial<RunRequest> = {}) =>
    perform<RunResult>({ kind: 'run', program, ...rest });

  it('gives what the program wrote', async () => {
    const program = python('import sys; print(input()); print("oops", file=sys.stderr)');
    const { verdict, result } = await run(program, { stdin: 'h\u00e9llo\n' });
    expect(verdict).toBe('accepted');
    expect(result.execution).toMatchObject({
      verdict: 'accepted',
      exitCode: 0,
      signal: null,
      stdout: 'h\u00e9llo\n',
      stderr: 'oops\n',
      stdoutTruncated: false,
    });
    expect(result.execution!.cpuTimeMs).toBeGreaterThan(0);
    expect(result.execution!.memoryBytes).toBeGreaterThan(MiB);
  });

  it('shows bytes that are not UTF-8', async () => {
    const { result } = await run(python('import sys; sys.stdout.buffer.write(b"a\\xff\\x00b")'));
    expect(result.execution!.stdout).toBe('a\uFFFD\0b');
  });

  it.each<[string, Program, RunRequest['limits'], string]>([
    ['an exit code', python('raise SystemExit(3)'), {}, 'runtime_error'],
    ['a crash', cpp('std::abort();'), {}, 'runtime_error'],
    [
      'an endless loop',
      cpp('for (volatile int i = 0;; i++);'),
      { cpuTimeLimitMs: 200 },
      'time_limit_exceeded',
    ],
    ['sleep', python('import time; time.sleep(30)'), { wallTimeLimitMs: 300 }, 'time_limit_exceeded'],
    [
      'a flood',
      cpp('for (;;) std::cout << "xxxxxxxxxxxxxxxx";'),
      { outputLimitBytes: MiB },
      'output_limit_exceeded',
    ],
    [
      'hunger',
      cpp('std::vector<char> v(200 << 20, 1); std::cout << v[5] + v.size();'),
      { memoryLimitBytes: 64 * MiB },
      'memory_limit_exceeded',
    ],
  ])('maps %s to its verdict', async (_what, program, limits, verdict) => {
    const answer = await run(program, { limits });
    expect(answer.verdict).toBe(verdict);
    expect(answer.result.execution!.verdict).toBe(verdict);
  });

  it('shows the beginning of a long output, and keeps all of it as a blob', async () => {
    const context = await testContext(native.runner);
    const program = python('print("x" * 2999999)');
    const { verdict, result } = await perform<RunResult>({ kind: 'run', program }, context);
    expect(verdict).toBe('accepted');
    expect(result.execution).toMatchObject({ stdoutBytes: 3_000_000, stdoutTruncated: true });
    expect(result.execution!.stdout).toBe('x'.repeat(64 * 1024));
    expect(context.kept.get('stdout')!.equals(Buffer.from(`${'x'.repeat(2_999_999)}\n`))).toBe(true);
  });

  it('is compile_error with the words of the compiler', async () => {
    const { verdict, result } = await run(BROKEN_CPP);
    expect(verdict).toBe('compile_error');
    expect(result.execution).toBeNull();
    expect(result.compilation).toMatchObject({ succeeded: false, output: expect.stringContaining('error') });
  });
});

describe('a judge job', () => {
  const judge = (rest: Partial<JudgeRequest>) =>
    perform<JudgeResult>({ kind: 'judge', program: DOUBLE_CPP, tests: [], ...rest });

  it('judges every test', async () => {
    const program = cpp(
      `${READ_CPP} if (x == 7) std::abort(); if (x == 9) for (;;); std::cout << x * 2 + (x == 5) << " \\r\\n\\n";`,
    );
    const tests = Array.from({ length: 12 }, (_, x) => ({ input: `${x}`, expectedOutput: `${x * 2}\n` }));
    const { verdict, result } = await judge({ program, tests, limits: { cpuTimeLimitMs: 1_000 } });
    expect(verdict).toBe('wrong_answer');
    expect(result).toMatchObject({ passed: 9, total: 12 });
    const failed = result.tests.filter((test) => test.verdict !== 'accepted');
    expect(failed.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['#6', 'wrong_answer'],
      ['#8', 'runtime_error'],
      ['#10', 'time_limit_exceeded'],
    ]);
    expect(failed[1]).toMatchObject({ signal: 'SIGABRT' });
  });

  it('asks a checker program', async () => {
    const checker = {
      type: 'program',
      program: python(`import sys
numbers, output, answer = (open(path).read().split() for path in sys.argv[1:4])
if output != answer and len(output) == len(answer) == 1:
    print("points 2" if output[0] == "0" else "off by", int(output[0]) - int(answer[0]), file=sys.stderr)
    sys.exit(7 if output[0] == "0" else 1)
if numbers[0] == "13":
    sys.exit("no idea")
`),
    } as const;
    const tests = ['1 2', '2 5', '3 0'].map((pair) => {
      const [input, expectedOutput] = pair.split(' ') as [string, string];
      return { input, expectedOutput, points: 5 };
    });
    const { verdict, result } = await judge({ checker, tests });
    expect(verdict).toBe('wrong_answer');
    expect(result.tests.map(({ verdict, message }) => [verdict, message])).toEqual([
      ['accepted', undefined],
      ['wrong_answer', 'off by -1'],
      ['wrong_answer', 'off by 6'],
    ]);
    expect(result.points).toBe(5);
    const crashed = await judge({ checker, tests: [{ input: '13', expectedOutput: '26' }] });
    expect(crashed.verdict).toBe('wrong_answer');
  });

  it('hides the answers from the program under test', async () => {
    const spy = python(`import os
found = []
for folder, _, files in (entry for root in ('/box', '/work', '/tmp', '/dev', '/var') for entry in os.walk(root)):
    for name in files:
        try:
            if not name.startswith(('random', 'urandom', 'zero', 'full', 'std')) and 'SECRET' + '42' in open(os.path.join(folder, name), errors='replace').read(1 << 20): found.append(name)
        except OSError: pass
print(found)`);
    const checker = { type: 'program', program: python('import sys; open(sys.argv[3]).read()') } as const;
    const tests = Array.from({ length: 4 }, () => ({ input: '', expectedOutput: 'SECRET42' }));
    const { result } = await judge({ program: spy, checker, tests });
    expect(result.tests.map(({ stdout }) => stdout)).toEqual(['[]\n', '[]\n', '[]\n', '[]\n']);
  });
});

describe('a program that is talked to', () => {
  it('is ended when nothing was said for too long', async () => {
    const context = await testContext(native.runner);
    const told: ToApi[] = [];
    let say: (word: ToWorker) => void = () => {};
    const talk = {
      tell(news: ToApi) {
        told.push(news);
        if (news.type === 'data') say({ type: 'took', bytes: news.data.length });
      },
      listen: (listener: typeof say) => void (say = listener),
      abandon: () => {},
    };
    const program = python('print("hello", flush=True)\ninput()');
    const { verdict, result } = await runLive({ kind: 'run', program }, context, talk, 300);
    expect(verdict).toBe('time_limit_exceeded');
    expect(result).toMatchObject({
      error: 'nothing was said for 0.3 seconds',
      execution: { limit: 'wall', signal: 'SIGKILL', stdout: 'hello\n' },
    });
    expect(told.map(({ type }) => type)).toEqual(['compiled', 'started', 'data']);
  });

  it('is a compile error where its language cannot read it', async () => {
    const context = await testContext(native.runner);
    const talk = { tell: () => {}, listen: () => {}, abandon: () => {} };
    const { verdict, result } = await runLive({ kind: 'run', program: python('def f(:') }, context, talk);
    expect([verdict, result]).toEqual([
      'compile_error',
      { compilation: expect.objectContaining({ succeeded: false }) as unknown, execution: null },
    ]);
  });
});

describe('a program that its language cannot read', () => {
  const unreadable = python('def f(:\n');
  const told = {
    succeeded: false,
    exitCode: 1,
    output: expect.stringContaining('SyntaxError') as string,
  };

  it('is a compile error of a judge job, which runs no test', async () => {
    const tests = [{ input: '', expectedOutput: '' }];
    const { verdict, result } = await perform<JudgeResult>({ kind: 'judge', program: unreadable, tests });
    expect(verdict).toBe('compile_error');
    expect(result).toMatchObject({ compilation: told, tests: [], passed: 0, total: 1 });
  });

  it('is a compile error of an interact job', async () => {
    const { verdict, result } = await perform<InteractResult>({
      kind: 'interact',
      program: unreadable,
      interactor: python('input()'),
      tests: [{ input: '' }],
    });
    expect(verdict).toBe('compile_error');
    expect(result).toMatchObject({ compilation: told, tests: [], total: 1 });
  });

  it('is a fault of the jury where it is the interactor', async () => {
    const { verdict, result } = await perform<InteractResult>({
      kind: 'interact',
      program: python('print(1)'),
      interactor: unreadable,
      tests: [{ input: '' }],
    });
    expect(verdict).toBe('internal_error');
    expect(result.error).toContain('the interactor does not compile: ');
  });

  it.each<[string, Partial<StressRequest>, string[]]>([
    ['the reference', { reference: unreadable }, ['reference']],
    ['the candidate', { candidate: unreadable }, ['candidate']],
    ['the generator', { generator: { program: unreadable } }, ['generator']],
    ['the validator', { validator: unreadable }, ['validator']],
    [
      'one of the candidates',
      { candidate: undefined, candidates: [DOUBLE_PYTHON, unreadable] },
      ['candidates', '1'],
    ],
  ])('is a compile error of a stress job: %s', async (_which, rest, path) => {
    const { verdict, result } = await perform<StressResult>({
      kind: 'stress',
      reference: DOUBLE_PYTHON,
      candidate: DOUBLE_PYTHON,
      generator: { clex: 'N' },
      iterations: 3,
      ...rest,
    } as StressRequest);
    expect(verdict).toBe('compile_error');
    expect(result.failures).toEqual([]);
    expect(result.compilations).toHaveProperty(path, expect.objectContaining(told));
  });
});

describe('repetitions of a judge job', () => {
  it('give least and median time of each test, and tell outputs that differ', async () => {
    const source = `
import os
line = input()
print(os.urandom(8) if line == 'random' else line)
`;
    const tests = ['calm', 'random'].map((input) => ({ name: input, input }));
    const { verdict, result } = await perform<JudgeResult>({
      kind: 'judge',
      program: python(source),
      tests,
      repetitions: 3,
    });
    expect(verdict).toBe('accepted');
    for (const { runs, cpuTimeMs } of result.tests) {
      expect(runs!.min).toBeGreaterThan(0);
      expect(runs!.min).toBeLessThanOrEqual(runs!.median);
      expect(cpuTimeMs).toBe(runs!.median);
    }
    expect(result.tests.map(({ runs }) => runs!.nondeterministic)).toEqual([false, true]);
  });

  it('count as failed where one of them fails', async () => {
    const source = 'import os\nif os.urandom(1)[0] < 128: print(1)\nelse: raise SystemExit(1)\n';
    const { verdict, result } = await perform<JudgeResult>({
      kind: 'judge',
      program: python(source),
      tests: [{ input: '' }],
      repetitions: 16,
    });
    // All alike once in 32,768.
    expect(verdict).toBe('runtime_error');
    expect(result.tests[0]!.runs!.nondeterministic).toBe(true);
  });
});

describe('a stress job', () => {
  const stress = (rest: Partial<StressRequest>, context?: TestContext) =>
    perform<StressResult>(
      {
        kind: 'stress',
        reference: DOUBLE_CPP,
        candidate: DOUBLE_PYTHON,
        generator: { clex: 'N[1,1000]' },
        iterations: 30,
        seed: '1',
        ...rest,
      },
      context,
    );

  it('sees no difference where there is none, across languages', async () => {
    const { verdict, result } = await stress({});
    expect(verdict).toBe('no_difference');
    expect(result).toMatchObject({ iterations: 30, seed: '1', failures: [] });
    expect(result.timing.candidate.maxCpuTimeMs).toBeGreaterThan(0);
    expect(result.compilations.reference).toMatchObject({ succeeded: true });
    expect(result.compilations).not.toHaveProperty('generator');
  });

  it.each<[string, Program, string]>([
    ['a wrong answer', cpp(`${READ_CPP} std::cout << x * 2 - (x > 700);`), 'wrong_answer'],
    ['a crash', cpp(`${READ_CPP} if (x > 700) std::abort(); std::cout << x * 2;`), 'runtime_error'],
    [
      'an endless loop',
      cpp(`${READ_CPP} while (x > 700) asm volatile (""); std::cout << x * 2;`),
      'time_limit_exceeded',
    ],
    [
      'too much memory',
      cpp(
        `${READ_CPP} if (x > 700) { std::vector<char> v(200 << 20, 1); x += v[9] - 1; } std::cout << x * 2;`,
      ),
      'memory_limit_exceeded',
    ],
  ])('finds %s, twice the same one', async (_what, candidate, verdict) => {
    const limits = { cpuTimeLimitMs: 1_000, memoryLimitBytes: 64 * MiB };
    const request = { candidate, limits, shrink: false };
    const [first, second] = [await stress(request), await stress(request)];
    expect(first.verdict).toBe('difference_found');
    const [failure] = first.result.failures;
    expect(Number(failure!.input)).toBeGreaterThan(700);
    expect(failure!.candidate.verdict).toBe(verdict);
    expect(failure!.reference.verdict).toBe('accepted');
    expect(failure!.expectedOutput).toBe(`${Number(failure!.input) * 2}\n`);
    expect(first.result.iterations).toBe(failure!.iteration + 1);
    expect(second.result.failures.map(({ iteration, input }) => [iteration, input])).toEqual([
      [failure!.iteration, failure!.input],
    ]);
  });

  it('says when it is the reference that fails', async () => {
    const reference = cpp(`${READ_CPP} if (x > 500) return 9; std::cout << x * 2;`);
    const { verdict, result } = await stress({ reference });
    expect(verdict).toBe('reference_failed');
    expect(result.failures[0]!.reference).toMatchObject({ verdict: 'runtime_error', exitCode: 9 });
  });

  it('takes inputs from a program, which gets seed and index', async () => {
    const generator = { program: python('import sys; print(int(sys.argv[2]) + int(sys.argv[3]))') };
    generator.program.runArgs = ['-n'];
    const candidate = cpp(`${READ_CPP} std::cout << x * 2 - (x == 1017);`);
    const { verdict, result } = await stress({ generator, candidate, seed: '1000' });
    expect(verdict).toBe('difference_found');
    expect(result.failures[0]).toMatchObject({ iteration: 17, input: '1017\n' });
    expect(result.compilations).toHaveProperty('generator');
  });

  it('says what a generator that fails wrote', async () => {
    const generator = {
      program: python('import sys\nif sys.argv[2] == "5": sys.exit("no number 5")\nprint(sys.argv[2])'),
    };
    const { verdict, result } = await stress({ generator });
    expect(verdict).toBe('generator_failed');
    expect(result.error).toBe(
      'the generator failed at iteration 5 (runtime_error, exit code 1):\nno number 5',
    );
    expect(result.iterations).toBe(5);
  });

  it('says which program does not compile', async () => {
    const { verdict, result } = await stress({ candidate: BROKEN_CPP });
    expect(verdict).toBe('compile_error');
    expect(result.compilations.reference).toMatchObject({ succeeded: true });
    expect(result.compilations.candidate).toMatchObject({ succeeded: false });
  });

  it('is over at once when it is cancelled, and leaves no box behind', async () => {
    const context = await testContext(native.runner);
    const asleep = python('import time; input(); time.sleep(50)');
    const work = stress({ candidate: asleep, limits: { wallTimeLimitMs: 60_000 } }, context);
    const ended = expect(work).rejects.toThrow('cancelled');
    while ((await ownBoxes()).length === 0);
    const cancelledAt = performance.now();
    context.controller.abort(new Error('cancelled'));
    await ended;
    expect(performance.now() - cancelledAt).toBeLessThan(5_000);
    expect(await ownBoxes()).toEqual([]);
  });
});

describe('slots that are cores', () => {
  const CORES = 'import os\nprint(*os.sched_getaffinity(0), input())';
  const onTwoCores = () => testContext(native.runner, new Slots(2, [0, 1]));

  it('keep the tests of a job on one of them each', async () => {
    const tests = Array.from({ length: 40 }, (_, i) => ({ input: `${i}\n` }));
    const { result } = await perform<JudgeResult>(
      { kind: 'judge', program: python(CORES), tests },
      await onTwoCores(),
    );
    expect(result.tests.map(({ stdout }) => stdout!.replace(/^[01] /, ''))).toEqual(
      tests.map(({ input }) => input),
    );
  });

  it('keep both programs of a stress job and its generator on the same one', async () => {
    const [reference, candidate] = [python(CORES), python(CORES)];
    const generator = { program: python('import os\nprint(*os.sched_getaffinity(0))') };
    const { verdict } = await perform<StressResult>(
      { kind: 'stress', reference, candidate, generator, iterations: 60 },
      await onTwoCores(),
    );
    expect(verdict).toBe('no_difference');
  });
});
