import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { JudgeRequest, JudgeResult, Program, StressResult } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckerProgram } from '../checkers/program.js';
import { outcomeOf, type Judgement } from '../checkers/judgement.js';
import { STOCK_VECTORS } from '../checkers/testing/stock-vectors.js';
import { performJob } from '../kinds/index.js';
import type { JobContext } from '../kinds/kind.js';
import { makeData } from '../kinds/problem/maker.js';
import type { JudgeProblem } from '../kinds/problem/problem.js';
import { testContext } from '../kinds/testing/context.js';
import { startRealRunner, type RealRunner } from '../kinds/testing/real-runner.js';
import type { PreparedProgram } from '../runner/runner.js';
import { withTestlib } from './with-testlib.js';

const FOLDER = fileURLToPath(new URL('stock/', import.meta.url));
const source = (name: string) => readFileSync(`${FOLDER}${name}.cpp`, 'utf8');

/** All of them as one program, whose first argument says which one it is. */
function allOfThem(): string {
  const names = readdirSync(FOLDER).map((file) => file.replace('.cpp', ''));
  return [
    '#include "testlib.h"',
    ...names.flatMap((name) => [
      `namespace ${name} {\n#define main entry`,
      `${source(name)}\n#undef main\n}`,
    ]),
    'int main(int count, char** words) {\n  std::string name = words[1];',
    ...names.map((name) => `  if (name == "${name}") return ${name}::entry(count - 1, words + 1);`),
    '  return 99;\n}',
  ].join('\n');
}

/** Ours, and the real one where it is given by its path. */
const HEADERS: [string, Program['files']][] = [
  ['our testlib.h', []],
  ...(process.env['TESTLIB_H'] === undefined
    ? []
    : [
        [
          'the real testlib.h',
          [{ path: 'testlib.h', content: readFileSync(process.env['TESTLIB_H'], 'utf8') }],
        ] satisfies [string, Program['files']],
      ]),
];

let real: RealRunner;
beforeAll(async () => (real = await startRealRunner(['cpp', 'python'])));
afterAll(() => real.stop());

describe.each(HEADERS)("testlib's stock checkers, written in C++ with %s,", (_which, files) => {
  let all: PreparedProgram;
  beforeAll(async () => {
    const program = withTestlib({ language: 'cpp', source: allOfThem(), files: [...files!] });
    const prepared = await real.runner.prepare(program);
    if (prepared.kind !== 'ready') throw new Error(JSON.stringify(prepared));
    all = prepared.program;
  });

  async function judge(
    name: string,
    pairs: readonly [expected: string, actual: string][],
  ): Promise<Judgement[]> {
    const checker = new CheckerProgram(all, {
      type: 'program',
      protocol: 'testlib',
      args: [],
      argsTemplate: `${name} {input_file} {output_file} {answer_file}`,
    } as never);
    const sandbox = await real.runner.open([all]);
    try {
      const cases = pairs.map(([expected, actual]) => ({
        input: Buffer.from('unused\n'),
        output: Buffer.from(actual),
        expected: Buffer.from(expected),
      }));
      return await checker.check(sandbox, cases as never);
    } finally {
      await sandbox.close();
    }
  }

  for (const { rule, checker, accepted, wrong } of STOCK_VECTORS) {
    it(rule, async () => {
      const kinds = async (pairs: [string, string][]) =>
        (await judge(checker.name, pairs)).map((judgement) => judgement.kind);
      expect(await kinds(accepted)).toEqual(accepted.map(() => 'accepted'));
      expect(await kinds(wrong)).toEqual(wrong.map(() => 'wrong_answer'));
    });
  }

  it.each<[string, [string, string], Partial<Judgement>]>([
    ['pe', ['x', 'pe'], { kind: 'wrong_answer', message: 'wrong output format format' }],
    ['dirt (4)', ['x', 'dirt'], { kind: 'wrong_answer' }],
    ['fail (3)', ['x', 'fail'], { kind: 'failed' }],
    ['points of an int (7)', ['x', 'long'], { kind: 'points', points: 10 }],
    ['points with ten decimals (7)', ['x', 'third'], { kind: 'points', points: 0.3333333333 }],
    ['an answer of the wrong format is the package’s fault', ['x', 'answer'], { kind: 'failed' }],
    ['a number out of its range', ['x', 'range 6'], { kind: 'wrong_answer' }],
    ['infinity is no number', ['x', 'double inf'], { kind: 'wrong_answer' }],
    ['hexadecimal is no number', ['x', 'double 0x10'], { kind: 'wrong_answer' }],
    ['the end where a token is expected', ['x', 'more'], { kind: 'wrong_answer' }],
    ['what is left over after ok', ['x', 'ok more'], { kind: 'wrong_answer' }],
    ['a byte order mark before the output', ['x', '\uFEFFfine'], { kind: 'accepted' }],
  ])('end as %s', async (_what, pair, expected) => {
    const [judgement] = await judge('dirt', [pair]);
    expect(judgement).toMatchObject(expected);
  });

  it('give points, information for a scorer, or a percentage', async () => {
    expect(await judge('pointscmp', [['50', '45.5']])).toMatchObject([{ kind: 'points', points: 95.5 }]);
    expect(await judge('pointsinfo', [['50', '45']])).toMatchObject([
      { kind: 'accepted', message: 'points_info=off=5 to be counted' },
    ]);
    const [part] = await judge('partial', [['0123456789', '0123400000']]);
    expect(part).toMatchObject({ kind: 'points', points: 0.5, as: 'fraction' });
    expect(outcomeOf(part as never, 30)).toMatchObject({ share: 0.5 });
  });
});

