import type { Content, Problem } from '@app/packages';
import { describe, expect, it } from 'vitest';
import { FERRY, MODERN, POINTS_BY_VALIDATOR, SUBTASKS, TAGGED } from './fixtures/kattis.js';
import { CMS, DMOJ_GENERATOR, DOMJUDGE, dmojBatches, FPS, HUSTOJ, HYDRO, QDUOJ } from './fixtures/others.js';
import { STANDARD, STONES } from './fixtures/polygon.js';
import { read, textOf } from './read.js';

const names = (problem: Problem<Content>) => problem.tests.map(({ name }) => name);
const expectedOf = (problem: Problem<Content>, end: string) =>
  problem.solutions.find(({ path }) => path.endsWith(end))?.expected;

describe('a Kattis package, legacy', () => {
  it('has its tests in the order of bytes, samples first, and what problem.yaml says', () =>
    read(FERRY, async (problem) => {
      expect(problem).toMatchObject({
        format: 'kattis-legacy',
        name: 'The ferry',
        license: 'cc0',
        owner: 'cpast',
        checker: { type: 'tokens', caseSensitive: false },
        limits: { cpuTimeLimitMs: 1_000, memoryLimitBytes: 128 * 1024 * 1024 },
      });
      expect(names(problem)).toEqual(['sample/1', 'secret/10', 'secret/2', 'secret/3']);
      expect(problem.tests[0]?.sample).toBe(true);
      expect(problem.tests[2]?.description).toBe('exactly full\n');
      expect(await textOf(problem.tests[1]?.input)).toBe('5 2\n4 4\n');
      expect(await textOf(problem.tests[1]?.answer)).toBe('no\n');
      expect(problem.validators).toHaveLength(1);
    }));

  it('says what each folder of solutions promises', () =>
    read(FERRY, (problem) => {
      expect(problem.solutions).toHaveLength(4);
      expect(expectedOf(problem, 'sum.py')).toMatchObject({
        accepted: true,
        permitted: ['accepted'],
        timeLimit: 'lower',
      });
      expect(expectedOf(problem, 'strict.py')?.required).toContain('wrong_answer');
      expect(expectedOf(problem, 'turns.py')).toMatchObject({ timeLimit: 'upper' });
      expect(expectedOf(problem, 'empty.py')?.required).toContain('memory_limit_exceeded');
    }));

  it('has nested groups with inherited values; points of a test are its accept_score', () =>
    read(SUBTASKS, (problem) => {
      expect(problem.groups.map(({ name }) => name)).toEqual(['sample', 'secret']);
      const [sample, secret] = problem.groups;
      expect(sample?.points).toBe(0);
      expect(secret).toMatchObject({ aggregation: 'sum', acceptance: 'any', onReject: 'continue' });
      expect(secret?.groups.map(({ name }) => name)).toEqual(['secret/large', 'secret/small']);
      expect(secret?.groups[0]).toMatchObject({ aggregation: 'min', onReject: 'break' });
      expect(problem.tests.map(({ points }) => points)).toEqual([0, 50, 50, 50, 50]);
    }));

  it('counts a group once where DOMjudge reads it', () =>
    read(
      SUBTASKS,
      (problem) => {
        expect(problem.groups[1]?.groups[0]).toMatchObject({ aggregation: 'all', points: 50 });
        expect(problem.tests[1]?.points).toBeUndefined();
      },
      { scoring: 'domjudge' },
    ));

  it('takes a validator of its own by its protocol', () =>
    read(POINTS_BY_VALIDATOR, (problem) => {
      expect(problem.checker).toMatchObject({
        type: 'program',
        protocol: 'kattis',
        program: { language: 'python', files: [{ path: 'guess.py' }] },
      });
    }));

  it('reads the expected results in comments of sources, as DOMjudge does', () =>
    read(TAGGED, (problem) => {
      expect(problem).toMatchObject({
        name: 'Tagged',
        limits: { cpuTimeLimitMs: 1_000 },
        checker: { type: 'floats', absolute: 1e-4, relative: 1e-4, caseSensitive: false },
      });
      expect(expectedOf(problem, 'right.py')).toMatchObject({ label: 'CORRECT', accepted: true });
      expect(expectedOf(problem, 'silent.py')?.required).toEqual(['wrong_answer']);
      expect(expectedOf(problem, 'broken.cpp')?.compileError).toBe(true);
      expect(expectedOf(problem, 'bomb.py')?.required).toEqual([
        'memory_limit_exceeded',
        'runtime_error',
        'time_limit_exceeded',
      ]);
      expect(expectedOf(problem, 'endless.py')?.required).toContain('output_limit_exceeded');
    }));
});

