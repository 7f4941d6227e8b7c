import { readText, type Content } from '../archive/content.js';
import type { Expectation, JurySolution, ProblemProgram } from '../model.js';
import { extensionOf, languageOfName, languageOfPath } from '../text/languages.js';
import { programOfFile, programOfFolder } from '../text/programs.js';
import { readJson, readYaml, settingsOf, type Settings } from '../text/settings.js';
import { verdictsOf, type ShortVerdict } from '../verdicts.js';
import { expectationInSource } from './domjudge.js';
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
      const entry = entries.map(path, `submissions/${path}`, name);
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
  return programOfFile(archive, path, { language });
}

async function expectationOf(
  pack: KattisPackage,
  folder: string,
  program: ProblemProgram<Content>,
  rules: readonly Rule[],
): Promise<Expectation> {
  const folders = pack.isModern ? MODERN_FOLDERS : LEGACY_FOLDERS;
  const builtIn = Object.hasOwn(folders, folder) ? folders[folder] : undefined;
  const tagged = builtIn ? undefined : await expectationInSource(program, pack.problem.warnings);
  const base: Expectation = tagged ?? { label: folder, ...(builtIn ?? { ignored: true as const }) };
  const demands = rules.map(({ settings, path }) => ({ path, demand: demandOf(settings) }));
  const replaced = demands.find(({ path }) => path === folder);
  // A score or a group of its own may be in the comments of scoring packages, too.
  let result: Expectation = replaced ? { ...base, ...replaced.demand, label: folder } : base;
  for (const { path, demand } of demands) if (path !== folder) result = narrowed(result, demand);
  if (rules.length > 0) delete result.ignored;
  return result;
}

/** Both demands at once. */
function narrowed(left: Expectation, right: Demand): Expectation {
  const permitted =
    left.permitted && right.permitted
      ? left.permitted.filter((verdict) => right.permitted!.includes(verdict))
      : (left.permitted ?? right.permitted);
  return { ...left, ...right, ...(permitted && { permitted }) };
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
    .filter((pattern) => matches(pattern, path) || matches(pattern, folder))
    .map((pattern) => ({ path: pattern, settings: rules.map(pattern) }));
}

/** `*` within one name, and `{a,b}`; nothing else is special. */
function matches(pattern: string, path: string): boolean {
  if (pattern.length > 255) return false;
  const source = pattern
    .replace(/[.+?^$()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '[^/]*')
    .replace(/\{([^{}]*)\}/g, (_all, words: string) => `(?:${words.split(',').join('|')})`);
  return !/[{}]/.test(source) && new RegExp(`^${source}$`).test(path);
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
  const use = settings.text('use_for_time_limit');
  const within = settings.keys.filter((key) => !OF_A_RULE.includes(key));
  return {
    ...(settings.has('permitted') && { permitted: verdictsOf(...words('permitted')) }),
    ...(settings.has('required') && { required: verdictsOf(...words('required')) }),
    ...(score.length > 0 && { score: [score[0]!, score.at(-1)!] as [number, number] }),
    ...(message !== undefined && { message }),
    ...((use === 'lower' || use === 'upper') && { timeLimit: use }),
    ...(within.length > 0 && {
      within: Object.fromEntries(within.map((key) => [key, demandOf(settings.map(key))])),
    }),
  };
}
