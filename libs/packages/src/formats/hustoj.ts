import type { Archive } from '../archive/archive.js';
import { readText, type Content } from '../archive/content.js';
import type { CheckerProtocol, Problem } from '../model.js';
import { PackageError } from '../package-error.js';
import { headersOf, programOfFile } from '../text/programs.js';
import { emptyProblem, fileData, group } from '../text/problem.js';

const DEFAULT_POINTS = 10;
export const HUSTOJ_CHECKER = /^(spj|tpj|upj)\.(c|cc|cpp|py|java)$/;

/**
 * HUSTOJ's folder of tests: `*.in` with `.out`, points in brackets in the name, `spj`, `tpj` or `upj` as the
 * checker.
 */
export async function readHustoj(archive: Archive): Promise<Problem<Content>> {
  const problem = emptyProblem('hustoj', 'problem');
  problem.checker = { type: 'tokens', caseSensitive: true };
  const bySubtask = new Map<string, string[]>();
  const points = new Map<string, number>();
  for (const path of archive.paths) {
    const match = /^(.*)\.in$/.exec(path);
    if (!match) continue;
    const name = match[1]!;
    const answer = archive.file(`${name}.out`);
    const worth = Number(/\[(\d+)\]/.exec(name)?.[1] ?? DEFAULT_POINTS);
    problem.tests.push({
      name,
      input: fileData(archive.file(path)!),
      points: worth,
      ...(answer && { answer: fileData(answer) }),
    });
    if (!answer) problem.warnings.push(`${name} has no answer`);
    // `1.a.in` and `1.b.in` are one subtask.
    const key = name.includes('.') ? name.slice(0, name.indexOf('.')) : name;
    bySubtask.set(key, [...(bySubtask.get(key) ?? []), name]);
    points.set(key, Math.max(points.get(key) ?? 0, worth));
  }
  if ([...bySubtask.values()].some((tests) => tests.length > 1)) {
    problem.groups = [...bySubtask].map(([name, tests]) =>
      group(name, { tests, aggregation: 'all', points: points.get(name)! }),
    );
  }
  await readNames(archive, problem);
  await readChecker(archive, problem);
  for (const path of archive.paths) {
    if (path.endsWith('.dic')) problem.added.push({ language: '*', path, content: archive.file(path)! });
  }
  return problem;
}

async function readNames(archive: Archive, problem: Problem<Content>): Promise<void> {
  const name = async (path: string) => {
    const content = archive.file(path);
    return content ? (await readText(content)).trim() : '';
  };
  const [input, output] = [await name('input.name'), await name('output.name')];
  if (input || output) problem.io = { ...(input && { input }), ...(output && { output }) };
}

/**
 * HUSTOJ calls its checkers with input, answer, output, and has a testlib.h that is changed for that. One
 * that brings none gets the ordinary header here, and the ordinary order.
 */
export function hustojProtocol(
  kind: 'spj' | 'tpj' | 'upj',
  source: string,
  bringsHeader: boolean,
): CheckerProtocol {
  const isOrdinary = /#\s*include\s*["<]testlib\.h[">]/.test(source) && !bringsHeader;
  return isOrdinary ? 'testlib' : `hustoj-${kind}`;
}

async function readChecker(archive: Archive, problem: Problem<Content>): Promise<void> {
  const interactor = archive.paths.find((name) => /^interactor\.(c|cc|cpp|py|java)$/.test(name));
  if (interactor !== undefined) {
    const talks = programOfFile(archive, interactor, { beside: headersOf(archive, '') })!;
    problem.interactor = { program: talks, protocol: 'testlib', args: [], checkerFollows: false };
  }
  const path = archive.paths.find((name) => HUSTOJ_CHECKER.test(name));
  if (path === undefined) {
    const binary = archive.first('spj', 'tpj', 'upj', 'interactor');
    if (binary && !(binary === 'interactor' && problem.interactor)) {
      throw new PackageError(
        'unsupported_package',
        `${binary} is a program for one machine; its source is needed`,
      );
    }
    return;
  }
  const program = programOfFile(archive, path, { beside: headersOf(archive, '') });
  if (!program) throw new PackageError('broken_package', `the checker ${path} cannot be used`);
  const protocol = hustojProtocol(
    path.slice(0, 3) as 'spj' | 'tpj' | 'upj',
    await readText(archive.file(path)!),
    archive.has('testlib.h'),
  );
  problem.checker = { type: 'program', program, protocol, args: [], pointsAre: 'absolute' };
}
