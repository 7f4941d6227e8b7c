import { expect, it } from 'vitest';
import { LocalSuite, type PerformBySuite } from '../../apps/cli/src/engine/local-suite.js';
import { CliError } from '../../apps/cli/src/exit-codes.js';
import { read } from '../packages/read.js';
import type { PackageFiles } from '../packages/zip.js';

const PACKAGE: PackageFiles = {
  'problem.yaml': 'name: Twice\n',
  'data/secret/1.in': '1\n',
  'data/secret/1.ans': '2\n',
  'submissions/accepted/a.rb': 'puts 2 * gets.to_i\n',
  'submissions/accepted/b.py': 'print(2 * int(input()))\n',
};

/** A machine without one language. */
const without =
  (missing: string): PerformBySuite =>
  (request) => {
    if (request.kind !== 'judge') throw new TypeError(request.kind);
    const needed = [request.program.language, ...(request.suite?.languages ?? [])];
    if (needed.includes(missing)) return Promise.reject(new CliError(`${missing} does not work here`));
    return Promise.resolve({ verdict: 'accepted', result: { tests: [] } } as never);
  };

const verified = (files: PackageFiles, perform: PerformBySuite) =>
  read(files, async (problem) => {
    const suite = await LocalSuite.open({ problem, close: () => {} }, perform);
    return suite.verify(() => {}, new AbortController().signal);
  });

it('a solution in a language that is not here is said to be that, and the others are judged', async () => {
  const { agrees, solutions } = await verified(PACKAGE, without('ruby'));
  expect(agrees).toBe(false);
  expect(solutions.map(({ path, verdict, reasons }) => [path.slice(-4), verdict, reasons.join()])).toEqual([
    ['a.rb', null, 'ruby does not work here'],
    ['b.py', 'accepted', ''],
  ]);
});

it('a package whose checker is in a language that is not here is not verified at all', async () => {
  const files: PackageFiles = {
    ...PACKAGE,
    'problem.yaml': 'name: Twice\nvalidation: custom\n',
    'output_validators/check.rb': 'exit 42\n',
  };
  await expect(verified(files, without('ruby'))).rejects.toThrow('ruby does not work here');
});
