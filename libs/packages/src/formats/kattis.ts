import type { Archive } from '../archive/archive.js';
import { readText, type Content } from '../archive/content.js';
import type { BuiltInChecker, Problem, ProblemGroup, ProblemProgram } from '../model.js';
import { PackageError } from '../package-error.js';
import { languageOfPath } from '../text/languages.js';
import { headersOf, programOfFile, programOfFolder } from '../text/programs.js';
import { emptyProblem, UNNAMED } from '../text/problem.js';
import { readYaml, settingsOf, type Settings } from '../text/settings.js';
import { shellWords } from '../text/shell-words.js';
import { addDomjudgeSettings, domjudgeMark } from './domjudge.js';
import { readModernTests } from './kattis-2025.js';
import { withConstants } from './kattis-constants.js';
import { readLegacyTests } from './kattis-legacy.js';
import type { KattisPackage } from './kattis-package.js';
import { readKattisSolutions } from './kattis-solutions.js';

const MiB = 1024 * 1024;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/;
const MODERN = new Set(['2023-07', '2023-07-draft', '2025-09', 'draft']);
const LEGACY = new Set(['legacy', 'legacy-icpc']);
const DEFAULT_MEMORY_MIB = 2048;

/**
 * Kattis' problem packages, legacy and 2025-09 (its drafts were called 2023-07), with what DOMjudge adds.
 * Source: the specification of the problem package format.
 */
export async function readKattis(
  whole: Archive,
  options: { scoring?: 'kattis' | 'domjudge' | undefined },
): Promise<Problem<Content>> {
  const settings = await readYaml(whole.file('problem.yaml'), 'problem.yaml');
  const version = settings.text('problem_format_version') ?? 'legacy';
  const isModern = MODERN.has(version);
  if (!isModern && !LEGACY.has(version)) {
    throw new PackageError('unsupported_package', `problem_format_version ${version} is not known`);
  }
  const named = whole.filter(
    (path) => path.split('/').every((part) => NAME.test(part)) || path === '.timelimit',
  );
  const archive = isModern ? await withConstants(named) : named;
  const name = settings.text('name') ?? Object.values(namesOf(settings))[0] ?? (await titleOf(archive));
  const problem = emptyProblem(isModern ? 'kattis-2025' : 'kattis-legacy', name ?? UNNAMED);
  problem.names = namesOf(settings);
  const types = settings.texts('type').flatMap((text) => text.split(/\s+/));
  const pack: KattisPackage = {
    archive,
    settings,
    isModern,
    isScoring: types.includes('scoring'),
    domjudgeScoring: options.scoring === 'domjudge',
    problem,
  };
  if (pack.isScoring && !isModern && options.scoring === undefined) {
    const mark = await domjudgeMark(archive);
    pack.domjudgeScoring = mark !== undefined;
    if (mark !== undefined)
      problem.warnings.push(`${mark}: points of a group count once, as DOMjudge reads them`);
  }
  readRights(pack);
  readLimits(pack);
  if (types.includes('submit-answer')) {
    throw new PackageError(
      'unsupported_package',
      'problems whose answer is submitted instead of a program are not judged',
    );
  }
  if (isModern) await readModernTests(pack);
  else await readLegacyTests(pack);
  await readValidators(pack, types);
  await readGrader(pack);
  compareByFlags(pack, types);
  await readIncludes(pack);
  problem.solutions = await readKattisSolutions(pack);
  await addDomjudgeSettings(archive, problem);
  warnOfTheRest(pack);
  return problem;
}

/** Older packages name the problem in its statement alone. */
async function titleOf(archive: Archive): Promise<string | undefined> {
  const path = archive.first(
    ...['.en', ''].flatMap((language) =>
      ['problem_statement', 'statement'].map((folder) => `${folder}/problem${language}.tex`),
    ),
  );
  const text = path === undefined ? '' : await readText(archive.file(path)!);
  return /^\s*\\problemname\{([^{}\\]{1,200})\}/m.exec(text)?.[1]?.trim();
}

function namesOf(settings: Settings): Record<string, string> {
  const names = settings.map('name');
  return Object.fromEntries(names.keys.map((key) => [key, names.text(key) ?? '']));
}

function readRights({ settings, problem }: KattisPackage): void {
  const license = settings.text('license');
  const credits = settings.map('credits');
  const owner =
    settings.text('rights_owner', 'author') ??
    namesIn(credits.keys.length > 0 ? credits.list('authors') : settings.list('credits'));
  const source = namesIn(settings.list('source'));
  if (license) problem.license = license;
  if (owner) problem.owner = owner;
  if (source) problem.source = source;
}

