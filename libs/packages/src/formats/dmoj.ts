import { type Archive } from '../archive/archive.js';
import { inMemory, withLineFeeds, type Content } from '../archive/content.js';
import type { Problem, ProblemGroup, ProblemTest } from '../model.js';
import { PackageError } from '../package-error.js';
import { baseName, languageOfPath } from '../text/languages.js';
import { programOfFile } from '../text/programs.js';
import { emptyProblem, fileData, group } from '../text/problem.js';
import { readYaml, settingsOf, type Settings } from '../text/settings.js';
import { readDmojChecker, readDmojInteractor } from './dmoj-checkers.js';
import { guessDmojCases } from './dmoj-cases.js';

/** Where the values of a case come from: itself, its batch, the file. */
type Chain = readonly Settings[];

interface DmojPackage {
  files: Archive;
  top: Settings;
  problem: Problem<Content>;
  normalised: boolean;
}

/**
 * `init.yml` of DMOJ. Its times and memory limits are kept by the site: the service's defaults are taken.
 * @param openArchive opens the zip that `archive:` names
 */
export async function readDmoj(
  archive: Archive,
  openArchive: (content: Content) => Promise<Archive>,
): Promise<Problem<Content>> {
  const top = await readYaml(archive.file('init.yml'), 'init.yml');
  const dynamic = top.keys.find((key) => /(\+\+|~)$/.test(key));
  if (dynamic)
    throw new PackageError('unsupported_package', `init.yml: ${dynamic} is Python that would have to be run`);
  // `grader` is what older files call it; a word there names one of the judge's own.
  const judge = ['custom_judge', 'grader'].find((key) => top.text(key)?.endsWith('.py'));
  if (judge !== undefined || top.has('custom_judge')) {
    throw new PackageError(
      'unsupported_package',
      `init.yml: ${judge ?? 'custom_judge'} is a module of Python for the judge itself`,
    );
  }
  const problem = emptyProblem('dmoj', top.text('name') ?? 'problem');
  problem.warnings.push(
    'init.yml has no time and memory limits: the defaults are taken unless limits are given',
  );
  const inner = top.text('archive');
  const packed = inner === undefined ? undefined : archive.file(inner);
  if (inner !== undefined && !packed)
    throw new PackageError('broken_package', `${inner}, the archive of the tests, is missing`);
  const files = packed ? archive.with(await openArchive(packed)) : archive;
  const pack: DmojPackage = { files, top, problem, normalised: top.flag('binary_data') !== true };
  problem.checker = await readDmojChecker(pack, top.raw('checker'));
  const interactor = await readDmojInteractor(pack);
  if (interactor) problem.interactor = interactor;
  const outputLimit = top.number('output_limit_length');
  if (outputLimit !== undefined) problem.limits.outputLimitBytes = outputLimit;
  readCases(pack, top.raw('pretest_test_cases'), 'pretest-', true);
  readCases(pack, top.raw('test_cases'), '', false);
  readSignatureGrader(pack);
  linkFiles(pack, top.raw('symlinks'));
  if (top.flag('short_circuit') === true) {
    for (const part of problem.groups) Object.assign(part, { onReject: 'break', stopsAll: true });
  }
  for (const key of ['hints', 'unbuffered', 'wall_time_factor']) {
    if (top.has(key)) problem.warnings.push(`init.yml: ${key} has no effect`);
  }
  return problem;
}

