import { readText, type Content } from '../archive/content.js';
import type { Expectation, JurySolution, ProblemProgram } from '../model.js';
import { extensionOf, languageOfName, languageOfPath } from '../text/languages.js';
import { programOfFile, programOfFolder } from '../text/programs.js';
import { readJson, readYaml, settingsOf, type Settings } from '../text/settings.js';
import { matchesGlob } from '../text/glob.js';
import { verdictsOf, type ShortVerdict } from '../verdicts.js';
import { expectationOfTags, tagsOf } from './domjudge.js';
import type { KattisPackage } from './kattis-package.js';

type Demand = Omit<Expectation, 'label'>;

/** Folders of legacy packages and what they promise. */
const LEGACY_FOLDERS: Readonly<Record<string, Demand>> = {
  accepted: { permitted: verdictsOf('AC'), accepted: true, timeLimit: 'lower' },
  partially_accepted: { partial: true },
  wrong_answer: { permitted: verdictsOf('AC', 'WA'), required: verdictsOf('WA') },
  time_limit_exceeded: {
    permitted: verdictsOf('AC', 'WA', 'TLE'),
    required: verdictsOf('TLE'),
    timeLimit: 'upper',
  },
  run_time_error: { required: verdictsOf('RTE') },
};

/** Those of 2025-09; other keys of submissions.yaml add to them or replace them. */
const MODERN_FOLDERS: Readonly<Record<string, Demand>> = {
  accepted: { permitted: verdictsOf('AC'), timeLimit: 'lower' },
  rejected: { required: verdictsOf('RTE', 'TLE', 'WA') },
  wrong_answer: { permitted: verdictsOf('AC', 'WA'), required: verdictsOf('WA'), timeLimit: 'lower' },
  time_limit_exceeded: {
    permitted: verdictsOf('AC', 'TLE'),
    required: verdictsOf('TLE'),
    timeLimit: 'upper',
  },
  run_time_error: { permitted: verdictsOf('AC', 'RTE'), required: verdictsOf('RTE'), timeLimit: 'lower' },
  brute_force: { permitted: verdictsOf('AC', 'RTE', 'TLE'), required: verdictsOf('RTE', 'TLE') },
  partially_accepted: { partial: true },
};

/** The programs below `submissions/` with what their folders, tags and submissions.yaml say of them. */
export async function readKattisSolutions(pack: KattisPackage): Promise<JurySolution<Content>[]> {
  const { archive, problem } = pack;
  const rules = pack.isModern ? await readRules(pack) : settingsOf(undefined);
  const entries = archive.has('submissions.json')
    ? settingsOf(await readJson(archive.file('submissions.json')!, 'submissions.json'))
    : settingsOf(undefined);
  const solutions: JurySolution<Content>[] = [];
  for (const folder of archive.folder('submissions').children()) {
    if (!folder.isFolder) continue;
    for (const { name, isFolder } of archive.folder(`submissions/${folder.name}`).children()) {
      const path = `${folder.name}/${name}`;
      const matching = rulesFor(rules, path);
      const entry = entries.map(
        ...[path, `submissions/${path}`, name].flatMap((key) => [key, `${key}/`, `/${key}`]),
      );
      const text = (key: string) =>
        matching.map((rule) => rule.settings.text(key)).find((value) => value !== undefined);
      const program = await programAt(pack, `submissions/${path}`, isFolder, {
        language: languageOfName(text('language') ?? entry.text('language') ?? ''),
        entryPoint: text('entrypoint') ?? entry.text('entry_point'),
      });
      if (!program) {
        problem.warnings.push(`submissions/${path} is in no language that is known`);
        continue;
      }
      const expected = await expectationOf(pack, folder.name, program, matching);
      solutions.push({ path: `submissions/${path}`, program, expected });
    }
  }
  const main = solutions.findIndex(({ expected }) => expected.label === 'accepted');
  if (main >= 0) problem.mainSolution = main;
  return solutions;
}

async function programAt(
  { archive }: KattisPackage,
  path: string,
  isFolder: boolean,
  options: { language: string | undefined; entryPoint: string | undefined },
): Promise<ProblemProgram<Content> | undefined> {
  if (isFolder) return programOfFolder(archive, path, options);
  let language = options.language ?? languageOfPath(path);
  if (options.language === undefined && extensionOf(path) === 'pl') {
    // Kattis means Prolog; many packages mean Perl all the same.
    const source = await readText(archive.file(path)!);
    language = /^#!.*perl|\buse strict\b|^\s*my\s+[$@%]/m.test(source) ? 'perl' : 'prolog';
  }
  if (language === 'python' && options.language === undefined && (await isPython2(archive.file(path)!)))
    return undefined;
  return programOfFile(archive, path, { language });
}

