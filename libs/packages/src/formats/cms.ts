import type { Archive } from '../archive/archive.js';
import type { Content } from '../archive/content.js';
import type { Aggregation, Problem, ProblemGroup } from '../model.js';
import { PackageError } from '../package-error.js';
import { languageOfPath } from '../text/languages.js';
import { naturally } from '../text/natural-order.js';
import { headersOf, programOfFile } from '../text/programs.js';
import { emptyProblem, fileData, group } from '../text/problem.js';
import { readYaml, settingsOf, type Settings } from '../text/settings.js';
import { readGen, type Gen, type GenTest } from './cms-gen.js';
import { readManager, readPrograms, STREAMS_BY_NAME } from './cms-programs.js';

const MiB = 1024 * 1024;

/**
 * The Italian format of CMS: task.yaml, `input/inputK.txt` and `output/outputK.txt` from 0 on, `gen/GEN` with
 * subtasks.
 */
export async function readCms(archive: Archive): Promise<Problem<Content>> {
  const path = archive.first('task.yaml', 'task.yml') ?? 'task.yaml';
  const task = await readYaml(archive.file(path), path);
  const problem = emptyProblem('cms', task.text('title', 'nome', 'name') ?? 'problem');
  if (task.flag('output_only') === true || task.text('output_only') === 'True') {
    throw new PackageError(
      'unsupported_package',
      'problems whose answer is submitted instead of a program are not judged',
    );
  }
  const seconds = task.number('time_limit', 'timeout');
  const memory = task.number('memory_limit', 'memlimit');
  if (seconds !== undefined) problem.limits.cpuTimeLimitMs = Math.round(seconds * 1_000);
  if (memory !== undefined) problem.limits.memoryLimitBytes = memory * MiB;
  const manager = readManager(archive, task);
  if (manager) problem.interactor = manager;
  else readNames(task, problem);
  const gen = await readGen(archive);
  if (archive.paths.some((path) => path.startsWith('input/'))) addTests(archive, task, problem);
  else if (gen) makeTests(archive, gen, problem);
  else throw new PackageError('broken_package', 'the tests are missing: there is no input/input0.txt');
  readScores(gen, task, problem);
  await readPrograms(archive, problem);
  if (manager) {
    withManager(task, problem);
    return problem;
  }
  if (problem.mainSolution === undefined && problem.tests.some(({ answer }) => answer?.kind === 'solved')) {
    throw new PackageError('broken_package', 'answers are missing and sol/ has no solution to make them');
  }
  return problem;
}

/** Of the files that solutions read and write; an empty one is a standard stream. */
function readNames(task: Settings, problem: Problem<Content>): void {
  const input = task.text('infile') ?? 'input.txt';
  const output = task.text('outfile') ?? 'output.txt';
  if (input || output) problem.io = { ...(input && { input }), ...(output && { output }) };
}

/** Solutions see neither inputs nor answers: they talk to the manager, whose word is the last. */
function withManager(task: Settings, problem: Problem<Content>): void {
  for (const test of problem.tests) {
    if (test.answer?.kind === 'solved') delete test.answer;
    if (task.text('user_io') !== 'std_io') test.args = [...STREAMS_BY_NAME];
  }
}

function addTests(archive: Archive, task: Settings, problem: Problem<Content>): void {
  const indexes = archive
    .folder('input')
    .paths.map((path) => /^input(\d+)\.txt$/.exec(path)?.[1])
    .filter((number) => number !== undefined)
    .sort(naturally);
  const samples = publicTests(task.text('public_testcases', 'risultati'), indexes.length);
  for (const number of indexes) {
    const answer = archive.file(`output/output${number}.txt`);
    if (!answer && !problem.interactor)
      throw new PackageError('broken_package', `output/output${number}.txt is missing`);
    problem.tests.push({
      name: number,
      input: fileData(archive.file(`input/input${number}.txt`)!),
      ...(answer && { answer: fileData(answer) }),
      ...(samples.has(number) && { sample: true }),
    });
  }
}

/** Of a task that was not built: its generators and its solution make what `input/` and `output/` would hold. */
function makeTests(archive: Archive, gen: Gen, problem: Problem<Content>): void {
  const usual = archive.paths.find((path) => /^gen\/(generatore|generator)\.\w+$/.test(path));
  const made: string[] = [];
  const input = (test: GenTest, name: string) => {
    if ('copy' in test) {
      const content = archive.file(test.copy);
      if (!content)
        throw new PackageError('broken_package', `${gen.path} copies ${test.copy}, which is missing`);
      return fileData(content);
    }
    const path = test.generator ?? usual ?? '';
    problem.generators[path] ??= generatorOf(archive, path);
    made.push(name);
    return { kind: 'generated' as const, generator: path, args: test.args, stream: 'stdout' as const };
  };
  for (const test of gen.subtasks.flatMap(({ tests }) => tests)) {
    const name = String(problem.tests.length);
    problem.tests.push({ name, input: input(test, name), answer: { kind: 'solved' } });
  }
  problem.warnings.push(
    `the package has no input/: ${made.length} inputs are made by its generators${problem.interactor ? '' : ', the answers by its solution'}`,
  );
}