const CHECKER: Program = { language: 'cpp', source: source('wcmp') };
const judgeRequest = (checker: Program): JudgeRequest => ({
  kind: 'judge',
  program: { language: 'python', source: 'print(input().upper())' },
  tests: [{ input: 'a b', expectedOutput: 'A\nB' }],
  checker: { type: 'program', program: checker },
});

describe('a checker that includes testlib.h', () => {
  it('and brings none gets ours; the second time its compilation takes no time', async () => {
    const context = await testContext(real.runner);
    const first = await performJob(judgeRequest(CHECKER), context);
    expect(first.result).toMatchObject({ tests: [{ verdict: 'accepted', message: 'ok 2 words' }] });
    const began = performance.now();
    const again = await performJob(judgeRequest(CHECKER), context);
    expect((again.result as unknown as JudgeResult).tests[0]?.verdict).toBe('accepted');
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('and brings one is compiled with that', async () => {
    const own = { path: 'testlib.h', content: '#error this is mine\n' };
    const { result } = await performJob(
      judgeRequest({ ...CHECKER, files: [own] }),
      await testContext(real.runner),
    ).catch((error: Error) => ({ result: error.message }));
    expect(JSON.stringify(result)).toContain('this is mine');
  });
});

describe('our testlib.h', () => {
  const run = async (body: string, stdin = '', args: string[] = []) => {
    const program = withTestlib({
      language: 'cpp',
      source: `#include "testlib.h"\nint main(int argc, char** argv) {\n${body}\n}\n`,
      runArgs: args,
    });
    const { result } = await performJob({ kind: 'run', program, stdin }, await testContext(real.runner));
    const { execution, compilation } = result as never as {
      execution: { exitCode: number; stdout: string; stderr: string } | null;
      compilation: { output: string };
    };
    if (!execution) throw new Error(compilation.output);
    return execution;
  };
  const VALIDATOR = `
    registerValidation(argc, argv);
    int n = inf.readInt(1, 3, "n");
    inf.readEoln();
    for (int i = 0; i < n; i++) {
      inf.readToken("[a-c]{1,3}|z(xy)*", "word");
      i + 1 < n ? (void)inf.readSpace() : inf.readEoln();
    }
    inf.readEof();`;
  it('validates strictly: each blank, each line end, each pattern', async () => {
    const program = withTestlib({
      language: 'cpp',
      source: `#include "testlib.h"\nint main(int argc, char** argv) {${VALIDATOR}}\n`,
    });
    const inputs: [string, number][] = [
      ['2\nabc zxyxy\n', 0],
      ['2\r\nabc zxyxy\r\n', 3],
      ['2\nabc  z\n', 3],
      ['2\nabcd z\n', 3],
      ['2\nabc z', 3],
      ['2\nabc z\n\n', 3],
      ['4\na a a a\n', 3],
      ['02\na a\n', 3],
    ];
    const codes: number[] = [];
    for (const [stdin] of inputs) {
      const { result } = await performJob({ kind: 'run', program, stdin }, await testContext(real.runner));
      codes.push((result as never as { execution: { exitCode: number } }).execution.exitCode);
    }
    expect(codes).toEqual(inputs.map(([, code]) => code));
  });

  /** Generators as setters write them: options by name, by number, and a file for the test. */
  const GENERATORS = {
    array: `
      int n = opt<int>("n"), most = opt<int>("max", 1000);
      println(n);
      std::vector<int> a(n);
      for (int& each : a) each = rnd.wnext(1, most, opt<int>("type", 0));
      shuffle(a.begin(), a.end());
      println(a.begin(), a.end());`,
    tree: `
      int n = opt<int>(1), type = opt<int>(2);
      std::vector<int> label = rnd.perm(n, 1);
      std::vector<std::pair<int, int>> edges;
      for (int i = 1; i < n; i++) {
        int parent = rnd.wnext(i, type);
        if (rnd.next(2)) edges.push_back({label[i], label[parent]});
        else edges.push_back({label[parent], label[i]});
      }
      shuffle(edges.begin(), edges.end());
      printf("%d\\n", n);
      for (auto [u, v] : edges) printf("%d %d\\n", u, v);`,
    words: `
      std::vector<std::string> words = {"up", "down", rnd.next("[a-c]{%d,4}", 2)};
      std::cout << opt<int>(1) << std::endl;
      for (int i = 0; i < opt<int>(1); i++) std::cout << rnd.any(words) << ' ' << rnd.wany(words, -2) << std::endl;`,
  };
  const generator = (name: keyof typeof GENERATORS, runArgs: string[]): Program => ({
    language: 'cpp',
    source: `#include "testlib.h"\nint main(int argc, char** argv) {\nregisterGen(argc, argv, 1);${GENERATORS[name]}\n}\n`,
    runArgs,
  });

  it.each([
    ['array', ['-n', '5', '--max=30', '-type', '-1'], 'n=N[5] ; N[1,30]{n} ;'],
    ['tree', ['6', '2'], 'n=N[6] ; tree(n)'],
    ['words', ['3'], 'n=N[3] ; (?: S[2,4,@a-z@] S[2,4,@a-z@] ; ){n}'],
  ] as const)(
    'writes inputs of a stress job, with seed and index behind its arguments: %s',
    async (name, args, format) => {
      const program: Program = { language: 'python', source: 'print(len(input()))' };
      const { verdict, result } = await performJob(
        {
          kind: 'stress',
          reference: program,
          candidate: program,
          generator: { program: generator(name, [...args]) },
          format,
          iterations: 12,
          seed: '5',
        },
        await testContext(real.runner),
      );
      expect({ verdict, error: (result as { error?: string }).error }).toEqual({ verdict: 'no_difference' });
      expect((result as unknown as StressResult).distinctInputs).toBe(12);
    },
  );

  it('makes the tests of a suite by their command lines, each once', async () => {
    const bytes = (source: string) => ({
      bytes: source.length,
      read: () => Promise.resolve(Buffer.from(source)),
    });
    const made = new Map<number, string>();
    const suites = {
      made: () => Promise.resolve([]),
      keep: (_suite: string, _version: number, { testIndex }: { testIndex: number }, content: Buffer) => {
        made.set(testIndex, content.toString());
        return Promise.resolve();
      },
    } as unknown as NonNullable<JobContext['suites']>;
    const tests = [
      ['array', ['-n', '3', 'a']],
      ['array', ['-n', '3', 'b']],
      ['tree', ['4', '-3']],
      ['words', ['2', 'x']],
    ] as const;
    const problem = {
      tests: tests.map(([name, args], at) => ({
        name: `${at}`,
        input: { kind: 'generated', generator: name, args: [...args], stream: 'stdout' },
      })),
      generators: Object.fromEntries(
        Object.keys(GENERATORS).map((name) => [
          name,
          {
            name,
            language: 'cpp',
            files: [{ path: `${name}.cpp`, content: bytes(generator(name as 'tree', []).source) }],
          },
        ]),
      ),
      solutions: [],
    } as unknown as JudgeProblem;
    await makeData(
      problem,
      { suiteId: 'suite', version: 1 },
      { ...(await testContext(real.runner)), suites },
    );
    expect(made.get(0)).toMatch(/^3\n(\d+ ){2}\d+\n$/);
    expect(made.get(1)).not.toBe(made.get(0));
    expect(made.get(2)).toMatch(/^4\n(\d \d\n){3}$/);
    expect(made.get(3)).toMatch(/^2\n([a-z]+ [a-z]+\n){2}$/);
  });

  it('generates the same test for the same command line, and another for another', async () => {
    const body = `
      registerGen(argc, argv, 1);
      println(rnd.next(1, 1000000), rnd.next(1000000000000LL), opt<int>("n"), rnd.next("[a-z]{5}"));
      std::vector<int> p = rnd.perm(5, 1);
      shuffle(p.begin(), p.end());
      println(p);
      println(rnd.partition(3, 10));`;
    const [one, again, other] = [
      await run(body, '', ['-n', '5', 'x']),
      await run(body, '', ['-n', '5', 'x']),
      await run(body, '', ['-n', '5', 'y']),
    ];
    expect(one.stdout).toMatch(/^\d+ \d+ 5 [a-z]{5}\n(\d ?){5}\n\d+ \d+ \d+\n$/);
    expect(again.stdout).toBe(one.stdout);
    expect(other.stdout).not.toBe(one.stdout);
  });
});
