import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProduct, type Product } from '../support/product.js';
import {
  ENDLESS_PASSES,
  FERRY,
  GUESSING,
  MISPLACED,
  MODERN,
  POINTS_BY_VALIDATOR,
  RELAY,
  SUBTASKS,
  TAGGED,
} from '../packages/fixtures/kattis.js';
import {
  CMS,
  CMS_UNBUILT,
  DMOJ_GENERATOR,
  DMOJ_INTERACTIVE,
  dmojBatches,
  DOMJUDGE,
  FPS,
  HUSTOJ,
  HYDRO,
  HYDRO_TESTLIB,
  PLAIN,
  QDUOJ,
  QDUOJ_EXPORT,
} from '../packages/fixtures/others.js';
import {
  ADD_ONE,
  ALL_FIRST,
  CMS_SUM,
  FLOATS,
  GRADED,
  HELLO,
  SIGNATURE,
  testlibInteractor,
} from '../packages/fixtures/mechanisms.js';
import {
  CEOI,
  CONSTANTS,
  GRADED_BY_PROGRAM,
  GRADED_POLYGON,
  HANGMAN,
  PARTIAL,
  PYTHON_CHECKER,
  QUIET_SCORES,
  SIGNATURE_OF_C,
  STATIC,
} from '../packages/fixtures/found.js';
import { STANDARD, STONES, WHISPERS, WHISPERS_STANDARD } from '../packages/fixtures/polygon.js';
import { CMS_MANAGER, CMS_MANAGER_OF_C } from '../packages/fixtures/talks.js';
import { zipOf, type PackageFiles } from '../packages/zip.js';
import { judgeBySuite, made, verify } from './suite-client.js';

/**
 * Packages whose solutions are all as declared; the number of solutions, and the points that some of them
 * have.
 */
const VERIFIED: [string, PackageFiles, number, Record<string, number>][] = [
  ['Kattis legacy: words in any case, four folders of solutions', FERRY, 4, {}],
  [
    'Kattis legacy: subtasks by their minimum',
    SUBTASKS,
    3,
    { 'formula.py': 100, 'crashes.py': 50, 'half.py': 0 },
  ],
  ['Kattis legacy: a validator that gives points', POINTS_BY_VALIDATOR, 3, { 'square.py': 10, 'near.py': 7 }],
  [
    'Kattis 2025-09: groups, arguments, files, submissions.yaml',
    MODERN,
    3,
    { 'all.py': 100, 'no_file.py': 70 },
  ],
  ['DOMjudge: expected results in the sources', TAGGED, 7, {}],
  ['Polygon full: groups that depend on others', STONES, 4, { 'main.py': 100, 'small.py': 40 }],
  ['Polygon standard: inputs and answers are made', STANDARD, 3, {}],
  ['Kattis 2025-09, interactive: the validator gives a part', GUESSING, 4, { 'halves.py': 15 }],
  ['Polygon, interactive: a checker looks at what the interactor wrote', WHISPERS, 3, {}],
  ['Polygon standard, interactive: answers are made by talking', WHISPERS_STANDARD, 3, {}],
  ['Hydro: named files', HYDRO, 1, { 'double.py': 100 }],
  ['Kattis legacy, multi-pass: each pass has what the one before has led to', RELAY, 5, {}],
  ['FPS', FPS, 1, {}],
  ['QDUOJ, exported: answers are right', QDUOJ_EXPORT, 2, {}],
  ['CMS: a checker with an outcome', CMS, 1, { 'solution.py': 100 }],
  ['CMS, not built: tests are made, and EVAL is defined', CMS_UNBUILT, 1, { 'solution.cpp': 100 }],
  ['CMS: a manager, talked to by a stub', CMS_MANAGER, 1, { 'solution.cpp': 100 }],
  ["as DOMjudge's hello: no input, and what programs do to a judge", HELLO, 13, {}],
  ["as DOMjudge's fltcmp: exponents, infinities and NaN with a tolerance", FLOATS, 3, {}],
  ["as BAPCtools' pseudointeraction: a validator that reads all before it judges", ALL_FIRST, 2, {}],
  [
    'as the ports of IOI: a grader and a header beside each submission',
    GRADED,
    2,
    { 'full.cpp': 100, 'narrow.cpp': 30 },
  ],
  ["as CMS' batch_file: files, and points by total_value", CMS_SUM, 1, { 'solution.py': 200 }],
  ['Kattis 2025-09: constants in validators, included files and solutions', CONSTANTS, 3, {}],
  [
    'Kattis 2025-09: a static validator looks at the sources',
    STATIC,
    3,
    { 'short.py': 100, 'wordy.py': 90, 'endless.py': 30 },
  ],
  ['Kattis legacy: a grader says what a group comes to', GRADED_BY_PROGRAM, 3, { 'zero.py': 25 }],
  ["as DOMjudge's knapsack: a validator gives points unasked", QUIET_SCORES, 3, { 'part.py': 74 }],
  ["as DOMjudge's largestsum: groups by average and minimum", PARTIAL, 3, { 'small.py': 77.5 }],
  ["as DOMjudge's hangman: 26 passes and a folder that keeps its state", HANGMAN, 3, {}],
  ['a port of the CEOI: points in the names of solutions', CEOI, 3, { 'ojuz_25.py': 25 }],
  ['Polygon: a grader is compiled with each solution', GRADED_POLYGON, 2, {}],
];