/** Texts, or maps that have a `name`. */
function namesIn(values: readonly unknown[]): string {
  return values
    .flatMap((value) => (typeof value === 'string' ? value : (settingsOf(value).text('name') ?? [])))
    .join(', ');
}

function readLimits({ settings, isModern, problem }: KattisPackage): void {
  const limits = settings.map('limits');
  const seconds = limits.number('time_limit');
  const multipliers = limits.map('time_multipliers');
  problem.limits = {
    memoryLimitBytes: (limits.number('memory') ?? DEFAULT_MEMORY_MIB) * MiB,
    outputLimitBytes: (limits.number('output') ?? 8) * MiB,
    checkerTimeLimitMs: (limits.number('validation_time') ?? 60) * 1_000,
    checkerMemoryLimitBytes: (limits.number('validation_memory') ?? DEFAULT_MEMORY_MIB) * MiB,
    ...(seconds !== undefined && { cpuTimeLimitMs: Math.round(seconds * 1_000) }),
  };
  problem.timeLimitRule = isModern
    ? {
        acceptedFactor: multipliers.number('ac_to_time_limit') ?? 2,
        tooSlowFactor: multipliers.number('time_limit_to_tle') ?? 1.5,
        resolutionMs: (limits.number('time_resolution') ?? 1) * 1_000,
      }
    : {
        acceptedFactor: limits.number('time_multiplier') ?? 5,
        tooSlowFactor: limits.number('time_safety_margin') ?? 2,
        resolutionMs: 1_000,
      };
}

async function readValidators(pack: KattisPackage, types: string[]): Promise<void> {
  const { settings, isModern, problem } = pack;
  const words = isModern ? [] : (settings.text('validation') ?? 'default').split(/\s+/);
  const isInteractive = isModern ? types.includes('interactive') : words.includes('interactive');
  const isMultiPass = isModern ? types.includes('multi-pass') : words.includes('multi-pass');
  if (isMultiPass) problem.passes = settings.map('limits').number('validation_passes') ?? 2;
  const found = await programsIn(pack, ['output_validator', 'output_validators']);
  const flags = isModern ? [] : shellWords(settings.text('validator_flags') ?? '');
  if (found.length > 1) problem.warnings.push('there are several output validators; the first one is used');
  const custom = isModern ? found.length > 0 || isInteractive : words[0] === 'custom';
  if (!custom) {
    problem.checker = defaultValidator(flags, problem.warnings);
  } else if (!found[0]) {
    throw new PackageError(
      'broken_package',
      'the package wants an output validator of its own and has none that can be run',
    );
  } else if (isInteractive) {
    problem.interactor = { program: found[0], protocol: 'kattis', args: flags, checkerFollows: false };
  } else {
    problem.checker = {
      type: 'program',
      program: found[0],
      protocol: 'kattis',
      args: flags,
      pointsAre: 'absolute',
    };
  }
  problem.validators = await programsIn(pack, [
    'input_validators',
    'input_validator',
    'input_format_validators',
  ]);
  const [looks] = await programsIn(pack, ['static_validator']);
  if (looks && problem.tests.some(({ isStatic }) => isStatic)) problem.staticValidator = looks;
}

/** The program that `grading: custom` of a testdata.yaml means. */
async function readGrader(pack: KattisPackage): Promise<void> {
  const { problem } = pack;
  const wantIt = (groups: readonly ProblemGroup[]): boolean =>
    groups.some(({ graderArgs, groups: inner }) => graderArgs !== undefined || wantIt(inner));
  if (!wantIt(problem.groups)) return;
  const [grader, ...others] = await programsIn(pack, ['graders']);
  if (others.length > 0) problem.warnings.push('there are several graders; the first one is used');
  if (!grader) throw new PackageError('broken_package', 'a group is graded by a program that is not there');
  problem.grader = grader;
}