/** Files of the package that each program finds in its folder, under names of their own. */
function linkFiles({ files, problem }: DmojPackage, links: unknown): void {
  if (links === undefined) return;
  const linked = Object.entries(links as object).map(([path, target]) => {
    const content = typeof target === 'string' ? files.file(target.replace(/^\.\//, '')) : undefined;
    if (!/^\w[\w.-]{0,200}$/.test(path) || !content)
      throw new PackageError(
        'broken_package',
        `init.yml: the symlink ${path} is no name, or leads to no file`,
      );
    return { path, content };
  });
  for (const test of problem.tests) test.files = [...(test.files ?? []), ...linked];
}

function readCases(pack: DmojPackage, cases: unknown, prefix: string, isPretest: boolean): void {
  const { problem, files, top } = pack;
  const isList = Array.isArray(cases);
  if (!isList && isPretest) return;
  if (!isList && cases === undefined && !top.has('archive')) return;
  const listed: unknown[] = isList ? cases : guessDmojCases(files.paths, settingsOf(cases));
  let batches = 0;
  listed.forEach((value, at) => {
    const settings = settingsOf(value);
    const inner = settings.raw('batched');
    const points = isPretest ? 0 : (settings.number('points') ?? top.number('points') ?? 1);
    const part = group(`${prefix}${at + 1}`, {
      points,
      // A case by itself may be worth a part of its points; a batch is all or nothing.
      aggregation: inner === undefined ? 'sum' : 'all',
      ...(points === 0 && { stopsAll: true }),
    });
    if (inner === undefined) {
      addCase(pack, part, part.name, [settings, top]);
    } else {
      batches++;
      const list: unknown[] = Array.isArray(inner) ? inner : guessDmojCases(files.paths, settingsOf(inner));
      part.name = `${prefix}batch-${batches}`;
      part.onReject = 'break';
      part.dependsOn = settings.texts('dependencies').map((number) => `${prefix}batch-${number}`);
      list.forEach((one, index) =>
        addCase(pack, part, `${part.name}/${index + 1}`, [settingsOf(one), settings, top]),
      );
    }
    problem.groups.push(part);
  });
}

function addCase(pack: DmojPackage, part: ProblemGroup, name: string, chain: Chain): void {
  const { files, problem, normalised } = pack;
  const value = <T>(read: (settings: Settings) => T | undefined): T | undefined => {
    for (const settings of chain) {
      const found = read(settings);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const read = (path: string | undefined): Content | undefined => {
    if (path === undefined) return undefined;
    const content = files.file(path.replace(/^\.\//, ''));
    if (!content) throw new PackageError('broken_package', `the file ${path} of the case ${name} is missing`);
    return normalised ? withLineFeeds(content) : content;
  };
  const input = read(value((settings) => settings.text('in')));
  const answer = read(value((settings) => settings.text('out')));
  const generator = value((settings) => settings.raw('generator'));
  const test: ProblemTest<Content> = {
    name,
    input: fileData(input ?? inMemory('')),
    answer: fileData(answer ?? inMemory('')),
  };
  if (generator !== undefined && !input) useGenerator(pack, test, generator, chain, answer !== undefined);
  else if (
    input &&
    value((settings) => settings.raw('generator_args')) !== undefined &&
    generator !== undefined
  ) {
    throw new PackageError('broken_package', `the case ${name} has an input and a generator`);
  }
  part.tests.push(name);
  problem.tests.push(test);
}

/** Values as Python writes them, because that is what the generators of DMOJ get. */
function pythonText(value: unknown): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  return value === null ? 'None' : String(value);
}

function useGenerator(
  { files, problem }: DmojPackage,
  test: ProblemTest<Content>,
  value: unknown,
  chain: Chain,
  hasAnswer: boolean,
): void {
  const paths =
    typeof value === 'string'
      ? [value]
      : Array.isArray(value)
        ? value.map(String)
        : settingsOf(value).texts('source');
  const [path = '', ...others] = paths;
  const beside = others.flatMap((other) => {
    const content = files.file(other);
    return content ? [{ path: baseName(other), content }] : [];
  });
  const program = programOfFile(files, path, { language: languageOfPath(path), beside });
  if (!program)
    throw new PackageError(
      'broken_package',
      `the generator ${path} is missing, or in no language that is known`,
    );
  const flags = settingsOf(value).texts('flags');
  if (flags.length > 0)
    problem.warnings.push(`the compiler flags ${flags.join(' ')} of ${path} are not used`);
  problem.generators[path] = program;
  const args = chain.map((settings) => settings.raw('generator_args')).find((found) => found !== undefined);
  const stdin = chain[0]!.text('generator_in');
  const made = {
    kind: 'generated' as const,
    generator: path,
    args: (Array.isArray(args) ? args : []).map(pythonText),
    ...(stdin !== undefined && files.has(stdin) && { stdin: files.file(stdin)! }),
  };
  test.input = { ...made, stream: 'stdout' };
  if (!hasAnswer) test.answer = { ...made, stream: 'stderr' };
}

function readSignatureGrader({ top, files, problem }: DmojPackage): void {
  if (!top.has('signature_grader')) return;
  const grader = top.map('signature_grader');
  const entry = grader.text('entry') ?? '';
  const header = grader.text('header') ?? '';
  if (!files.has(entry) || !files.has(header)) {
    throw new PackageError('broken_package', 'the files of signature_grader are missing');
  }
  const name = baseName(header);
  // The submission knows the header, and may have a main of its own to be tried with.
  const prefix = [
    '#define SIGNATURE_GRADER',
    `#include "${name}"`,
    ...(grader.flag('allow_main') === true ? [] : ['#define main main_of_the_submission']),
    '#line 1',
    '',
  ].join('\n');
  for (const language of ['cpp', 'c']) {
    // Whatever the entry is written in, it is compiled as the submission is.
    const path = language === 'cpp' ? baseName(entry).replace(/\.c$/, '.cpp') : baseName(entry);
    problem.added.push({ language, path, content: files.file(entry)!, isEntry: true });
    problem.added.push({ language, path: name, content: files.file(header)! });
    problem.added.push({ language, path: `before-${name}`, content: inMemory(prefix), around: 'before' });
  }
}