/** In formats that cannot say of a solution that it is wrong: what becomes of such ones. */
const SUBMITTED: [string, () => PackageFiles | Promise<PackageFiles>, [string, string][]][] = [
  [
    'Hydro',
    () => HYDRO,
    [
      ['n = int(open("double.in").read())\nprint(n + n, file=open("double.out", "w"))', 'accepted'],
      ['n = int(open("double.in").read())\nprint(abs(2 * n), file=open("double.out", "w"))', 'wrong_answer'],
      ['print(2 * int(open("double.in").read()))', 'wrong_answer'],
      [
        'n = int(open("double.in").read())\nwhile n > 9: pass\nopen("double.out", "w").write(str(2 * n))',
        'time_limit_exceeded',
      ],
      ['n = int(open("input.txt").read())', 'runtime_error'],
    ],
  ],
  [
    'FPS',
    () => FPS,
    [
      ['print("hello", input())', 'accepted'],
      ['print("hello", input().split()[0])', 'wrong_answer'],
      ['print("hello", input())\nraise SystemExit(1)', 'runtime_error'],
      ['print("hello" input())', 'compile_error'],
    ],
  ],
  [
    'CMS',
    () => CMS,
    [
      [
        'a, b = map(int, open("input.txt").read().split())\nopen("output.txt", "w").write(str((a + b) / 2))',
        'accepted',
      ],
      [
        'a, b = map(int, open("input.txt").read().split())\nopen("output.txt", "w").write(str(b))',
        'wrong_answer',
      ],
      ['while True: pass', 'time_limit_exceeded'],
      ['print(open("input.txt").read()[99])', 'runtime_error'],
    ],
  ],
  [
    'DMOJ',
    dmojBatches,
    [
      ['print(int(input()) / 2)', 'accepted'],
      ['print(int(input()) // 2)', 'wrong_answer'],
      ['n = int(input())\nprint(n / 2)\nassert n < 1000', 'runtime_error'],
    ],
  ],
  [
    'HUSTOJ',
    () => HUSTOJ,
    [
      ['print(int(int(input()) ** 0.5))', 'accepted'],
      ['print(min(3, int(int(input()) ** 0.5)))', 'wrong_answer'],
      ['print(2)\nimport os\nos.abort()', 'runtime_error'],
    ],
  ],
  [
    'DOMjudge, the least zip',
    () => DOMJUDGE,
    [
      ['print(input().upper())', 'accepted'],
      ['print("b")', 'wrong_answer'],
      ['print(input().upper())\nraise SystemExit(9)', 'runtime_error'],
    ],
  ],
  [
    'plain zip',
    () => PLAIN,
    [
      ['print(*reversed(input().split()))', 'accepted'],
      ['a, b = map(int, input().split())\nprint(b % 2**32, a % 2**32)', 'wrong_answer'],
      ['print(*reversed(input().split()[:3]))\nraise ValueError', 'runtime_error'],
    ],
  ],
];

