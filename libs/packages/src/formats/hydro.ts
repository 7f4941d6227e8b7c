import type { Archive } from '../archive/archive.js';
import { inMemory, type Content } from '../archive/content.js';
import type { CheckerProtocol, Problem, ProblemChecker, ProblemGroup } from '../model.js';
import { PackageError } from '../package-error.js';
import { languageOfName, languageOfPath } from '../text/languages.js';
import { naturally } from '../text/natural-order.js';
import { headersOf, programOfFile } from '../text/programs.js';
import { emptyProblem, fileData, group } from '../text/problem.js';
import { readYaml, settingsOf, type Settings } from '../text/settings.js';
import { managerOf } from './cms-programs.js';
import { pairedFiles } from './pairs.js';

/** Of problems whose config.yaml says none. */
const DEFAULT_TIME_MS = 1_000;
const DEFAULT_MEMORY_BYTES = 256 * 1024 * 1024;

/**
 * Files of Hydro's testdata folder: config.yaml and tests; `archive` is that of the problem around it, where
 * there is one.
 */
export async function readHydro(archive: Archive, isExport: boolean): Promise<Problem<Content>> {
  const outer = isExport
    ? await readYaml(archive.file('problem.yaml'), 'problem.yaml')
    : settingsOf(undefined);
  const problem = emptyProblem('hydro', outer.text('title') ?? 'problem');
  const owner = outer.text('owner');
  if (owner) problem.owner = owner;
  const data = isExport ? archive.folder('testdata') : archive;
  const path = data.first('config.yaml', 'config.yml', 'Config.yaml');
  const config = await readYaml(path === undefined ? undefined : data.file(path), path ?? 'config.yaml');
  refuseTypes(config);
  problem.limits.cpuTimeLimitMs = milliseconds(config.text('time')) ?? DEFAULT_TIME_MS;
  problem.limits.memoryLimitBytes = bytesOf(config.text('memory')) ?? DEFAULT_MEMORY_BYTES;
  for (const [key, target] of [
    ['time_limit_rate', 'timeFactors'],
    ['memory_limit_rate', 'memoryFactors'],
  ] as const) {
    const rates = config.map(key);
    if (rates.keys.length === 0) continue;
    problem.limits[target] = Object.fromEntries(
      rates.keys.map((name) => [languageOfName(name) ?? name, rates.number(name) ?? 1]),
    );
  }
  const file = config.text('filename');
  if (file) problem.io = { input: `${file}.in`, output: `${file}.out` };
  if (config.number('multi_pass') !== undefined) problem.passes = config.number('multi_pass')!;
  readPrograms(data, config, problem);
  readTests(data, config, problem);
  // Hydro gives each process its number.
  if (problem.interactor?.protocol === 'cms') for (const test of problem.tests) test.args = ['0'];
  readSolutions(archive, problem);
  if (config.has('langs'))
    problem.warnings.push(`langs: submissions are not held to ${config.texts('langs').join(', ')}`);
  return problem;
}

function refuseTypes(config: Settings): void {
  const type = config.text('type') ?? 'default';
  if (type === 'communication' && config.number('num_processes') !== 1) {
    throw new PackageError(
      'unsupported_package',
      'problems of the type communication are judged where num_processes is 1, and only there',
    );
  }
  if (!['default', 'interactive', 'communication'].includes(type)) {
    throw new PackageError('unsupported_package', `problems of Hydro's type ${type} are not judged`);
  }
  const script = config.texts('user_extra_files').find((path) => /^(compile|execute)\.sh$/.test(path));
  if (script !== undefined) {
    throw new PackageError(
      'unsupported_package',
      `submissions of this problem are built by its own ${script}, which is not run`,
    );
  }
}

/** A whole number alone is milliseconds. */
function milliseconds(text: string | undefined): number | undefined {
  const match = /^([\d.]+)\s*(ms|s|us)?$/i.exec(text ?? '');
  if (!match) return undefined;
  const unit = match[2]?.toLowerCase() ?? (match[1]!.includes('.') ? 's' : 'ms');
  return Math.round(Number(match[1]) * (unit === 's' ? 1_000 : unit === 'us' ? 0.001 : 1));
}

function bytesOf(text: string | undefined): number | undefined {
  const match = /^([\d.]+)\s*([kmg])?i?b?$/i.exec(text ?? '');
  if (!match) return undefined;
  const power = ['k', 'm', 'g'].indexOf(match[2]?.toLowerCase() ?? 'm') + 1;
  return Math.round(Number(match[1]) * 1024 ** power);
}

const PROTOCOLS: Readonly<Record<string, CheckerProtocol>> = {
  testlib: 'testlib',
  kattis: 'kattis',
  hustoj: 'hustoj-spj',
  lemon: 'lemon',
  qduoj: 'qduoj',
  syzoj: 'syzoj',
};

