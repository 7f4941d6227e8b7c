import { describe, expect, it } from 'vitest';
import type { Content, Problem } from '@app/packages';
import { read, textOf } from './read.js';
import { zipOf, type PackageFiles } from './zip.js';

const names = (problem: Problem<Content>) => problem.tests.map(({ name }) => name);
const under = (folder: string, files: PackageFiles): PackageFiles =>
  Object.fromEntries(Object.entries(files).map(([path, file]) => [`${folder}/${path}`, file]));
const crlf = (files: Record<string, string>): PackageFiles =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')]));

/** As it comes out of the tools and hands of those who make packages. */
describe('a package as people send it', () => {
  const KATTIS = {
    'problem.yaml': '\uFEFFname:\n  en: Windows\n  de: Fenster\nkeywords: [a, b]\nauthor: [x, y]\n',
    'data/sample/01.in': '1\n',
    'data/sample/01.ans': '1\n',
    'data/secret/a-002.in': '2\n',
    'data/secret/a-002.ans': '2\n',
  };

  it('may be of Windows: CR LF and a byte order mark in its settings', () =>
    read(crlf(KATTIS), (problem) => {
      expect(problem).toMatchObject({ format: 'kattis-legacy', name: 'Windows' });
      expect(names(problem)).toEqual(['sample/01', 'secret/a-002']);
    }));

  it('may have folders around it and what macOS, Git and editors leave', () =>
    read(
      {
        ...under('outer/my problem', KATTIS),
        '__MACOSX/outer/._my problem': 'x',
        'outer/.DS_Store': 'x',
        'outer/my problem/data/secret/._a-002.in': 'x',
        'outer/my problem/data/secret/.gitkeep': '',
        'outer/my problem/.git/config': 'x',
      },
      (problem) => expect(names(problem)).toEqual(['sample/01', 'secret/a-002']),
    ));

  it('may have a README beside the folder of the problem', () =>
    read({ ...under('p', KATTIS), 'README.md': 'hello' }, (problem) =>
      expect(problem.format).toBe('kattis-legacy'),
    ));

  it('of plain pairs has none of what macOS leaves among its tests', () =>
    read({ '1.in': '', '1.out': '', '._1.in': 'x', '._1.out': 'x', '._2.in': 'x' }, (problem) =>
      expect(names(problem)).toEqual(['1']),
    ));

  it('may be the folder testdata of Hydro, with the folder', () =>
    read(
      under('testdata', {
        'config.yaml':
          'time: 500ms\nmemory: 64m\nchecker_type: testlib\nchecker: {file: chk.cc, lang: cc.cc17}\n',
        'chk.cc': '#include "testlib.h"\nint main() {}\n',
        'data1.in': '1\n',
        'data1.out': '1\n',
        'data2.in': '2\n',
        'data2.ans': '2\n',
      }),
      (problem) => {
        expect(problem).toMatchObject({
          format: 'hydro',
          limits: { cpuTimeLimitMs: 500 },
          checker: { type: 'program', protocol: 'testlib', program: { language: 'cpp' } },
        });
        expect(names(problem)).toEqual(['data1', 'data2']);
      },
    ));

  it('may have the older config.ini of Hydro: each line a test with its limits and points', () =>
    read(
      {
        'config.ini': '2\r\na1.in|a1.out|1|40|65536\r\na2.in|a2.out|0.5|60|131072\r\n',
        'Input/a1.in': '1\n',
        'Output/a1.out': '1\n',
        'Input/a2.in': '2\n',
        'Output/a2.out': '2\n',
      },
      async (problem) => {
        expect(problem.format).toBe('hydro');
        expect(problem.tests).toMatchObject([
          { name: '1', cpuTimeLimitMs: 1_000, memoryLimitBytes: 64 * 1024 * 1024 },
          { name: '2', cpuTimeLimitMs: 500, memoryLimitBytes: 128 * 1024 * 1024 },
        ]);
        expect(problem.groups.map(({ points }) => points)).toEqual([40, 60]);
        expect(await textOf(problem.tests[1]?.answer)).toBe('2\n');
      },
    ));

  it('may be an FPS document that is called problem.xml', () =>
    read(
      {
        'problem.xml':
          '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<fps version="1.1"><item><title>T</title><time_limit unit="s"></time_limit>' +
          '<test_input>1</test_input><test_output>1</test_output>' +
          '<spj language="C++"><![CDATA[#include "testlib.h"\nint main() {}]]></spj></item></fps>',
      },
      (problem) => {
        expect(problem).toMatchObject({ format: 'fps', name: 'T', checker: { protocol: 'testlib' } });
        // An empty limit is none.
        expect(problem.limits).toEqual({});
      },
    ));

  it('of Polygon may name a checker of testlib that is not built in: its source is taken', () =>
    read(
      {
        'problem.xml': `<?xml version="1.0"?><problem short-name="p"><judging><testset name="tests"><time-limit>1000</time-limit>
          <input-path-pattern>tests/%02d</input-path-pattern><answer-path-pattern>tests/%02d.a</answer-path-pattern>
          <tests><test method="manual"/></tests></testset></judging><assets>
          <checker name="std::pointscmp.cpp" type="testlib"><source path="files/check.cpp" type="cpp.g++17"/></checker></assets></problem>`,
        'files/check.cpp': '#include "testlib.h"\nint main() {}\n',
        'tests/01': '1\n',
        'tests/01.a': '1\n',
      },
      (problem) => expect(problem.checker).toMatchObject({ type: 'program', protocol: 'testlib' }),
    ));

  it('of DMOJ with an interactor of no type gives it input and answer', () =>
    read(
      {
        'init.yml':
          'interactive: {files: judge.py, lang: PY3}\ntest_cases:\n- {in: 1.in, out: 1.out, points: 5}\n',
        'judge.py': '',
        '1.in': '',
        '1.out': '',
      },
      (problem) => expect(problem.interactor?.argsTemplate).toBe('{input_file} {answer_file}'),
    ));

  it('of DMOJ may say its cases by patterns of Python', async () =>
    read(
      {
        'init.yml':
          "archive: a.zip\r\ntest_cases:\r\n  input_format: '^(?P<batch>\\d+)-(?P<case>\\d+)\\.in$'\r\n  output_format: '^(?P<batch>\\d+)-(?P<case>\\d+)\\.out$'\r\n  case_points: [10, 20]\r\n",
        'a.zip': await zipOf({
          '01-1.in': 'a',
          '01-1.out': 'a',
          '02-1.in': 'b',
          '02-1.out': 'b',
          '02-02.in': '',
          '02-02.out': '',
        }),
      },
      (problem) =>
        expect(problem.groups).toMatchObject([
          { points: 10, aggregation: 'all', tests: ['batch-1/1'] },
          { points: 20, tests: ['batch-2/1', 'batch-2/2'] },
        ]),
    ));

  it('of HUSTOJ may have an interactor, or a tpj for the testlib.h that is not in it', async () => {
    const tests = { '1.in': '', '1.out': '' };
    const source = '#include "testlib.h"\nint main() {}\n';
    await read({ ...tests, 'tpj.cc': source }, (problem) =>
      expect(problem.checker).toMatchObject({ protocol: 'testlib' }),
    );
    await read({ ...tests, 'tpj.cc': source, 'testlib.h': '' }, (problem) =>
      expect(problem.checker).toMatchObject({ protocol: 'hustoj-tpj' }),
    );
    await read({ ...tests, 'interactor.cc': source }, (problem) =>
      expect(problem.interactor).toMatchObject({ protocol: 'testlib' }),
    );
  });

  it('of QDUOJ, as it is exported: no points in a contest of ACM, samples that are texts, answers that are right', () =>
    read(
      under('1', {
        'problem.json': JSON.stringify({
          display_id: 'A',
          title: 'T',
          time_limit: 1000,
          memory_limit: 256,
          samples: [{ input: '1 2', output: '3' }],
          test_case_score: [
            { score: 0, input_name: '1.in', output_name: '1.out' },
            { score: 0, input_name: '2.in', output_name: '2.out' },
          ],
          spj: null,
          rule_type: 'ACM',
          template: {},
          answers: [{ language: 'Python3', code: 'print(3)' }],
        }),
        'testcase/1.in': '1 2\n',
        'testcase/1.out': '3\n',
        'testcase/2.in': '1 2\n',
        'testcase/2.out': '3\n',
      }),
      (problem) => {
        expect(problem.tests.map(({ name, points }) => [name, points])).toEqual([
          ['1', undefined],
          ['2', undefined],
        ]);
        expect(problem.solutions).toMatchObject([
          { program: { language: 'python' }, expected: { accepted: true } },
        ]);
      },
    ));

  it('of QDUOJ without a list of points has its pairs, whatever the samples say', () =>
    read(
      {
        'problem.json': JSON.stringify({ title: 'T', samples: [{ input: '1', output: '2' }] }),
        'testcase/1.in': '',
        'testcase/1.out': '',
      },
      (problem) => expect(names(problem)).toEqual(['1']),
    ));

  it('of DOMjudge may be an ini with solutions, which say what they are by their folder', () =>
    read(
      {
        'domjudge-problem.ini': "name='Least'\r\ntimelimit='2'\r\n",
        'data/secret/1.in': '',
        'data/secret/1.ans': '',
        'submissions/accepted/a.py': '',
        'submissions/mixed/b.py': '# @EXPECTED_RESULTS@: TIMELIMIT, RUN-ERROR\n',
      },
      (problem) => {
        expect(problem).toMatchObject({ format: 'domjudge', limits: { cpuTimeLimitMs: 2_000 } });
        expect(names(problem)).toEqual(['secret/1']);
        expect(problem.solutions.map(({ expected }) => expected.label)).toEqual([
          'accepted',
          'TIMELIMIT, RUN-ERROR',
        ]);
      },
    ));

  it('of CMS may be in Italian, with standard streams', () =>
    read(
      crlf({
        'task.yaml':
          'nome_breve: t\nnome: "Titolo"\ntimeout: 0.5\nmemlimit: 64\ninfile: ""\noutfile: ""\nrisultati: "0,1"\n',
        'input/input0.txt': '1\n',
        'output/output0.txt': '1\n',
        'input/input1.txt': '1\n',
        'output/output1.txt': '1\n',
        'input/input10.txt': '1\n',
        'output/output10.txt': '1\n',
        'input/input2.txt': '1\n',
        'output/output2.txt': '1\n',
      }),
      (problem) => {
        expect(problem).toMatchObject({ format: 'cms', name: 'Titolo', limits: { cpuTimeLimitMs: 500 } });
        expect(problem.io).toBeUndefined();
        expect(names(problem)).toEqual(['0', '1', '2', '10']);
        expect(problem.tests.map(({ points, sample }) => [points, sample])).toEqual([
          [25, true],
          [25, true],
          [25, undefined],
          [25, undefined],
        ]);
      },
    ));

  it.each<[string, string[]]>([
    ['001.in 001.out 002.in 002.out 010.in 010.out', ['001', '002', '010']],
    ['test1.in test1.a test10.in test10.a test2.in test2.a', ['test1', 'test2', 'test10']],
    ['Sum.IN Sum.Out', ['Sum']],
    ['tests/1.in tests/1.out samples/1.in samples/1.out', ['samples/1', 'tests/1']],
  ])('of plain pairs %s are the tests %j', (paths, expected) =>
    read(Object.fromEntries(paths.split(' ').map((path) => [path, 'x\n'])), (problem) => {
      expect(names(problem)).toEqual(expected);
      expect(problem.tests.every(({ answer }) => answer)).toBe(true);
    }),
  );
});