export function describeSuites(where: string, env: Record<string, string>): void {
  describe(`packages, judged in ${where}`, () => {
    let product: Product;
    beforeAll(async () => {
      product = await startProduct({ env });
    });
    afterAll(() => product.stop());

    for (const [title, files, count, points] of VERIFIED) {
      it(`${title}: every solution is as declared`, { timeout: 180_000 }, async () => {
        const suite = await made(product.url, files);
        const report = await verify(product.url, suite.id);
        const wrong = report.solutions.filter(({ agrees }) => agrees === false);
        expect(wrong).toEqual([]);
        expect(report.agrees).toBe(true);
        expect(report.solutions).toHaveLength(count);
        for (const [name, worth] of Object.entries(points)) {
          expect(report.solutions.find(({ path }) => path.endsWith(name))).toMatchObject({ points: worth });
        }
      });
    }

    it.each(SUBMITTED)(
      '%s: right, wrong, slow and crashing solutions end as that',
      { timeout: 120_000 },
      async (_format, files, solutions) => {
        const { id } = await made(product.url, await files());
        const views = await Promise.all(solutions.map(([source]) => judgeBySuite(product.url, id, source)));
        expect(views.map(({ verdict }) => verdict)).toEqual(solutions.map(([, verdict]) => verdict));
      },
    );

    it('reports an accepted solution that lies among the wrong ones', { timeout: 60_000 }, async () => {
      const suite = await made(product.url, MISPLACED);
      const report = await verify(product.url, suite.id);
      expect(report.agrees).toBe(false);
      expect(report.solutions).toMatchObject([
        { path: 'submissions/accepted/echo.py', agrees: true },
        { path: 'submissions/wrong_answer/echo_too.py', agrees: false },
      ]);
      expect(report.solutions[1]?.reasons.join()).toContain('no test is wrong_answer');
    });

    it(
      'DMOJ: a failed case of no points ends all; a batch is all or nothing',
      { timeout: 60_000 },
      async () => {
        const { id } = await made(product.url, await dmojBatches());
        const points = async (source: string) => {
          const { result } = await judgeBySuite(product.url, id, source);
          return result as { points: number; maxPoints: number; tests: unknown[] };
        };
        expect(await points('print(int(input()) / 2)')).toMatchObject({ points: 100, maxPoints: 100 });
        // The dependency fails: the last batch is not run.
        const half = await points('n = int(input())\nprint(n / 2 if n != 3 else 0)');
        expect(half).toMatchObject({ points: 0 });
        expect(half.tests).toHaveLength(3);
        expect((await points('print("x")')).tests).toHaveLength(1);
      },
    );

    it(
      'DMOJ: generators make the inputs and the answers, and a checker gives a part',
      { timeout: 60_000 },
      async () => {
        const { id } = await made(product.url, DMOJ_GENERATOR);
        const { verdict, result } = await judgeBySuite(product.url, id, 'print(int(input()) ** 2)');
        expect(verdict).toBe('accepted');
        expect(result).toMatchObject({ points: 10, maxPoints: 15 });
      },
    );

    it(
      "as DOMjudge's addone: points of a group count once, or as Kattis reads them for each test",
      { timeout: 120_000 },
      async () => {
        const once = await verify(
          product.url,
          (await made(product.url, ADD_ONE, { scoring: 'domjudge' })).id,
        );
        expect(once.solutions.filter(({ agrees }) => !agrees)).toEqual([]);
        const points = Object.fromEntries(
          once.solutions.map((one) => [one.path.split('/').at(-1), one.points]),
        );
        expect(points).toEqual({ 'all.py': 100, 'small.py': 50, 'positive.py': 70 });
        const { id } = await made(product.url, ADD_ONE, { scoring: 'kattis' });
        const each = await judgeBySuite(product.url, id, 'print(int(input()) + 1)');
        expect(each.result).toMatchObject({ points: 200 });
      },
    );

    it(
      "as DMOJ's signature grader: a function is judged, by a checker of testlib's",
      { timeout: 60_000 },
      async () => {
        const { id } = await made(product.url, SIGNATURE);
        const judged = (body: string) =>
          judgeBySuite(product.url, id, `#include "sum.h"\nint sum(int a, int b) { ${body} }\n`, 'cpp');
        expect(await judged('return a + b;')).toMatchObject({ verdict: 'accepted', result: { points: 20 } });
        expect(await judged('return a > 0 ? a + b : 1;')).toMatchObject({
          verdict: 'wrong_answer',
          result: { points: 10 },
        });
      },
    );

    it(
      "as DMOJ's siggrade: a function of C or C++ that knows no header, and has a main of its own",
      { timeout: 60_000 },
      async () => {
        const { id } = await made(product.url, SIGNATURE_OF_C);
        const judged = (body: string, language: string) =>
          judgeBySuite(
            product.url,
            id,
            `bool is_even(int n) { ${body} }\nint main() { return 3; }\n`,
            language,
          );
        for (const language of ['c', 'cpp']) {
          expect(await judged('return n % 2 == 0;', language)).toMatchObject({ verdict: 'accepted' });
          expect(await judged('return true;', language)).toMatchObject({ verdict: 'wrong_answer' });
        }
      },
    );

    it("as DMOJ's seq3: a checker that is a module of Python gives a part", { timeout: 60_000 }, async () => {
      const { id } = await made(product.url, PYTHON_CHECKER);
      const judged = (rest: string) =>
        judgeBySuite(product.url, id, `n, k = map(int, input().split())\n${rest}`);
      expect(await judged('print(*[0] * (n - 1), k)')).toMatchObject({
        verdict: 'accepted',
        result: { points: 60, maxPoints: 60 },
      });
      expect(await judged('print(*[1] * (n - 1), k - n + 1)')).toMatchObject({
        verdict: 'accepted',
        result: { points: 30 },
      });
      const { verdict, result } = await judged('print(1)');
      expect(verdict).toBe('wrong_answer');
      expect(JSON.stringify(result)).toContain('the sum is wrong');
    });

    it("as DMOJ's seed2: an interactor of testlib's, without its header", { timeout: 60_000 }, async () => {
      const { id } = await made(product.url, await testlibInteractor());
      const judged = (source: string) => judgeBySuite(product.url, id, source, 'python', {}, 'interact');
      const search = `low, high = 1, 1000
while True:
    middle = (low + high) // 2
    print(middle, flush=True)
    said = input()
    if said == "OK": break
    low, high = (middle + 1, high) if said == "SMALL" else (low, middle - 1)
`;
      expect(await judged(search)).toMatchObject({ verdict: 'accepted', result: { points: 100 } });
      const first = await judged('print(500, flush=True)\nassert input() == "OK"');
      expect(first).toMatchObject({ verdict: 'runtime_error', result: { points: 20 } });
      expect((await judged('print(0, flush=True)')).verdict).toBe('wrong_answer');
    });

    it(
      'CMS: what a manager says of a right, poor, wrong, crashing and slow solution',
      { timeout: 120_000 },
      async () => {
        const { id } = await made(product.url, CMS_MANAGER);
        const judged = (body: string, language = 'cpp') => {
          const inCpp = `#include <cstdio>\n#include "buoy.h"\nint find_buoy(int n) { ${body} }\n`;
          const source = language === 'cpp' ? inCpp : body;
          return judgeBySuite(product.url, id, source, language, {}, 'interact');
        };
        const counts = 'for (int x = 1; x < n; x++) if (radar(x) == 0) return x; return n;';
        expect(await judged(counts)).toMatchObject({ verdict: 'accepted', result: { points: 65 } });
        const search = `def find_buoy(n, radar):
    low, high = 1, n
    while low < high:
        middle = (low + high) // 2
        if radar(middle) > 0: low = middle + 1
        else: high = middle
    return low
`;
        expect(await judged(search, 'python')).toMatchObject({
          verdict: 'accepted',
          result: { points: 100 },
        });
        const failing: [string, string][] = [
          ['return n;', 'wrong_answer'],
          ['radar(1); __builtin_trap();', 'runtime_error'],
          ['for (volatile int i = 0;; i++) {} return n;', 'time_limit_exceeded'],
          // The manager has said that it is wrong: that it fails afterwards is what counts.
          ['for (int i = 0; i < 3000; i++) radar(1); __builtin_trap();', 'runtime_error'],
        ];
        for (const [body, verdict] of failing)
          expect(await judged(body)).toMatchObject({ verdict, result: { points: 0 } });
        const waits = 'int x = 0; return std::fscanf(std::fopen("/dev/stdin", "r"), "%d", &x) + x + n;';
        const { verdict, result } = await judged(waits);
        expect(verdict).toBe('time_limit_exceeded');
        expect(JSON.stringify(result)).toContain('both sides wait for each other');
      },
    );

    it.each([
      ['crashes', '7 -1\n', 'the interactor was killed by SIGABRT'],
      ['says nonsense', '7 -2\n', 'the interactor gave no outcome from 0 to 1'],
    ])(
      'CMS: a manager that %s has failed, not the solution',
      { timeout: 60_000 },
      async (_, input, reason) => {
        const { id } = await made(product.url, { ...CMS_MANAGER, 'input/input0.txt': input });
        const source = CMS_MANAGER['sol/solution.cpp'] as string;
        const { verdict, result } = await judgeBySuite(product.url, id, source, 'cpp', {}, 'interact');
        expect(verdict).toBe('internal_error');
        expect(JSON.stringify(result)).toContain(reason);
      },
    );

    it('CMS: a manager in C, and solutions by standard streams', { timeout: 60_000 }, async () => {
      const { id } = await made(product.url, CMS_MANAGER_OF_C);
      const judged = (source: string) => judgeBySuite(product.url, id, source, 'python', {}, 'interact');
      expect(await judged('print(int(input()) + 1)')).toMatchObject({
        verdict: 'accepted',
        result: { points: 100 },
      });
      expect(await judged('print(42)')).toMatchObject({ verdict: 'wrong_answer', result: { points: 50 } });
      expect((await judged('input()\nprint(int(input()) + 1)')).verdict).toBe('time_limit_exceeded');
    });

    it(
      'a validator that asks for more passes than there may be has failed',
      { timeout: 60_000 },
      async () => {
        const { id } = await made(product.url, ENDLESS_PASSES);
        const { verdict, result } = await judgeBySuite(product.url, id, 'print(1)');
        expect(verdict).toBe('internal_error');
        expect(JSON.stringify(result)).toContain('more than 2 passes');
      },
    );

    it(
      "Hydro: a checker of testlib's without its header, which gives a part",
      { timeout: 60_000 },
      async () => {
        const { id } = await made(product.url, HYDRO_TESTLIB);
        const judged = (source: string) => judgeBySuite(product.url, id, source);
        expect(await judged('print(2, int(input()) - 2)')).toMatchObject({
          verdict: 'accepted',
          result: { points: 100, maxPoints: 100 },
        });
        const half = await judged('n = int(input())\nprint(n // 2, n // 2)');
        expect(half.result).toMatchObject({ points: 50 });
        expect((await judged('print(1, 1)')).verdict).toBe('wrong_answer');
        expect((await judged('print(-1, int(input()) + 1)')).verdict).toBe('wrong_answer');
      },
    );

    it('DMOJ: an interactor of no type gets input and answer', { timeout: 60_000 }, async () => {
      const cases = await zipOf({ '1.in': '3 1\r\n', '1.out': '1 3', '2.in': '2 9\n', '2.out': '2 9\n' });
      const { id } = await made(product.url, { ...DMOJ_INTERACTIVE, 'cases.zip': cases });
      const judged = (source: string) => judgeBySuite(product.url, id, source, 'python', {}, 'interact');
      const sorts = await judged('print(*sorted(input().split()))');
      expect(sorts).toMatchObject({ verdict: 'accepted', result: { points: 100 } });
      const echoes = await judged('print(input())');
      expect(echoes).toMatchObject({ verdict: 'wrong_answer', result: { points: 60 } });
    });

    it('HUSTOJ: a checker with its own order of arguments', { timeout: 60_000 }, async () => {
      const { id } = await made(product.url, HUSTOJ);
      const right = await judgeBySuite(product.url, id, 'print(-int(int(input()) ** 0.5))');
      expect(right).toMatchObject({ verdict: 'accepted', result: { points: 50, maxPoints: 50 } });
      const wrong = await judgeBySuite(product.url, id, 'print(2)');
      expect(wrong).toMatchObject({ verdict: 'wrong_answer', result: { points: 0 } });
    });

    it('QDUOJ: scores by file', { timeout: 60_000 }, async () => {
      const { id } = await made(product.url, QDUOJ);
      const crashed = await judgeBySuite(product.url, id, 'n = int(input())\nassert n < 40\nprint(n + 1)');
      expect(crashed).toMatchObject({ verdict: 'runtime_error', result: { points: 30, maxPoints: 100 } });
    });
  });
}