function readPrograms(data: Archive, config: Settings, problem: Problem<Content>): void {
  const headers = headersOf(data, '');
  const extra = config.texts('judge_extra_files').flatMap((path) => {
    const content = data.file(path);
    return content ? [{ path, content }] : [];
  });
  const program = (path: string) =>
    programOfFile(data, path, { language: languageOfPath(path), beside: [...headers, ...extra] });
  problem.checker = checkerOf(config, program);
  const interactor = fileOf(config, 'interactor');
  if (config.text('type') === 'interactive') {
    const found = program(interactor ?? '');
    if (!found) throw new PackageError('broken_package', 'the interactor of the package cannot be used');
    problem.interactor = { program: found, protocol: 'testlib', args: [], checkerFollows: false };
  }
  if (config.text('type') === 'communication') {
    const manager = program(fileOf(config, 'manager') ?? '');
    if (!manager) throw new PackageError('broken_package', 'the manager of the package cannot be used');
    problem.interactor = managerOf(manager);
  }
  const validator = fileOf(config, 'validator');
  const found = validator === undefined ? undefined : program(validator);
  if (found) problem.validators.push(found);
  for (const path of config.texts('user_extra_files')) {
    const content = data.file(path);
    if (content) problem.added.push({ language: languageOfPath(path) ?? '*', path, content });
    else problem.warnings.push(`user_extra_files: ${path} is missing`);
  }
}

/** A program is named by its file, or by a map with the file and its language. */
function fileOf(config: Settings, key: string): string | undefined {
  return config.text(key) ?? config.map(key).text('file');
}

function checkerOf(
  config: Settings,
  program: (path: string) => ReturnType<typeof programOfFile>,
): ProblemChecker<Content> {
  const type = config.text('checker_type') ?? 'default';
  const path = fileOf(config, 'checker');
  if (type === 'default') return { type: 'lines' };
  if (type === 'strict') return { type: 'exact' };
  const protocol = Object.hasOwn(PROTOCOLS, type) ? PROTOCOLS[type] : undefined;
  if (!protocol) throw new PackageError('unsupported_package', `checkers of the type ${type} are not known`);
  const found = path === undefined ? undefined : program(path);
  if (found) {
    // Hydro reads testlib's points up to 1 as a share, above it as per cent.
    return { type: 'program', program: found, protocol, args: [], pointsAre: 'fraction' };
  }
  if (protocol === 'testlib' && path !== undefined && !path.includes('.'))
    return { type: 'testlib', name: path };
  throw new PackageError(
    'broken_package',
    `the checker ${path ?? ''} is missing, or in no language that is known`,
  );
}

function readTests(data: Archive, config: Settings, problem: Problem<Content>): void {
  const subtasks = config.list('subtasks').map(settingsOf);
  const flat = config.list('cases').map(settingsOf);
  if (flat.length > 0) {
    problem.groups = [addCases(data, flat, problem, group('all', { points: 100, aggregation: 'sum' }), '')];
  } else if (subtasks.some((subtask) => subtask.list('cases').length > 0)) {
    readSubtasks(data, subtasks, problem);
  } else if (subtasks.length > 0) {
    readSubtasks(data, withFoundCases(data, subtasks), problem);
  } else guessTests(data, problem);
}

function readSubtasks(data: Archive, subtasks: readonly Settings[], problem: Problem<Content>): void {
  const shares = evenly(
    100,
    subtasks.map((subtask) => subtask.number('score')),
  );
  const ids = subtasks.map((subtask, at) => subtask.text('id') ?? String(at + 1));
  problem.groups = subtasks.map((subtask, at) => {
    const unknown = subtask.texts('if').filter((id) => !ids.includes(id));
    // Hydro waits for none of these.
    if (unknown.length > 0)
      problem.warnings.push(`the subtask ${ids[at]} names ${unknown.join(', ')}, which is not there`);
    return subtaskOf(data, subtask, problem, {
      name: ids[at]!,
      points: shares[at]!,
      dependsOn: subtask.texts('if').filter((id) => ids.includes(id)),
    });
  });
}

/**
 * Where no subtask lists its cases, the files with its number before theirs are its own; files with one number
 * are those of the subtask 1.
 */
function withFoundCases(data: Archive, subtasks: readonly Settings[]): Settings[] {
  const declared = new Map(subtasks.map((subtask, at) => [subtask.text('id') ?? String(at + 1), subtask]));
  const cases = new Map<string, { input: string; output: string | undefined }[]>();
  for (const { name, input, answer } of pairedFiles(data.paths)) {
    const id = String(Number(/(\d+)[-_]\d+$/.exec(name)?.[1] ?? 1));
    cases.set(id, [...(cases.get(id) ?? []), { input, output: answer }]);
  }
  const ids = [...new Set([...declared.keys(), ...cases.keys()])].filter((id) => cases.has(id));
  return ids.map((id) => settingsOf({ ...declared.get(id)?.all, id, cases: cases.get(id)! }));
}