/** The comparison of Kattis and DOMjudge: tokens, upper and lower case alike, unless flags say otherwise. */
function defaultValidator(flags: readonly string[], warnings: string[]): BuiltInChecker {
  let caseSensitive = false;
  let exactSpaces = false;
  let absolute: number | undefined;
  let relative: number | undefined;
  for (let at = 0; at < flags.length; at++) {
    const flag = flags[at]!;
    if (flag === 'case_sensitive') caseSensitive = true;
    else if (flag === 'space_change_sensitive') exactSpaces = true;
    else if (/^float_(absolute_|relative_)?tolerance$/.test(flag)) {
      const value = Number(flags[++at]);
      if (!Number.isFinite(value)) warnings.push(`the flag ${flag} of the default validator has no number`);
      if (flag !== 'float_relative_tolerance') absolute = value;
      if (flag !== 'float_absolute_tolerance') relative = value;
    } else warnings.push(`the flag ${flag} of the default validator is not known`);
  }
  if (absolute === undefined && relative === undefined) {
    return { type: 'tokens', caseSensitive, spaces: exactSpaces ? 'exact' : 'ignore' };
  }
  if (exactSpaces) warnings.push('space_change_sensitive beside a tolerance: white space is not compared');
  return {
    type: 'floats',
    caseSensitive,
    ...(absolute !== undefined && { absolute }),
    ...(relative !== undefined && { relative }),
  };
}

/** Flags of a test or its group make the default comparison one of its own. */
function compareByFlags({ settings, isModern, problem }: KattisPackage, types: string[]): void {
  if (problem.checker.type === 'program' || types.includes('interactive')) return;
  const flags = isModern ? [] : shellWords(settings.text('validator_flags') ?? '');
  for (const test of problem.tests) {
    if (test.isStatic || !test.checkerArgs || test.checkerArgs.length === 0) continue;
    test.checker = defaultValidator([...flags, ...test.checkerArgs], problem.warnings);
  }
}

async function programsIn(pack: KattisPackage, folders: string[]): Promise<ProblemProgram<Content>[]> {
  const { archive, problem } = pack;
  const programs: ProblemProgram<Content>[] = [];
  for (const folder of folders) {
    const children = archive.folder(folder).children();
    const headers = headersOf(archive, folder);
    // The new formats have one validator, which may be the folder itself, with folders of its own in it.
    const isOneProgram =
      (folder === 'output_validator' || folder === 'static_validator') &&
      children.length > 1 &&
      children.some(({ name, isFolder }) => !isFolder && languageOfPath(name) !== undefined);
    if (isOneProgram) {
      const program = await programOfFolder(archive, folder);
      if (program) programs.push(program);
      continue;
    }
    for (const { name, isFolder } of children) {
      const path = `${folder}/${name}`;
      if (/\.(ctd|viva)$/.test(name)) {
        problem.warnings.push(`${path} is in a language of its own and is not run`);
        continue;
      }
      if (isFolder && archive.has(`${path}/build`)) {
        problem.warnings.push(`${path} is built by a script; its sources are compiled directly instead`);
      }
      const program = isFolder
        ? await programOfFolder(archive, path)
        : programOfFile(archive, path, { beside: headers });
      if (program) programs.push(program);
      else if (!headers.some((header) => header.path === name)) {
        problem.warnings.push(`${path} is in no language that is known`);
      }
    }
  }
  return programs;
}

/** `include/<language>/`: files beside each submission, in front of its own ones. */
async function readIncludes({ archive, problem }: KattisPackage): Promise<void> {
  for (const path of archive.folder('include').paths) {
    const [folder = '', ...rest] = path.split('/');
    if (rest.length === 0) continue;
    const content = archive.file(`include/${path}`)!;
    const language = folder === 'default' ? '*' : folder.replace(/^python[23]?$/, 'python');
    const isEntry = /\.(cpp|cc|c|java|py|kt)$/.test(path) && hasMain(await readText(content));
    problem.added.push({ language, path: rest.join('/'), content, ...(isEntry && { isEntry }) });
  }
}

function hasMain(source: string): boolean {
  return /\bmain\s*\(|__name__\s*==/.test(source);
}

function warnOfTheRest({ settings, isModern, problem }: KattisPackage): void {
  const { warnings } = problem;
  if (!isModern) {
    if (settings.map('grading').text('objective') === 'min')
      warnings.push('grading.objective min: fewer points are not better here');
    return;
  }
  if (settings.raw('languages') && settings.text('languages') !== 'all') {
    warnings.push(`languages: submissions are not held to ${settings.texts('languages').join(', ')}`);
  }
  if (settings.flag('allow_file_writing') !== true) {
    warnings.push('allow_file_writing is false: the working folder is writable all the same');
  }
  const known = new Set(
    'problem_format_version name uuid type credits source license rights_owner embargo_until languages allow_file_writing constants limits keywords author version'.split(
      ' ',
    ),
  );
  for (const key of settings.keys) if (!known.has(key)) warnings.push(`problem.yaml: ${key} is not known`);
}
