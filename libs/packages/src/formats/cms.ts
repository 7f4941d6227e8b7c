import type { Archive } from '../archive/archive.js';
import { readText, type Content } from '../archive/content.js';
import type { Aggregation, Problem, ProblemGroup } from '../model.js';
import { PackageError } from '../package-error.js';
import { baseName, languageOfPath, stemOf } from '../text/languages.js';
import { naturally } from '../text/natural-order.js';
import { headersOf, programOfFile } from '../text/programs.js';
import { emptyProblem, fileData, group } from '../text/problem.js';
import { readYaml, type Settings } from '../text/settings.js';

const MiB = 1024 * 1024;

/**
 * The Italian format of CMS: task.yaml, `input/inputK.txt` and `output/outputK.txt` from 0 on, `gen/GEN` with
 * subtasks.
 */
export async function readCms(archive: Archive): Promise<Problem<Content>> {
  const task = await readYaml(archive.file('task.yaml'), 'task.yaml');
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
  const input = task.text('infile') ?? 'input.txt';
  const output = task.text('outfile') ?? 'output.txt';
  if (input || output) problem.io = { ...(input && { input }), ...(output && { output }) };
  const indexes = archive
    .folder('input')
    .paths.map((path) => /^input(\d+)\.txt$/.exec(path)?.[1])
    .filter((number) => number !== undefined)
    .sort(naturally);
  const samples = publicTests(task.text('public_testcases', 'risultati'), indexes.length);
  for (const number of indexes) {
    const answer = archive.file(`output/output${number}.txt`);
    if (!answer) throw new PackageError('broken_package', `output/output${number}.txt is missing`);
    problem.tests.push({
      name: number,
      input: fileData(archive.file(`input/input${number}.txt`)!),
      answer: fileData(answer),
      ...(samples.has(number) && { sample: true }),
    });
  }
  await readScores(archive, task, problem);
  readPrograms(archive, problem);
  return problem;
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

async function readScores(archive: Archive, task: Settings, problem: Problem<Content>): Promise<void> {
  const total = task.number('total_value') ?? 100;
  const type = task.text('score_type');
  const parameters = task.raw('score_type_parameters');
  const names = problem.tests.map(({ name }) => name);
  if (type !== undefined && Object.hasOwn(SCORE_TYPES, type) && Array.isArray(parameters)) {
    problem.groups = byParameters(SCORE_TYPES[type]!, parameters, names);
    return;
  }
  const subtasks = await readGen(archive);
  if (subtasks.length > 0) {
    const asParameters = subtasks.map(({ points, count }) => [points, count]);
    problem.groups = byParameters('min', asParameters, names);
    return;
  }
  const each = type === 'Sum' && typeof parameters === 'number' ? parameters : total / names.length;
  for (const test of problem.tests) test.points = each;
}

/** `[[points, how many tests or which, threshold?], ...]` */
function byParameters(
  aggregation: Aggregation,
  parameters: readonly unknown[],
  names: readonly string[],
): ProblemGroup[] {
  let taken = 0;
  return parameters.map((value, at) => {
    const [points, which, threshold] = Array.isArray(value) ? (value as unknown[]) : [];
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

async function readGen(archive: Archive): Promise<{ points: number; count: number }[]> {
  const file = archive.file('gen/GEN');
  const subtasks: { points: number; count: number }[] = [];
  if (!file) return subtasks;
  for (const line of (await readText(file)).split(/\r?\n/)) {
    const start = /^\s*#\s*ST:\s*([\d.]+)/.exec(line);
    if (start) subtasks.push({ points: Number(start[1]), count: 0 });
    else if (/^\s*#\s*COPY:/.test(line) || /^[^#]*\S/.test(line.replace(/#.*$/, ''))) {
      const current = subtasks.at(-1);
      if (current) current.count++;
    }
  }
  return subtasks.filter(({ count }) => count > 0);
}

function readPrograms(archive: Archive, problem: Problem<Content>): void {
  const source = (...stems: string[]) =>
    archive.paths.find(
      (path) => stems.some((stem) => path.startsWith(`${stem}.`)) && languageOfPath(path) !== undefined,
    );
  if (archive.first('check/manager', 'cor/manager') ?? source('check/manager', 'cor/manager')) {
    throw new PackageError('unsupported_package', 'tasks with a manager (communication) are not judged');
  }
  const checker = source('check/checker', 'cor/correttore');
  if (checker !== undefined) {
    const folder = checker.slice(0, checker.lastIndexOf('/'));
    const program = programOfFile(archive, checker, { beside: headersOf(archive, folder) })!;
    problem.checker = { type: 'program', program, protocol: 'cms', args: [], pointsAre: 'fraction' };
  } else if (archive.first('check/checker', 'cor/correttore')) {
    throw new PackageError(
      'unsupported_package',
      'the checker is a program for one machine; its source is needed beside it',
    );
  } else problem.checker = { type: 'tokens', caseSensitive: true, spaces: 'line-breaks' };
  for (const path of archive.folder('sol').paths) {
    const full = `sol/${path}`;
    const language = languageOfPath(path);
    if (/^(grader|stub)\./.test(path) && language) {
      problem.added.push({ language, path, content: archive.file(full)!, isEntry: true });
    } else if (/\.h$/.test(path)) {
      for (const one of ['c', 'cpp'])
        problem.added.push({ language: one, path: baseName(path), content: archive.file(full)! });
    } else if (language) {
      const program = programOfFile(archive, full)!;
      const isRight = /^(solution|soluzione)$/.test(stemOf(path));
      problem.solutions.push({
        path: full,
        program,
        expected: isRight
          ? { label: 'solution', accepted: true, permitted: ['accepted'], timeLimit: 'lower' }
          : { label: stemOf(path), ignored: true },
      });
      if (isRight) problem.mainSolution ??= problem.solutions.length - 1;
    }
  }
}
