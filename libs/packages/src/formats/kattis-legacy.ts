import type { Archive } from '../archive/archive.js';
import { readText, type Content } from '../archive/content.js';
import type { Aggregation, ProblemGroup, ProblemTest } from '../model.js';
import { fileData, group } from '../text/problem.js';
import { readYaml, type Settings } from '../text/settings.js';
import { shellWords } from '../text/shell-words.js';
import type { KattisPackage } from './kattis-package.js';

/** Values of testdata.yaml; what a folder does not say comes from the folder above it. */
interface Inherited {
  onReject: 'continue' | 'break';
  acceptScore: number;
  rejectScore: number;
  graderFlags: string[];
  /** A program says what the parts of a group come to. */
  isGraded: boolean;
  checkerArgs: string[] | undefined;
  validatorArgs: string[] | undefined;
  /** Of this folder alone: the most that it may score. */
  mostPoints: number | undefined;
  /** The validator may give the points, or is said to do so: a test has no maximum of its own. */
  scoredByValidator: 'maybe' | 'yes' | undefined;
  /** Whether this folder or one above it says what a test is worth. */
  saysScore: boolean;
}

/** `data/sample`, then `data/secret`; every folder may be a group with a testdata.yaml. */
export async function readLegacyTests(pack: KattisPackage): Promise<void> {
  const { settings, problem } = pack;
  const grading = settings.map('grading');
  const root = await inherit(pack, 'data', {
    onReject: onRejectOf(grading.text('on_reject')) ?? 'break',
    acceptScore: grading.number('accept_score') ?? 1,
    rejectScore: grading.number('reject_score') ?? 0,
    graderFlags: [],
    isGraded: false,
    checkerArgs: undefined,
    validatorArgs: undefined,
    mostPoints: undefined,
    scoredByValidator: scoredByValidator(settings.text('validation') ?? ''),
    saysScore: grading.has('accept_score'),
  });
  const ignoresSample = root.graderFlags.includes('ignore_sample');
  const sample = await readGroup(pack, 'sample', root, true);
  const secret = await readGroup(pack, 'secret', root, false);
  if (!pack.isScoring) {
    // Without points groups are only folders: the first failure decides.
    return;
  }
  if (ignoresSample) for (const test of problem.tests) if (test.sample) test.points = 0;
  const top = [...(ignoresSample ? [{ ...sample, points: 0 }] : [sample]), secret].filter(hasParts);
  problem.groups = top;
  problem.aggregation = ignoresSample ? 'sum' : aggregationOf(root.graderFlags, problem.warnings);
  if (!root.isGraded) return;
  problem.aggregation = 'sum';
  problem.groups = [group('data', { groups: top, aggregation: 'sum', graderArgs: root.graderFlags })];
}

/** Not all packages whose validators give points say so. */
function scoredByValidator(validation: string): Inherited['scoredByValidator'] {
  const [kind, ...words] = validation.trim().split(/\s+/);
  if (kind !== 'custom') return undefined;
  return words.includes('score') ? 'yes' : 'maybe';
}

function hasParts({ tests, groups }: ProblemGroup): boolean {
  return tests.length > 0 || groups.length > 0;
}

async function readGroup(
  pack: KattisPackage,
  path: string,
  above: Inherited,
  sample: boolean,
): Promise<ProblemGroup> {
  const { archive, problem } = pack;
  const inherited = await inherit(pack, `data/${path}`, above);
  const { graderFlags, isGraded } = inherited;
  const acceptance = acceptanceOf(graderFlags);
  const result = group(path, {
    // Flags of a program are its own.
    aggregation: isGraded ? 'sum' : aggregationOf(graderFlags, problem.warnings),
    onReject: inherited.onReject,
    ...(isGraded ? { graderArgs: graderFlags } : acceptance && { acceptance }),
    ...(pack.isScoring && inherited.mostPoints !== undefined && { points: inherited.mostPoints }),
  });
  const folder = archive.folder(`data/${path}`);
  for (const { name, isFolder } of folder.children()) {
    if (isFolder) {
      const inner = await readGroup(pack, `${path}/${name}`, inherited, sample);
      if (hasParts(inner)) result.groups.push(inner);
      continue;
    }
    if (!name.endsWith('.in')) continue;
    const test = await readTest(pack, folder, path, name.slice(0, -'.in'.length), inherited);
    if (sample) test.sample = true;
    problem.tests.push(test);
    result.tests.push(test.name);
  }
  // DOMjudge adds up points of tests only where a validator gives some.
  const isByValidator = inherited.scoredByValidator && !inherited.saysScore;
  const counts = pack.isScoring && pack.domjudgeScoring && result.tests.length > 0;
  if (counts && !isByValidator && !isGraded) {
    result.aggregation = 'all';
    result.points = inherited.acceptScore;
  }
  return result;
}