function subtaskOf(
  data: Archive,
  subtask: Settings,
  problem: Problem<Content>,
  more: Pick<ProblemGroup, 'name' | 'points' | 'dependsOn'> & { points: number },
): ProblemGroup {
  const type = subtask.text('type') ?? 'min';
  const aggregation = type === 'sum' || type === 'max' ? type : 'min';
  const part = group(more.name, {
    ...more,
    aggregation,
    onReject: aggregation === 'min' ? 'break' : 'continue',
  });
  const before = problem.tests.length;
  addCases(data, subtask.list('cases').map(settingsOf), problem, part, `${more.name}/`);
  const time = milliseconds(subtask.text('time'));
  const memory = bytesOf(subtask.text('memory'));
  for (const test of problem.tests.slice(before)) {
    if (time !== undefined) test.cpuTimeLimitMs ??= time;
    if (memory !== undefined) test.memoryLimitBytes ??= memory;
  }
  return part;
}

function addCases(
  data: Archive,
  cases: readonly Settings[],
  problem: Problem<Content>,
  part: ProblemGroup,
  prefix: string,
): ProblemGroup {
  const scores = cases.map((one) => one.number('score'));
  const shares = part.aggregation === 'sum' ? evenly(part.points ?? 100, scores) : [];
  cases.forEach((one, at) => {
    const path = one.text('input');
    const input = path === undefined || path === '/dev/null' ? inMemory('') : data.file(path);
    if (!input) throw new PackageError('broken_package', `the input ${path} is missing`);
    const answerPath = one.text('output');
    const answer = answerPath === undefined || answerPath === '/dev/null' ? undefined : data.file(answerPath);
    const time = milliseconds(one.text('time'));
    const memory = bytesOf(one.text('memory'));
    const name = `${prefix}${path?.replace(/\.(in|txt)$/, '') ?? at + 1}`;
    problem.tests.push({
      name,
      input: fileData(input),
      ...(answer && { answer: fileData(answer) }),
      ...(time !== undefined && { cpuTimeLimitMs: time }),
      ...(memory !== undefined && { memoryLimitBytes: memory }),
      ...(part.aggregation === 'sum' && { points: shares[at]! }),
    });
    part.tests.push(name);
  });
  return part;
}

/** Shares what no part claims among the parts that claim nothing, or 0; the last ones get the remainder. */
function evenly(total: number, claimed: readonly (number | undefined)[]): number[] {
  const open = claimed.filter((value) => !value).length;
  const left = Math.max(0, total - claimed.reduce<number>((sum, value) => sum + (value ?? 0), 0));
  const base = open === 0 ? 0 : Math.floor(left / open);
  const withOneMore = open === 0 ? 0 : Math.round(left - base * open);
  let seen = 0;
  return claimed.map((value) => {
    if (value) return value;
    seen++;
    return base + (seen > open - withOneMore ? 1 : 0);
  });
}

/** Without a list of cases the names of the files tell: `NAME[subtask-]N.in`, `NAME.inN`, and others. */
function guessTests(data: Archive, problem: Problem<Content>): void {
  const pairs = pairedFiles(data.paths);
  const bySubtask = new Map<string, typeof pairs>();
  for (const pair of pairs) {
    const numbers = /(\d+)[-_.](\d+)$/.exec(pair.name);
    const key = numbers ? numbers[1]! : '';
    bySubtask.set(key, [...(bySubtask.get(key) ?? []), pair]);
  }
  const names = [...bySubtask.keys()].sort(naturally);
  const shares = evenly(
    100,
    names.map(() => undefined),
  );
  problem.groups = names.map((name, at) => {
    const members = bySubtask.get(name)!;
    const points = shares[at]!;
    const part =
      name === ''
        ? group('all', { points, aggregation: 'sum' })
        : group(name, { points, aggregation: 'min', onReject: 'break' });
    const each = evenly(
      points,
      members.map(() => undefined),
    );
    members.forEach((pair, index) => {
      problem.tests.push({
        name: pair.name,
        input: fileData(data.file(pair.input)!),
        ...(pair.answer !== undefined && { answer: fileData(data.file(pair.answer)!) }),
        ...(name === '' && { points: each[index]! }),
      });
      part.tests.push(pair.name);
    });
    return part;
  });
}

/** `std/` holds solutions that are right. */
function readSolutions(archive: Archive, problem: Problem<Content>): void {
  for (const path of archive.paths) {
    if (!path.startsWith('std/')) continue;
    const program = programOfFile(archive, path);
    if (!program) continue;
    problem.solutions.push({
      path,
      program,
      expected: { label: 'std', accepted: true, permitted: ['accepted'], timeLimit: 'lower' },
    });
  }
  if (problem.solutions.length > 0) problem.mainSolution = 0;
}