function generatorOf(archive: Archive, path: string) {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const inside = archive.folder(folder);
  const modules = inside.paths
    .filter((name) => /^[^/]+\.py$/.test(name))
    .map((name) => ({ path: name, content: inside.file(name)! }));
  const program = programOfFile(archive, path, {
    beside: languageOfPath(path) === 'python' ? modules : headersOf(archive, folder),
  });
  if (program) return program;
  throw new PackageError(
    'broken_package',
    `there is no input/, and the generator ${path || 'gen/generator'} is missing, or in no language that is known`,
  );
}

function publicTests(text: string | undefined, count: number): Set<string> {
  if (text === 'all') return new Set(Array.from({ length: count }, (_, at) => String(at)));
  return new Set((text ?? '').split(/[,\s]+/).filter((word) => word !== ''));
}

const SCORE_TYPES: Readonly<Record<string, Aggregation>> = {
  GroupMin: 'min',
  GroupMul: 'mul',
  GroupSum: 'sum',
  GroupThreshold: 'threshold',
};

function readScores(gen: Gen | undefined, task: Settings, problem: Problem<Content>): void {
  const total = task.number('total_value') ?? 100;
  const type = task.text('score_type');
  const parameters = task.raw('score_type_parameters');
  const names = problem.tests.map(({ name }) => name);
  if (type !== undefined && Object.hasOwn(SCORE_TYPES, type) && Array.isArray(parameters)) {
    problem.groups = byParameters(SCORE_TYPES[type]!, parameters, names);
    return;
  }
  const subtasks = gen?.subtasks.filter(({ points }) => points !== undefined) ?? [];
  if (subtasks.length > 0) {
    const count = subtasks.reduce((sum, { tests }) => sum + tests.length, 0);
    if (count !== names.length) {
      throw new PackageError(
        'broken_package',
        `${gen!.path} tells of ${count} tests, input/ holds ${names.length}`,
      );
    }
    const asParameters = subtasks.map(({ points, tests }) => [points, tests.length]);
    problem.groups = byParameters('min', asParameters, names);
    return;
  }
  if (type !== undefined && type !== 'Sum')
    problem.warnings.push(`task.yaml: the score type ${type} is not known: each test counts by itself`);
  const each = type === 'Sum' && typeof parameters === 'number' ? parameters : total / names.length;
  for (const test of problem.tests) test.points = each;
}

/** `[[points, how many tests or which, threshold?], ...]`, or maps with the same in words. */
function byParameters(
  aggregation: Aggregation,
  parameters: readonly unknown[],
  names: readonly string[],
): ProblemGroup[] {
  let taken = 0;
  return parameters.map((value, at) => {
    const words = settingsOf(value);
    const [points, which, threshold] = Array.isArray(value)
      ? (value as unknown[])
      : [words.raw('max_score'), words.raw('testcases'), words.raw('threshold')];
    let tests: string[];
    if (typeof which === 'number') {
      tests = names.slice(taken, taken + which);
      taken += which;
    } else {
      const pattern = simplePattern(String(which));
      tests = names.filter((name) => pattern.test(name.padStart(3, '0')) || pattern.test(name));
    }
    if (typeof points !== 'number' || tests.length === 0) {
      throw new PackageError(
        'broken_package',
        `the subtask ${at + 1} of task.yaml has no points or no tests`,
      );
    }
    return group(`subtask-${at + 1}`, {
      tests,
      points,
      aggregation,
      onReject: aggregation === 'min' || aggregation === 'mul' ? 'break' : 'continue',
      dependsOn: words.list('depends_on').map((index) => `subtask-${Number(index) + 1}`),
      ...(typeof threshold === 'number' && { threshold }),
    });
  });
}

/** Patterns over names of tests; those that could take long to match are refused. */
function simplePattern(text: string): RegExp {
  const isSafe = text.length <= 500 && !/\([^)]*[+*][^)]*\)[+*{]/.test(text);
  try {
    if (isSafe) return new RegExp(`^(?:${text})`);
  } catch {
    // Said below.
  }
  throw new PackageError('broken_package', `the pattern ${text.slice(0, 80)} of a subtask cannot be used`);
}
