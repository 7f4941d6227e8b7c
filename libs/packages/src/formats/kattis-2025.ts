import type { Archive } from '../archive/archive.js';
import { inMemory, type Content } from '../archive/content.js';
import type { Aggregation, ProblemGroup, ProblemTest } from '../model.js';
import { fileData, group } from '../text/problem.js';
import { readYaml, type Settings } from '../text/settings.js';
import type { KattisPackage } from './kattis-package.js';

const GROUP_FILES = ['test_group.yaml', 'testdata.yaml'];

/** `data/sample` and `data/secret`; groups are folders of secret with a test_group.yaml. */
export async function readModernTests(pack: KattisPackage): Promise<void> {
  const { problem } = pack;
  const root = await groupSettings(pack, 'data');
  const sample = await readFolder(pack, 'sample', 'sample', [root]);
  for (const test of problem.tests) test.sample = true;
  const secretSettings = await groupSettings(pack, 'data/secret');
  const secret = await readFolder(pack, 'secret', 'secret', [root]);
  if (!pack.isScoring) return;
  const aggregation = aggregationOf(secretSettings, 'sum');
  const maximum = maxScore(secretSettings, 100);
  secret.aggregation = aggregation;
  if (maximum !== undefined) secret.points = maximum;
  if (secret.groups.length > 0 && aggregation === 'sum') delete secret.points;
  // Samples are always run, and never count.
  for (const test of problem.tests) if (test.sample) test.points = 0;
  shareOut(problem, secret);
  problem.groups = [{ ...sample, points: 0 }, secret].filter(
    ({ tests, groups }) => tests.length + groups.length > 0,
  );
  // Of an interactive problem the samples may be conversations to read, and no tests.
  if (sample.tests.length === 0) forget(problem.groups, 'sample');
}

function forget(groups: ProblemGroup[], name: string): void {
  for (const one of groups) {
    one.dependsOn = one.dependsOn.filter((other) => other !== name);
    forget(one.groups, name);
  }
}

/** What each test may have at most: more than that is the validator's fault. */
function shareOut(problem: KattisPackage['problem'], group: ProblemGroup): void {
  for (const inner of group.groups) shareOut(problem, inner);
  const { points, aggregation } = group;
  if (points === undefined || (aggregation !== 'sum' && aggregation !== 'min')) return;
  const ours = problem.tests.filter(({ name }) => group.tests.includes(name));
  const run = ours.filter(({ isStatic }) => !isStatic);
  const ofSources = ours.reduce((sum, { isStatic, points: own = 0 }) => sum + (isStatic ? own : 0), 0);
  for (const test of run) test.points = aggregation === 'sum' ? (points - ofSources) / run.length : points;
}

async function readFolder(
  pack: KattisPackage,
  path: string,
  groupName: string,
  above: Settings[],
): Promise<ProblemGroup> {
  const { archive, problem } = pack;
  const settings = await groupSettings(pack, `data/${path}`);
  const chain = [settings, ...above];
  const result = group(groupName, { dependsOn: settings.texts('require_pass').map(groupNameOf) });
  result.tests.push(...addStaticTest(pack, path, settings));
  const folder = archive.folder(`data/${path}`);
  for (const { name, isFolder } of folder.children()) {
    const isTest = !isFolder && name.endsWith('.in');
    if (isTest) {
      const test = await readTest(folder, path, name.slice(0, -'.in'.length), chain, problem.warnings);
      problem.tests.push(test);
      result.tests.push(test.name);
    } else if (isFolder && !name.endsWith('.files')) {
      const inner = await readFolder(pack, `${path}/${name}`, `${groupName}/${name}`, chain);
      const isGroup = GROUP_FILES.some((file) => folder.has(`${name}/${file}`));
      if (isGroup && pack.isScoring)
        result.groups.push(scored(inner, await groupSettings(pack, `data/${path}/${name}`)));
      else result.tests.push(...inner.tests, ...inner.groups.flatMap(({ tests }) => tests));
    }
  }
  return result;
}

