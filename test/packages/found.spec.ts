import type { Content, Problem } from '@app/packages';
import { agreement, readBytes, type JudgedSolution } from '@app/packages';
import { describe, expect, it } from 'vitest';
import {
  AROUND,
  CEOI,
  CONSTANTS,
  GRADED_BY_PROGRAM,
  GRADED_POLYGON,
  HANGMAN,
  LINKED,
  PARTIAL,
  PYTHON_CHECKER,
  QUIET_SCORES,
  SIGNATURE_OF_C,
  STATIC,
} from './fixtures/found.js';
import { read, textOf } from './read.js';

const expectedOf = (problem: Problem<Content>, end: string) =>
  problem.solutions.find(({ path }) => path.endsWith(end))?.expected;
const testOf = (problem: Problem<Content>, name: string) => problem.tests.find((test) => test.name === name);

describe('what real packages have', () => {
  it('constants stand for their values in programs, as they are written, and never in data', () =>
    read(CONSTANTS, async (problem) => {
      const source = (await readBytes(problem.added[0]!.content)).toString();
      expect(source).toBe('ROWS = 7\nFACTOR = "2.50"\n');
      expect(await textOf(problem.tests[0]?.input)).toBe('{{ROWS}}\n');
      const token = problem.solutions.find(({ path }) => path.endsWith('token.py'))!;
      const text = (await readBytes(token.program.files[0]!.content)).toString();
      expect(text).toContain('"trees"');
      expect(text).toContain('"{{OTHER}}"');
      expect(problem.warnings.join()).not.toContain('constants');
    }));

  it('credits and sources may be maps and lists', () =>
    read(CONSTANTS, (problem) => {
      expect(problem).toMatchObject({ owner: 'Ida, Olle', source: 'Orchard days, Winter days' });
    }));

  it('sources are a test of their own where a group wants that, and take its points from the others', () =>
    read(STATIC, (problem) => {
      expect(testOf(problem, 'secret/brief/static_validation')).toMatchObject({
        isStatic: true,
        points: 10,
        checkerArgs: ['--most', '40'],
      });
      expect(testOf(problem, 'secret/brief/a')?.points).toBe(15);
      expect(testOf(problem, 'secret/long/static_validation')?.points).toBeUndefined();
      expect(problem.staticValidator?.name).toBe('static_validator/count.py');
      expect(problem.warnings.join()).not.toMatch(/static|flag/);
    }));

  it('a group may be graded by a program, and needs it then', async () => {
    await read(GRADED_BY_PROGRAM, (problem) => {
      expect(problem.grader?.name).toBe('graders/best.py');
      const secret = problem.groups.find(({ name }) => name === 'secret');
      expect(secret).toMatchObject({ graderArgs: ['best', '2'], aggregation: 'sum', points: 50 });
      expect(problem.warnings.join()).not.toContain('flag');
    });
    const { 'graders/best.py': _grader, ...without } = GRADED_BY_PROGRAM;
    await expect(read(without, () => {})).rejects.toThrow(/graded by a program that is not there/);
  });

  it('the top may be graded by a program', () =>
    read(
      { ...GRADED_BY_PROGRAM, 'data/testdata.yaml': 'grading: custom\ngrader_flags: best 1\n' },
      (problem) => {
        expect(problem.groups).toMatchObject([{ name: 'data', graderArgs: ['best', '1'] }]);
        expect(problem.groups[0]?.groups.map(({ name }) => name)).toEqual(['secret']);
      },
    ));

  it('scores stand in comments alone, also in folders that say a verdict; points then count as in DOMjudge', () =>
    read(PARTIAL, (problem) => {
      expect(expectedOf(problem, 'small.py')).toEqual({ label: 'partial', score: [77.5, 77.5] });
      expect(expectedOf(problem, 'all.py')).toMatchObject({ accepted: true, score: [100, 100] });
      expect(expectedOf(problem, 'crashes.py')).toMatchObject({ label: 'RUN-ERROR', score: [50, 50] });
      const secret = problem.groups.find(({ name }) => name === 'secret')!;
      expect(secret.groups[0]).toMatchObject({ aggregation: 'all', points: 20 });
      expect(problem.warnings.join()).toContain('as DOMjudge reads them');
    }));

  it('points for each test are Kattis’ reading, when asked for', () =>
    read(PARTIAL, (problem) => expect(testOf(problem, 'secret/1-basic/1')?.points).toBe(20), {
      scoring: 'kattis',
    }));

  it('a validator gives points without a word about that in problem.yaml; flags may be parted by commas', () =>
    read(QUIET_SCORES, (problem) => {
      const main = problem.groups.find(({ name }) => name === 'secret')?.groups[0];
      expect(main).toMatchObject({ name: 'secret/main', aggregation: 'sum', points: 100 });
      expect(testOf(problem, 'secret/main/1')?.points).toBeUndefined();
      expect(problem.warnings.join()).not.toContain('flag');
    }));

  it('the entry of a solution of several files may stand under the name of its folder with a slash', () =>
    read(HANGMAN, (problem) => {
      const program = problem.solutions.find(({ path }) => path.endsWith('in_two'))!.program;
      expect(program.files.map(({ path }) => path)).toEqual(['main.py', 'letters.py']);
      expect(problem.passes).toBe(26);
    }));

  it('the name may stand in the statement alone, and points in the names of solutions', () =>
    read(CEOI, (problem) => {
      expect(problem.name).toBe('The Lookout');
      expect(expectedOf(problem, 'ojuz_25.py')).toMatchObject({ partial: true, score: [25, 25] });
      expect(expectedOf(problem, 'ojuz_0.py')).toMatchObject({ score: [0, 0] });
    }));

  it('links inside lead to solutions and to data', () =>
    read(LINKED, async (problem) => {
      expect(await textOf(testOf(problem, 'secret/2')?.answer)).toBe('4\n');
      expect(problem.solutions.map(({ path }) => path)).toContain('submissions/mixed/echo.py');
    }));

  it('a group that waits for samples goes on without them where there are none', () => {
    const { 'data/sample/1.in': _input, 'data/sample/1.ans': _answer, ...without } = STATIC;
    return read({ ...without, 'data/sample/1.interaction': '>1\n<2\n' }, (problem) => {
      const secret = problem.groups.find(({ name }) => name === 'secret');
      expect(secret?.groups[0]).toMatchObject({ name: 'secret/brief', dependsOn: [] });
    });
  });

  it('a signature of C is compiled with programs of C++ as well, behind the header', () =>
    read(SIGNATURE_OF_C, async (problem) => {
      const ofCpp = problem.added.filter(({ language }) => language === 'cpp');
      expect(ofCpp.map(({ path }) => path)).toEqual(['handler.cpp', 'header.h', 'before-header.h']);
      const before = ofCpp.find(({ around }) => around === 'before')!;
      expect((await readBytes(before.content)).toString()).toContain('#include "header.h"\n');
    }));

  it('a checker of DMOJ that is a module of Python becomes a program with the modules beside it', () =>
    read(PYTHON_CHECKER, (problem) => {
      expect(problem.checker).toMatchObject({ type: 'program', protocol: 'testlib', pointsAre: 'fraction' });
      const { checker } = problem;
      const files = checker.type === 'program' ? checker.program.files.map(({ path }) => path) : [];
      expect(files).toEqual(['call_checker.py', 'check.py', 'words.py']);
    }));

  it('FPS may be several documents, with code around submissions and solutions that nobody can run', async () => {
    await read(
      AROUND,
      (problem) => {
        expect(problem.added.map(({ language, around }) => [language, around])).toEqual([
          ['c', 'before'],
          ['c', 'after'],
        ]);
        expect(problem.solutions.map(({ expected }) => expected.ignored)).toEqual([undefined, true, true]);
        // What HUSTOJ adds for the machine of Java.
        expect(problem.limits.memoryFactors).toEqual({ java: 1.5 });
      },
      { problem: 'Twice' },
    );
    await read(AROUND, (problem) => expect(problem.name).toBe('Thrice'), { problem: 'Thrice' });
    await expect(read(AROUND, () => {})).rejects.toThrow(/holds 2 problems.*Thrice/);
  });

  it('Polygon says by for-types which solutions a grader is compiled with', () =>
    read(GRADED_POLYGON, (problem) => {
      expect(problem.added).toMatchObject([
        { language: 'cpp', path: 'grader.cpp', isEntry: true },
        { language: 'cpp', path: 'heap.h' },
      ]);
      expect(problem.added[1]).not.toHaveProperty('isEntry');
    }));
});