async function isPython2(file: Content): Promise<boolean> {
  return /^#!.*python2/.test(await readText(file));
}

async function expectationOf(
  pack: KattisPackage,
  folder: string,
  program: ProblemProgram<Content>,
  rules: readonly Rule[],
): Promise<Expectation> {
  const folders = pack.isModern ? MODERN_FOLDERS : LEGACY_FOLDERS;
  const builtIn = Object.hasOwn(folders, folder) ? folders[folder] : undefined;
  const tags = await tagsOf(program);
  const tagged = builtIn ? undefined : expectationOfTags(tags, program, pack.problem.warnings);
  const base: Expectation = tagged ?? { label: folder, ...(builtIn ?? { ignored: true as const }) };
  const score = tags.score ?? scoreInName(program.name);
  if (score && pack.isScoring) {
    base.score = score;
    delete base.ignored;
  }
  const replacing = rules.find(({ path }) => path === folder);
  const own = replacing && demandOf(replacing.settings);
  let result: Expectation = own ? { ...base, ...own, label: folder } : base;
  for (const { path, settings } of rules) if (path !== folder) result = together(result, demandOf(settings));
  if (rules.length > 0) delete result.ignored;
  if (result.timeLimit === undefined) delete result.timeLimit;
  return result;
}

/** Both demands: one beside the other where they speak of the same. */
function together(left: Expectation, { timeLimit, permitted, ...right }: Demand): Expectation {
  const both = left.permitted && permitted?.filter((verdict) => left.permitted!.includes(verdict));
  const sides = [left.timeLimit, timeLimit];
  // What must be too slow somewhere is not in time.
  const side = sides.find((one) => one === 'upper') ?? sides.find((one) => one === 'lower');
  const result: Expectation = {
    ...left,
    ...((permitted ?? left.permitted) && { permitted: both ?? permitted ?? left.permitted! }),
    ...(side && { timeLimit: side }),
  };
  const isFree = Object.keys(right).every((key) => result[key as keyof Expectation] === undefined);
  return isFree ? { ...result, ...right } : { ...result, also: [...(result.also ?? []), right] };
}

/** Ports of the CEOI call solutions of oj.uz by the points that they have there. */
function scoreInName(name: string): [number, number] | undefined {
  const points = /(?:^|\/)ojuz_(\d{1,3})(?:\.\w+)?$/.exec(name)?.[1];
  return points === undefined ? undefined : [Number(points), Number(points)];
}

interface Rule {
  path: string;
  settings: Settings;
}

async function readRules({ archive }: KattisPackage): Promise<Settings> {
  const path = 'submissions/submissions.yaml';
  return readYaml(archive.file(path), path);
}

function rulesFor(rules: Settings, path: string): Rule[] {
  const folder = path.slice(0, path.indexOf('/'));
  return rules.keys
    .filter((pattern) => matchesGlob(pattern, path) || matchesGlob(pattern, folder))
    .map((pattern) => ({ path: pattern, settings: rules.map(pattern) }));
}

const OF_A_RULE = [
  'language',
  'entrypoint',
  'permitted',
  'required',
  'score',
  'message',
  'use_for_time_limit',
  'model_solution',
  'authors',
];

function demandOf(settings: Settings): Demand {
  const words = (key: string) =>
    settings.texts(key).filter((word): word is ShortVerdict => ['AC', 'WA', 'TLE', 'RTE'].includes(word));
  const score = settings.list('score').map(Number);
  const message = settings.text('message');
  const side = sideOfRule(settings, words);
  const within = settings.keys.filter((key) => !OF_A_RULE.includes(key));
  return {
    ...(settings.has('permitted') && { permitted: verdictsOf(...words('permitted')) }),
    ...(settings.has('required') && { required: verdictsOf(...words('required')) }),
    ...(score.length > 0 && { score: [score[0]!, score.at(-1)!] as [number, number] }),
    ...(message !== undefined && { message }),
    ...(side !== 'as before' && { timeLimit: side }),
    ...(within.length > 0 && {
      within: Object.fromEntries(within.map((key) => [key, demandOf(settings.map(key))])),
    }),
  };
}

/** What a rule says of the time limit, by the word for that or by the verdicts that it demands. */
function sideOfRule(
  settings: Settings,
  words: (key: string) => ShortVerdict[],
): 'lower' | 'upper' | undefined | 'as before' {
  const use = settings.text('use_for_time_limit');
  if (use === 'lower' || use === 'upper') return use;
  if (use !== undefined) return undefined;
  const [only, ...others] = words('required');
  if (only === 'TLE' && others.length === 0) return 'upper';
  if (settings.has('permitted') && !words('permitted').includes('TLE')) return 'lower';
  return 'as before';
}