describe('a Kattis package, 2025-09', () => {
  it('has groups with maxima, requirements, arguments and files of tests', () =>
    read(MODERN, (problem) => {
      expect(problem).toMatchObject({
        format: 'kattis-2025',
        names: { de: 'Summen mit Faktor' },
        owner: 'cpast',
      });
      const secret = problem.groups.find(({ name }) => name === 'secret');
      expect(secret?.groups).toMatchObject([
        { name: 'secret/plain', points: 40, aggregation: 'min' },
        { name: 'secret/scaled', points: 60, aggregation: 'sum', dependsOn: ['secret/plain'] },
      ]);
      const test = (name: string) => problem.tests.find((one) => one.name === name);
      expect(test('secret/scaled/1')).toMatchObject({ args: ['--factor', '10'], hint: 'a factor' });
      expect(test('secret/scaled/2')?.files).toMatchObject([{ path: 'factor.txt' }]);
    }));

  it('adds the demands of submissions.yaml', () =>
    read(MODERN, (problem) => {
      expect(expectedOf(problem, 'no_file.py')).toMatchObject({ score: [70, 70] });
      expect(expectedOf(problem, 'no_file.py')?.required).toContain('wrong_answer');
      const mixed = expectedOf(problem, 'crashes_on_negative.py');
      expect(mixed).toMatchObject({ score: [0, 0] });
      expect(mixed?.ignored).toBeUndefined();
      expect(mixed?.required).toContain('runtime_error');
    }));
});

describe('a Polygon package', () => {
  it('that is full has all tests, its groups and a stock checker', () =>
    read(STONES, (problem) => {
      expect(problem).toMatchObject({
        format: 'polygon',
        name: 'Piles of stones',
        names: { russian: 'Кучи камней' },
        checker: { type: 'testlib', name: 'ncmp' },
        limits: { cpuTimeLimitMs: 1_000, memoryLimitBytes: 134_217_728 },
      });
      expect(names(problem)).toEqual(['01', '02', '03', '04']);
      expect(problem.groups).toMatchObject([
        { name: '0', aggregation: 'sum' },
        { name: '1', aggregation: 'all', points: 40, tests: ['02', '03'] },
        { name: '2', aggregation: 'all', points: 60, dependsOn: ['1'] },
      ]);
      expect(expectedOf(problem, 'slow.py')?.required).toContain('time_limit_exceeded');
      expect(expectedOf(problem, 'dies.py')?.accepted).toBe(false);
    }));

  it('that is standard says which tests and answers will be made, and by what', () =>
    read(STANDARD, (problem) => {
      expect(problem.io).toEqual({ input: 'pairs.in', output: 'pairs.out' });
      expect(problem.tests[0]).toMatchObject({ input: { kind: 'file' }, answer: { kind: 'solved' } });
      expect(problem.tests[1]?.input).toEqual({
        kind: 'generated',
        generator: 'gen',
        args: ['20', 'seed one'],
        stream: 'stdout',
      });
      expect(problem.mainSolution).toBe(0);
      expect(problem.checker).toMatchObject({
        type: 'program',
        protocol: 'testlib',
        program: { language: 'cpp' },
      });
      expect(problem.warnings.join('\n')).toContain(
        'made by generators of the package: the inputs of the tests 02, 03',
      );
    }));
});

