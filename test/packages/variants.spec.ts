import type { Content, Problem } from '@app/packages';
import { isFolderOfPackage, readBytes } from '@app/packages';
import { describe, expect, it } from 'vitest';
import { CMS, FPS, QDUOJ } from './fixtures/others.js';
import { STONES } from './fixtures/polygon.js';
import { CMS_MANAGER, CMS_MANAGER_OF_C } from './fixtures/talks.js';
import { read, textOf } from './read.js';
import type { PackageFiles } from './zip.js';

/** What stands before submissions of a language. */
async function before(problem: Problem<Content>, language: string): Promise<string> {
  const found = problem.added.find((file) => file.language === language && file.around === 'before');
  return found ? (await readBytes(found.content)).toString() : '';
}

const without = (files: PackageFiles, ...left: RegExp[]): PackageFiles =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !left.some((one) => one.test(path))));

describe('a task of CMS', () => {
  it('is compiled with EVAL defined: solutions, and graders which read the files', () =>
    read({ ...CMS, 'sol/grader.cpp': 'int main() {}\n' }, async (problem) => {
      expect(await before(problem, 'cpp')).toBe('#define EVAL\n#line 1\n');
      const grader = problem.added.find(({ path }) => path === 'grader.cpp')!;
      expect((await readBytes(grader.content)).toString()).toBe('#define EVAL\n#line 1\nint main() {}\n');
      expect(await before(problem, 'python')).toBe('');
    }));

  it('tells its subtasks in cases.gen as well', () =>
    read(
      {
        ...without(CMS, /GEN$/),
        'gen/cases.gen':
          '# how it is made\n: GEN default gen/make.py N\n: CONSTRAINT 1 <= $N\n: SUBTASK 0 samples\n: COPY a.txt\n\n: SUBTASK 100 rest\n5\n: RUN other 7\n',
      },
      ({ groups }) => {
        expect(groups.map(({ points, tests }) => [points, tests])).toEqual([
          [0, ['0']],
          [100, ['1', '2']],
        ]);
      },
    ));

  it('that was not built is made by its generators, with their modules, and its solution', () =>
    read(
      {
        ...without(CMS, /^(in|out)put\//),
        'samples/0.txt': '1 3\n',
        'gen/generator.py': 'import bounds, sys\nprint(bounds.LOW, sys.argv[1])\n',
        'gen/bounds.py': 'LOW = 1\n',
      },
      async ({ tests, groups, generators, mainSolution, warnings }) => {
        expect(await textOf(tests[0]?.input)).toBe('1 3\n');
        expect(tests[1]).toMatchObject({
          input: { kind: 'generated', generator: 'gen/generator.py', args: ['5'] },
          answer: { kind: 'solved' },
        });
        expect(groups.map(({ points }) => points)).toEqual([0, 40, 60]);
        expect(generators['gen/generator.py']?.files.map(({ path }) => path)).toContain('bounds.py');
        expect(mainSolution).toBe(0);
        expect(warnings.join()).toMatch(/2 inputs are made/);
      },
    ));

  it('that was not built and cannot be is refused', async () => {
    const unbuilt = { ...without(CMS, /^(in|out)put\//), 'samples/0.txt': '1 3\n' };
    await expect(read(unbuilt, () => {})).rejects.toThrow(/generator gen\/generator is missing/);
    await expect(read(without(unbuilt, /GEN$/), () => {})).rejects.toThrow(/there is no input/);
  });

  it('has a manager whose source is there, in C or C++, for one process', async () => {
    await read(CMS_MANAGER, ({ interactor, io, tests, added }) => {
      expect(interactor).toMatchObject({ protocol: 'cms', checkerFollows: false });
      expect(interactor?.program.files.map(({ path }) => path)).toEqual(['manager.cpp', 'worth.h']);
      expect(io).toBeUndefined();
      expect(tests[0]).toMatchObject({ args: ['/dev/stdin', '/dev/stdout'] });
      expect(tests.map(({ answer }) => answer)).toEqual([undefined, undefined, undefined]);
      expect(added.map(({ path }) => path)).toEqual(
        expect.arrayContaining(['stub.cpp', 'stub.py', 'buoy.h']),
      );
    });
    await read(CMS_MANAGER_OF_C, ({ interactor, tests }) => {
      expect(interactor?.program.language).toBe('c');
      expect(tests[0]?.args).toBeUndefined();
    });
    const unbuilt = { ...without(CMS_MANAGER, /^input/), 'gen/generator.py': 'print(7, 3)\n' };
    await read(unbuilt, ({ tests, warnings }) => {
      expect(tests.map(({ input, answer }) => [input.kind, answer])).toEqual(
        ['generated', 'generated', 'generated'].map((kind) => [kind, undefined]),
      );
      expect(warnings.join()).toMatch(/3 inputs are made by its generators$/);
    });
  });

  it.each<[string, PackageFiles, RegExp]>([
    [
      'a manager that is a binary',
      without(CMS_MANAGER, /manager\.cpp$/),
      /the manager is a program for one machine; its source is needed/,
    ],
    [
      'a manager in Python',
      { ...without(CMS_MANAGER, /manager\.cpp$/), 'check/manager.py': 'print(1)\n' },
      /managers are programs in C or C\+\+, check\/manager\.py is neither/,
    ],
    [
      'two processes',
      { ...CMS_MANAGER, 'task.yaml': 'name: buoy\nnum_processes: 2\n' },
      /talks to 2 processes/,
    ],
    ['outputs only', { ...CMS_MANAGER, 'task.yaml': 'name: buoy\noutput_only: true\n' }, /submitted instead/],
  ])('with %s is refused', async (_, files, reason) => {
    await expect(read(files, () => {})).rejects.toThrow(reason);
  });

  it('whose gen/GEN tells of other tests than there are is refused', async () => {
    await expect(read({ ...CMS, 'gen/GEN': '# ST: 100\n1\n2\n' }, () => {})).rejects.toThrow(
      /tells of 2 tests, input\/ holds 3/,
    );
  });

  it('may give the parameters of its subtasks as maps', () =>
    read(
      {
        ...CMS,
        'task.yaml':
          'name: middle\nscore_type: GroupMin\nscore_type_parameters:\n- {max_score: 30, testcases: 1}\n- {max_score: 70, testcases: "00[12]", depends_on: [0]}\n',
      },
      ({ groups }) => {
        expect(groups).toMatchObject([
          { points: 30, tests: ['0'] },
          { points: 70, tests: ['1', '2'], dependsOn: ['subtask-1'] },
        ]);
      },
    ));
});

describe('a problem of Hydro', () => {
  const communication = {
    'config.yaml': 'type: communication\nmanager: manager.cpp\nnum_processes: 1\n',
    'manager.cpp': 'int main() {}\n',
    '1.in': '1\n',
  };

  it('may have a manager that talks to one process', () =>
    read(communication, ({ interactor, tests }) => {
      expect(interactor).toMatchObject({ protocol: 'cms', program: { name: 'manager.cpp' } });
      expect(tests).toMatchObject([{ args: ['0'] }]);
    }));

  it.each([
    ['type: communication\nmanager: manager.cpp\n', /where num_processes is 1/],
    ['type: communication\nmanager: manager.cpp\nnum_processes: 2\n', /where num_processes is 1/],
    ['type: communication\nmanager: other.cpp\nnum_processes: 1\n', /the manager of the package/],
    ['type: submit_answer\n', /of Hydro's type submit_answer are not judged/],
  ])('whose config.yaml says %j is refused', async (config, reason) => {
    await expect(read({ ...communication, 'config.yaml': config }, () => {})).rejects.toThrow(reason);
  });

  const config = (text: string): PackageFiles => ({
    'config.yaml': text,
    'a1-1.in': '1\n',
    'a1-1.out': '1\n',
    'a2-1.in': '2\n',
    'a2-1.ans': '2\n',
  });

  it('may describe subtasks and leave their cases to the names of the files', () =>
    read(
      config('subtasks:\n- {id: 1, score: 30}\n- {id: 2, score: 70, if: [1], time: 0.5s}\n'),
      ({ groups, tests }) => {
        expect(groups).toMatchObject([
          { name: '1', points: 30, tests: ['1/a1-1'] },
          { name: '2', points: 70, tests: ['2/a2-1'], dependsOn: ['1'] },
        ]);
        expect(tests[1]?.cpuTimeLimitMs).toBe(500);
      },
    ));

  it('has a second and 256 MiB where it says nothing', () =>
    read(config('type: default\n'), ({ limits }) => {
      expect(limits).toMatchObject({ cpuTimeLimitMs: 1_000, memoryLimitBytes: 256 * 1024 * 1024 });
    }));

  it('waits for no subtask that is not there', () =>
    read(config('subtasks:\n- {id: 1, if: [7], cases: [{input: a1-1.in}]}\n'), ({ groups, warnings }) => {
      expect(groups[0]?.dependsOn).toEqual([]);
      expect(warnings.join()).toContain('names 7');
    }));

  it('has cases without an input, which get an empty one', () =>
    read(config('cases: [{output: a1-1.out}, {input: /dev/null}]\n'), async ({ tests }) => {
      expect(tests).toHaveLength(2);
      expect(await textOf(tests[0]?.input)).toBe('');
    }));

  it('is refused when it builds submissions by a script of its own', async () => {
    const files = { ...config('user_extra_files: [compile.sh]\n'), 'compile.sh': 'cp foo.cc foo\n' };
    await expect(read(files, () => {})).rejects.toThrow(/built by its own compile.sh/);
  });
});

describe('a problem of QDUOJ', () => {
  const settings = JSON.parse(
    Object.entries(QDUOJ).find(([path]) => path.endsWith('problem.json'))![1] as string,
  ) as Record<string, unknown>;
  const changed = (more: Record<string, unknown>): PackageFiles =>
    Object.fromEntries(
      Object.entries(QDUOJ).map(([path, file]) => [
        path,
        path.endsWith('problem.json') ? JSON.stringify({ ...settings, ...more }) : file,
      ]),
    );

  it('puts its template around submissions, by language, and says which it cannot', () =>
    read(
      changed({
        template: {
          'C++': { prepend: '#include <cmath>', template: 'int f();', append: 'int main() {}' },
          Logo: { prepend: 'x', template: '', append: '' },
        },
      }),
      async (problem) => {
        expect(await before(problem, 'cpp')).toBe('#include <cmath>\n');
        expect(problem.added.map(({ around }) => around)).toEqual(['before', 'after']);
        expect(problem.warnings.join()).toContain('Logo');
      },
    ));

  it('has answers in Python 2 and says which answers it leaves out', () =>
    read(
      changed({
        answers: [
          { language: 'Python2', code: 'print 1' },
          { language: 'Logo', code: 'x' },
        ],
      }),
      ({ solutions, warnings }) => {
        expect(solutions.map(({ program }) => program.language)).toEqual(['python-2.7']);
        expect(warnings.join()).toMatch(/answers\/2 is left out: its language Logo/);
      },
    ));
});

describe('a problem of HOJ', () => {
  const files = (judgeMode: string, spjCode = ''): PackageFiles => ({
    'problem_7.json': JSON.stringify({
      judgeMode,
      samples: [{ input: '1.in', output: '1.out', score: 10 }],
      userExtraFile: { 'near.h': 'int near();\n' },
      problem: { title: 'Near', timeLimit: 1000, memoryLimit: 64, spjLanguage: 'C++', spjCode },
    }),
    'problem_7/1.in': '1\n',
    'problem_7/1.out': '1\n',
  });

  it('has checkers of testlib, and files beside submissions', () =>
    read(files('spj', '#include "testlib.h"\nint main() {}\n'), ({ checker, added }) => {
      expect(checker).toMatchObject({ type: 'program', protocol: 'testlib' });
      expect(added.map(({ path }) => path)).toEqual(['near.h']);
    }));

  it('is refused when it is interactive', async () => {
    await expect(read(files('interactive'), () => {})).rejects.toThrow(/interactive problems of HOJ/);
  });
});

describe('an FPS document', () => {
  const item = (more: string): PackageFiles => ({
    'greet.xml': (FPS['greet.xml'] as string).replace('</item>', `${more}</item>`),
  });

  it('may have a checker in the element tpj', () =>
    read(
      item('<tpj language="C++"><![CDATA[#include "testlib.h"\nint main() {}\n]]></tpj>'),
      ({ checker }) => {
        expect(checker).toMatchObject({ type: 'program', protocol: 'testlib' });
      },
    ));

  it('says which solutions and code around them are in languages that are not known', () =>
    read(
      item('<solution language="SQL(sqlite3)">select 1</solution><append language="SQL(sqlite3)">;</append>'),
      ({ warnings }) => {
        expect(warnings.filter((text) => text.includes('SQL(sqlite3)'))).toHaveLength(2);
      },
    ));
});

describe('init.yml', () => {
  it('may give one answer for all cases', () =>
    read(
      {
        'init.yml': 'out: yes.txt\ntest_cases:\n- {in: 1.txt}\n- batched:\n  - {in: 2.txt}\n',
        'yes.txt': 'yes\n',
        '1.txt': '1\n',
        '2.txt': '2\n',
      },
      async ({ tests }) => {
        expect(await Promise.all(tests.map(({ answer }) => textOf(answer)))).toEqual(['yes\n', 'yes\n']);
      },
    ));

  it('is refused when a grader of its own judges, whatever it calls it', async () => {
    for (const key of ['grader', 'custom_judge']) {
      const files = { 'init.yml': `${key}: play.py\ntest_cases:\n- {in: 1.txt}\n`, '1.txt': '1\n' };
      await expect(read(files, () => {})).rejects.toThrow(new RegExp(`${key} is a module of Python`));
    }
  });

  it('says when its checker looks at what it does not get', () =>
    read(
      {
        'init.yml': 'checker: short.py\ntest_cases:\n- {in: 1.txt}\n',
        'short.py':
          'def check(output, answer, submission_source, **more):\n    return len(submission_source) < 9\n',
        '1.txt': '1\n',
      },
      ({ warnings }) => {
        expect(warnings.join()).toMatch(/short.py looks at the source/);
      },
    ));
});

describe('a folder', () => {
  it('is a package when it says how its tests are judged, and else just tests', () => {
    for (const mark of ['init.yml', 'config.ini', 'spj.cc', 'input.name', 'a[30].in'])
      expect(isFolderOfPackage(['1.in', '1.out', mark])).toBe(true);
    expect(isFolderOfPackage(['problem_7.json', 'problem_7'])).toBe(true);
    expect(isFolderOfPackage(['1.in', '1.out', 'notes.json', 'sub'])).toBe(false);
  });
});

describe('a problem of Polygon', () => {
  it('says that what a solution comes to with a set of tests is not checked', () => {
    const xml = STONES['problem.xml'] as string;
    const slow = '<solution tag="time-limit-exceeded">';
    expect(xml).toContain(slow);
    const tags =
      '<extra-tags><extra-tag group="1" tag="accepted"/><extra-tag testset="pretests" tag="rejected"/></extra-tags>';
    return read({ ...STONES, 'problem.xml': xml.replace(slow, slow + tags) }, ({ warnings, solutions }) => {
      expect(warnings).toEqual([
        'the further tag rejected of solutions/slow.py, for the set of tests "pretests", is not checked',
      ]);
      expect(Object.keys(solutions[2]!.expected.within!)).toEqual(['1']);
    });
  });
});