/** What a group says of the sources themselves, which is a test as well. */
function addStaticTest({ archive, problem }: KattisPackage, path: string, settings: Settings): string[] {
  if (!settings.has('static_validation_score')) return [];
  if (archive.folder('static_validator').paths.length === 0) {
    problem.warnings.push(`data/${path}: static_validation_score, and the package has no static_validator`);
    return [];
  }
  const points = settings.number('static_validation_score');
  const name = `${path}/static_validation`;
  problem.tests.push({
    name,
    input: fileData(inMemory('')),
    isStatic: true,
    checkerArgs: settings.texts('static_validator_args'),
    ...(points !== undefined && { points }),
  });
  return [name];
}

function scored(inner: ProblemGroup, settings: Settings): ProblemGroup {
  const maximum = maxScore(settings, undefined);
  return {
    ...inner,
    aggregation: aggregationOf(settings, 'all'),
    ...(maximum !== undefined && { points: maximum }),
  };
}

function groupNameOf(name: string): string {
  return name === 'sample' ? name : `secret/${name.replace(/^secret\//, '')}`;
}

function aggregationOf(settings: Settings, otherwise: Aggregation): Aggregation {
  switch (settings.text('score_aggregation')) {
    case 'sum':
      return 'sum';
    case 'min':
      return 'min';
    case 'pass-fail':
      return 'all';
    default:
      return otherwise;
  }
}

/** undefined: unbounded. */
function maxScore(settings: Settings, otherwise: number | undefined): number | undefined {
  return settings.text('max_score') === 'unbounded' ? undefined : (settings.number('max_score') ?? otherwise);
}

async function groupSettings(pack: KattisPackage, folder: string): Promise<Settings> {
  const path = pack.archive.first(...GROUP_FILES.map((file) => `${folder}/${file}`));
  return readYaml(path === undefined ? undefined : pack.archive.file(path), path ?? folder);
}

async function readTest(
  folder: Archive,
  path: string,
  stem: string,
  above: readonly Settings[],
  warnings: string[],
): Promise<ProblemTest<Content>> {
  const own = await readYaml(folder.file(`${stem}.yaml`), `data/${path}/${stem}.yaml`);
  const argsOf = (...keys: string[]): string[] | undefined => {
    for (const settings of [own, ...above]) {
      const key = keys.find((name) => settings.has(name));
      // By name of a validator: those of the first one.
      const named = key === undefined ? [] : settings.map(key).keys;
      if (named.length > 0) return settings.map(key!).texts(named[0]!);
      if (key !== undefined)
        return settings
          .texts(key)
          .flatMap((text) => (settings.text(key) === undefined ? [text] : text.split(/\s+/)));
    }
    return undefined;
  };
  const test: ProblemTest<Content> = { name: `${path}/${stem}`, input: fileData(folder.file(`${stem}.in`)!) };
  const answer = folder.file(`${stem}.ans`);
  if (answer) test.answer = fileData(answer);
  else warnings.push(`${test.name} has no answer`);
  const args = argsOf('args');
  const checkerArgs = argsOf('output_validator_args', 'output_validator_flags');
  const validatorArgs = argsOf('input_validator_args', 'input_validator_flags');
  if (args) test.args = args;
  if (checkerArgs) test.checkerArgs = checkerArgs;
  // A validator of inputs sees what the submission gets as well.
  if (validatorArgs || args) test.validatorArgs = [...(validatorArgs ?? []), ...(args ?? [])];
  const hint = own.text('hint');
  const description = own.text('description');
  if (hint) test.hint = hint;
  if (description) test.description = description;
  const files = folder.folder(`${stem}.files`);
  if (files.paths.length > 0) {
    test.files = files.paths.map((file) => ({ path: file, content: files.file(file) ?? inMemory('') }));
  }
  return test;
}