describe('a DMOJ package', () => {
  it('has batches, dependencies and cases of no points; its texts get line feeds', async () =>
    read(await dmojBatches(), async (problem) => {
      expect(problem.format).toBe('dmoj');
      expect(problem.groups).toMatchObject([
        { points: 0, stopsAll: true },
        { name: 'batch-1', points: 30, aggregation: 'all', onReject: 'break' },
        { name: 'batch-2', points: 70, dependsOn: ['batch-1'] },
      ]);
      expect(await textOf(problem.tests[0]?.input)).toBe('1\n');
      expect(await textOf(problem.tests[0]?.answer)).toBe('0.5\n');
      expect(problem.checker).toEqual({
        type: 'floats',
        caseSensitive: true,
        byLine: true,
        absolute: 1e-3,
        relative: 1e-3,
      });
    }));

  it('has generators whose stderr is the answer, called with words of Python', () =>
    read(DMOJ_GENERATOR, (problem) => {
      expect(problem.tests[0]).toMatchObject({
        input: { kind: 'generated', generator: 'gen.py', args: ['3', 'True'], stream: 'stdout' },
        answer: { kind: 'generated', stream: 'stderr' },
      });
      expect(problem.checker).toMatchObject({ type: 'program', protocol: 'dmoj-coci' });
    }));

  it('has files under names of their own beside each program, and may end at the first failure', async () => {
    const settings =
      'symlinks: {table.txt: data/t1}\nshort_circuit: true\ntest_cases:\n- {in: a, out: b}\n- {in: b, out: b}\n';
    const files = { 'init.yml': settings, 'data/t1': '1 2\n', a: '1\n', b: '2\n' };
    await read(files, (problem) => {
      expect(problem.tests.map((test) => test.files?.map(({ path }) => path))).toEqual([
        ['table.txt'],
        ['table.txt'],
      ]);
      expect(problem.groups).toMatchObject([{ stopsAll: true }, { stopsAll: true }]);
      expect(problem.warnings.join()).not.toMatch(/symlinks|short_circuit/);
    });
    await expect(read({ ...files, 'init.yml': 'symlinks: {../x: data/t1}' }, () => {})).rejects.toThrow(
      /symlink/,
    );
  });

  it('that would have to run Python in the judge is refused with the reason', async () => {
    const files = { 'init.yml': 'custom_judge: grade.py\ntest_cases: []\n', 'grade.py': '' };
    await expect(read(files, () => {})).rejects.toThrow(/module of Python/);
  });
});

describe('other packages', () => {
  it('of Hydro have subtasks that wait for others and files instead of streams', () =>
    read(HYDRO, (problem) => {
      expect(problem).toMatchObject({
        format: 'hydro',
        name: 'Doubling',
        io: { input: 'double.in', output: 'double.out' },
        limits: { cpuTimeLimitMs: 1_000, memoryLimitBytes: 64 * 1024 * 1024, timeFactors: { python: 2 } },
        groups: [
          { name: '1', points: 40, aggregation: 'sum' },
          { name: '2', points: 60, aggregation: 'min', dependsOn: ['1'] },
        ],
      });
      expect(problem.tests.map(({ points, cpuTimeLimitMs }) => [points, cpuTimeLimitMs])).toEqual([
        [20, undefined],
        [20, undefined],
        [undefined, 500],
      ]);
    }));

  it('of HUSTOJ have points in their names and subtasks by them', () =>
    read(HUSTOJ, (problem) => {
      expect(problem.tests.map(({ points }) => points)).toEqual([20, 20, 30]);
      expect(problem.groups).toMatchObject([
        { name: '1', points: 20 },
        { name: '2[30]', points: 30 },
      ]);
      expect(problem.checker).toMatchObject({ type: 'program', protocol: 'hustoj-spj' });
    }));

  it('of FPS are read as a stream', () =>
    read(FPS, async (problem) => {
      expect(problem).toMatchObject({
        format: 'fps',
        name: 'Greeting 问候',
        source: 'cpast',
        limits: { cpuTimeLimitMs: 1_000 },
      });
      expect(names(problem)).toEqual(['sample-1', 'one', 'two']);
      expect(await textOf(problem.tests[0]?.input)).toBe('Ada\n');
      expect(await textOf(problem.tests[2]?.answer)).toBe('hello A < B\n');
      expect(problem.solutions).toHaveLength(1);
    }));

  it('of CMS have subtasks in gen/GEN and named files by default', () =>
    read(CMS, (problem) => {
      expect(problem).toMatchObject({
        format: 'cms',
        name: 'The middle',
        io: { input: 'input.txt', output: 'output.txt' },
        groups: [
          { points: 0, tests: ['0'] },
          { points: 40, aggregation: 'min', tests: ['1'] },
          { points: 60, tests: ['2'] },
        ],
        checker: { type: 'program', protocol: 'cms' },
      });
      expect(problem.tests[0]?.sample).toBe(true);
    }));

  it('of QDUOJ have scores by file', () =>
    read(QDUOJ, (problem) => {
      expect(problem).toMatchObject({ format: 'qduoj', name: 'Next number', checker: { protocol: 'qduoj' } });
      expect(problem.tests.map(({ points }) => points)).toEqual([30, 70]);
    }));

  it('of DOMjudge may be an ini and pairs', () =>
    read(DOMJUDGE, (problem) => {
      expect(problem).toMatchObject({ format: 'domjudge', name: 'Least', limits: { cpuTimeLimitMs: 1_500 } });
      expect(names(problem)).toEqual(['sample/1', 'secret/2']);
    }));
});