async function readTest(
  pack: KattisPackage,
  folder: Archive,
  path: string,
  stem: string,
  inherited: Inherited,
): Promise<ProblemTest<Content>> {
  const answer = folder.file(`${stem}.ans`);
  const test: ProblemTest<Content> = { name: `${path}/${stem}`, input: fileData(folder.file(`${stem}.in`)!) };
  if (answer) test.answer = fileData(answer);
  else pack.problem.warnings.push(`${test.name} has no answer`);
  const isCounted = pack.isScoring && (!pack.domjudgeScoring || inherited.isGraded);
  if (isCounted && inherited.scoredByValidator !== 'yes') test.points = inherited.acceptScore;
  if (isCounted && inherited.scoredByValidator) test.acceptedPoints = inherited.acceptScore;
  if (inherited.checkerArgs) test.checkerArgs = inherited.checkerArgs;
  if (inherited.validatorArgs) test.validatorArgs = inherited.validatorArgs;
  const hint = folder.file(`${stem}.hint`);
  const description = folder.file(`${stem}.desc`);
  if (hint) test.hint = (await readText(hint)).slice(0, 1_000);
  if (description) test.description = (await readText(description)).slice(0, 1_000);
  return test;
}

async function inherit(pack: KattisPackage, folder: string, above: Inherited): Promise<Inherited> {
  const path = `${folder}/testdata.yaml`;
  const settings = await readYaml(pack.archive.file(path), path);
  const rejectScore = settings.number('reject_score') ?? above.rejectScore;
  if (rejectScore !== 0) pack.problem.warnings.push(`${path}: reject_score ${rejectScore} is taken as 0`);
  return {
    onReject: onRejectOf(settings.text('on_reject')) ?? above.onReject,
    acceptScore: settings.number('accept_score') ?? above.acceptScore,
    rejectScore: 0,
    // Flags of a grader belong to the folder that names them: `ignore_sample` cannot be inherited.
    graderFlags: settings.has('grader_flags')
      ? shellWords((settings.text('grader_flags') ?? '').replaceAll(',', ' '))
      : above.graderFlags.filter((flag) => flag !== 'ignore_sample'),
    isGraded: settings.has('grading') ? settings.text('grading') === 'custom' : above.isGraded,
    checkerArgs: flagsOf(settings, 'output_validator_flags') ?? above.checkerArgs,
    validatorArgs: flagsOf(settings, 'input_validator_flags') ?? above.validatorArgs,
    mostPoints: mostOf(settings.text('range')),
    scoredByValidator: above.scoredByValidator,
    saysScore: settings.has('accept_score') || above.saysScore,
  };
}

/** The upper end of `0 50`; undefined where there is none. */
function mostOf(range: string | undefined): number | undefined {
  const most = Number((range ?? '').trim().split(/\s+/)[1]);
  return Number.isFinite(most) ? most : undefined;
}

/** One text for all validators, or a map from a validator's name to its flags. */
function flagsOf(settings: Settings, key: string): string[] | undefined {
  const text = settings.text(key) ?? settings.map(key).text(settings.map(key).keys[0] ?? '');
  return text === undefined ? undefined : shellWords(text);
}

function onRejectOf(text: string | undefined): 'continue' | 'break' | undefined {
  switch (text) {
    case 'continue':
    case 'grade':
    case 'worst_error':
      return 'continue';
    case 'break':
    case 'first_error':
      return 'break';
    default:
      return undefined;
  }
}

/** The last of conflicting words wins. */
function aggregationOf(flags: readonly string[], warnings: string[]): Aggregation {
  const known = ['sum', 'avg', 'min', 'max'];
  const others = [
    'ignore_sample',
    'accept_if_any_accepted',
    'always_accept',
    'first_error',
    'worst_error',
    'no_errors',
  ];
  for (const flag of flags) {
    if (!known.includes(flag) && !others.includes(flag))
      warnings.push(`the flag ${flag} of the grader is not known`);
  }
  return (flags.filter((flag) => known.includes(flag)).at(-1) as Aggregation | undefined) ?? 'sum';
}

function acceptanceOf(flags: readonly string[]): ProblemGroup['acceptance'] {
  if (flags.includes('always_accept')) return 'always';
  return flags.includes('accept_if_any_accepted') ? 'any' : undefined;
}
