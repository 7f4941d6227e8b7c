import type { Archive } from '../archive/archive.js';
import { readText, type Content } from '../archive/content.js';
import type { Problem } from '../model.js';
import { PackageError } from '../package-error.js';
import { emptyProblem, fileData, group } from '../text/problem.js';

const MOST_TESTS = 20_000;

/**
 * The older folder of tests that Hydro still reads: `config.ini` with the number of tests and a line for each,
 * `input|output|seconds|points|KiB`, and the files beside it or in `input` and `output`.
 */
export async function readVijos(archive: Archive): Promise<Problem<Content>> {
  const problem = emptyProblem('hydro', 'problem');
  const [first = '', ...lines] = (await readText(archive.file('config.ini')!)).split(/\r?\n/);
  const count = Number(first.trim());
  if (!Number.isInteger(count) || count < 1 || count > MOST_TESTS) {
    throw new PackageError('broken_package', 'config.ini does not begin with the number of tests');
  }
  const byLower = new Map(archive.paths.map((path) => [path.toLowerCase(), path]));
  const fileOf = (folder: string, name: string): Content | undefined => {
    const path = [name, `${folder}/${name}`].map((one) => byLower.get(one.toLowerCase())).find((one) => one);
    return path === undefined ? undefined : archive.file(path);
  };
  lines.slice(0, count).forEach((line, at) => {
    const [input = '', output = '', seconds, points, kibibytes] = line.split('|').map((word) => word.trim());
    const file = fileOf('input', input);
    if (!file) throw new PackageError('broken_package', `the input ${input} of config.ini is missing`);
    const answer = fileOf('output', output);
    const name = String(at + 1);
    const time = Number(seconds);
    const memory = Number(kibibytes);
    problem.tests.push({
      name,
      input: fileData(file),
      ...(answer && { answer: fileData(answer) }),
      ...(time > 0 && { cpuTimeLimitMs: Math.round(time * 1_000) }),
      ...(memory > 0 && { memoryLimitBytes: Math.round(memory * 1024) }),
    });
    if (!answer) problem.warnings.push(`${name} has no answer`);
    problem.groups.push(group(name, { tests: [name], points: Number(points) || 0, aggregation: 'sum' }));
  });
  return problem;
}