describe('a plain zip', () => {
  const pairs: [string, Record<string, string>, string[]][] = [
    ['X.in and X.out', { '10.in': '', '10.out': '', '2.in': '', '2.OUT': '' }, ['2', '10']],
    ['X.in and X.ans', { 'a.in': '', 'a.ans': '' }, ['a']],
    ['X.inp and X.out', { 'x/A1.INP': '', 'x/A1.OUT': '', 'y/A2.inp': '', 'y/A2.out': '' }, ['x/A1', 'y/A2']],
    [
      'inputK.txt and outputK.txt',
      { 'input0.txt': '', 'output0.txt': '', 'input1.txt': '', 'output1.txt': '' },
      ['0', '1'],
    ],
    ['in/K and out/K', { 'in/1': '', 'out/1': '', 'in/2': '', 'out/2': '' }, ['1', '2']],
    ['in/K.txt and out/K.txt', { 'in/1.txt': '', 'out/1.txt': '' }, ['1']],
    [
      'input/ and output/',
      { 'input/a.txt': '', 'output/a.txt': '', 'input/b.txt': '', 'output/b.txt': '' },
      ['a', 'b'],
    ],
    [
      'K and K.a',
      { 'tests/01': '', 'tests/01.a': '', 'tests/02': '', 'tests/02.a': '' },
      ['tests/01', 'tests/02'],
    ],
    [
      'X.inK and X.outK',
      { 'p.in1': '', 'p.out1': '', 'p.in10': '', 'p.out10': '', 'p.in2': '', 'p.ou2': '' },
      ['p1', 'p2', 'p10'],
    ],
  ];
  for (const [title, files, expected] of pairs) {
    it(`of ${title} is understood`, () =>
      read(files, (problem) => {
        expect(problem.format).toBe('plain');
        expect(names(problem)).toEqual(expected);
        expect(problem.tests.every(({ answer }) => answer !== undefined)).toBe(true);
      }));
  }

  it('has its folders as groups, and numbers as groups when asked', async () => {
    await read({ 'a/1.in': '', 'a/1.out': '', 'b/1.in': '', 'b/1.out': '' }, (problem) => {
      expect(problem.groups.map(({ name }) => name)).toEqual(['a', 'b']);
    });
    await read(
      { 't1-1.in': '', 't1-1.out': '', 't2-1.in': '', 't2-1.out': '' },
      (problem) => expect(problem.groups.map(({ name }) => name)).toEqual(['1', '2']),
      { numberedGroups: true },
    );
  });

  it('warns of an input without an answer and refuses an answer without an input', async () => {
    await read({ '1.in': '', '1.out': '', '2.in': '' }, (problem) => {
      expect(problem.warnings.join()).toContain('2 has no answer');
    });
    await expect(read({ '1.in': '', '1.out': '', '2.out': '' }, () => {})).rejects.toThrow(
      /2\.out.*no input/,
    );
  });

  it('that has nothing of the kind is no package', async () => {
    await expect(read({ 'readme.md': 'hello' }, () => {})).rejects.toMatchObject({ code: 'not_a_package' });
  });
});