describe('submissions.yaml', () => {
  const rules = (yaml: string) => ({ ...STATIC, 'submissions/submissions.yaml': yaml });
  const judged: JudgedSolution = {
    verdict: 'wrong_answer',
    points: 30,
    maxPoints: 100,
    groups: [
      { name: 'secret/brief', points: 30 },
      { name: 'secret/long', points: 0 },
    ],
    tests: [
      { name: 'sample/1', group: 'sample', verdict: 'accepted', cpuTimeMs: 1 },
      { name: 'secret/brief/a', group: 'secret/brief', verdict: 'accepted', cpuTimeMs: 1 },
      {
        name: 'secret/long/a',
        group: 'secret/long',
        verdict: 'wrong_answer',
        message: 'too long',
        cpuTimeMs: 1,
      },
    ],
  };
  const reasonsFor = (yaml: string) =>
    read(rules(yaml), (problem) => agreement(expectedOf(problem, 'endless.py')!, judged).reasons);

  it('may mean tests by patterns, and the points of a group', async () => {
    const right =
      '{sample: {permitted: [AC]}, "secret/{brief,short}": {permitted: [AC], score: 30}, "secret/*/a": {required: [WA]}}';
    expect(await reasonsFor(`"*/endless.py": ${right}\n`)).toEqual([]);
    const wrong = '{"secret/lo*": {permitted: [AC], score: [5, 60]}, "secret/*g/b": {required: [AC]}}';
    expect(await reasonsFor(`partially_accepted/endless.py: ${wrong}\n`)).toEqual([
      'in secret/lo*: the test secret/long/a is wrong_answer; allowed are accepted',
      'in secret/lo*: it should have 5 to 60 points and has 0',
      'in secret/*g/b: no test is accepted',
    ]);
  });

  it('has every rule hold that means a solution', async () => {
    const yaml =
      '"*/endless.py": {required: [WA], message: long}\n"partially_accepted/*": {required: [RTE], message: short}\n';
    expect(await reasonsFor(yaml)).toEqual([
      expect.stringContaining('no test is runtime_error'),
      'no message says "short"',
    ]);
  });

  it('says by its rules which solutions the time limit is made by', async () => {
    const sideOf = (yaml: string) =>
      read(rules(yaml), (problem) => expectedOf(problem, 'endless.py')?.timeLimit);
    expect(await sideOf('partially_accepted/*: {required: [TLE]}\n')).toBe('upper');
    expect(await sideOf('partially_accepted/*: {permitted: [AC, WA]}\n')).toBe('lower');
    expect(await sideOf('partially_accepted/*: {required: [TLE, RTE]}\n')).toBeUndefined();
    expect(
      await sideOf('partially_accepted: {permitted: [AC], use_for_time_limit: false}\n'),
    ).toBeUndefined();
  });
});
