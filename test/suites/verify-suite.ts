import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProduct, type Product } from '../support/product.js';
import {
  FERRY,
  GUESSING,
  MISPLACED,
  MODERN,
  POINTS_BY_VALIDATOR,
  SUBTASKS,
  TAGGED,
} from '../packages/fixtures/kattis.js';
import { CMS, DMOJ_GENERATOR, dmojBatches, FPS, HUSTOJ, HYDRO, QDUOJ } from '../packages/fixtures/others.js';
import { STANDARD, STONES, WHISPERS } from '../packages/fixtures/polygon.js';
import type { PackageFiles } from '../packages/zip.js';
import { judgeBySuite, made, verify } from './suite-client.js';

/** Packages whose solutions are all as declared; the number of solutions, and the points that some of them have. */
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
  ['Hydro: named files', HYDRO, 1, { 'double.py': 100 }],
  ['FPS', FPS, 1, {}],
  ['CMS: a checker with an outcome', CMS, 1, { 'solution.py': 100 }],
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
