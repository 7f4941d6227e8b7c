import type { Archive } from '../archive/archive.js';
import { MAX_TEXT_BYTES, readText, type Content } from '../archive/content.js';
import type { Expectation, Problem, ProblemProgram } from '../model.js';
import { languageOfPath } from '../text/languages.js';
import { readIni } from '../text/settings.js';
import { verdictsOf, type ExecutionVerdict } from '../verdicts.js';

/** What domjudge-problem.ini and `.timelimit` add to a package that has no such value itself. */
export async function addDomjudgeSettings(archive: Archive, problem: Problem<Content>): Promise<void> {
  const ini = await readIni(archive.file('domjudge-problem.ini'));
  const name = ini.text('name');
  if (name && problem.name === 'problem') problem.name = name;
  const file = archive.file('.timelimit');
  const seconds = ini.number('timelimit') ?? (file ? Number((await readText(file)).trim()) : undefined);
  if (seconds !== undefined && seconds > 0 && problem.limits.cpuTimeLimitMs === undefined) {
    problem.limits.cpuTimeLimitMs = Math.round(seconds * 1_000);
  }
  for (const key of ['special_run', 'special_compare']) {
    if (ini.has(key)) {
      problem.warnings.push(`domjudge-problem.ini: ${key} names a program that is not in the package`);
    }
  }
}

/** DOMjudge's words in `@EXPECTED_RESULTS@`. */
const WORDS: Readonly<Record<string, ExecutionVerdict[]>> = {
  CORRECT: verdictsOf('AC'),
  ACCEPTED: verdictsOf('AC'),
  WRONGANSWER: verdictsOf('WA'),
  TIMELIMIT: verdictsOf('TLE'),
  TIMELIMITEXCEEDED: verdictsOf('TLE'),
  RUNERROR: verdictsOf('RTE'),
  RUNTIMEERROR: verdictsOf('RTE'),
  COMPILERERROR: verdictsOf('CE'),
  COMPILEERROR: verdictsOf('CE'),
  NOOUTPUT: ['wrong_answer'],
  OUTPUTLIMIT: verdictsOf('OLE'),
  MEMORYLIMIT: verdictsOf('MLE'),
};

/** What comments of a source, or `expected_result.txt` beside it, state. */
export interface DomjudgeTags {
  /** The words of each tag of results; more than one contradict each other. */
  results: string[][];
  score?: [number, number];
}

const TAG = /@EXPECTED_(RESULTS?|SCORE)@:[ \t]*([^\r\n]*)/g;

/** The tags of a program. Files too long to be sources have none. */
export async function tagsOf(program: ProblemProgram<Content>): Promise<DomjudgeTags> {
  const tags: DomjudgeTags = { results: [] };
  for (const { content } of program.files) {
    if (content.bytes !== undefined && content.bytes > MAX_TEXT_BYTES) continue;
    for (const [, kind, text] of (await readText(content)).matchAll(TAG)) {
      const score = /^\d+(\.\d+)?/.exec(text!.trim());
      if (kind !== 'SCORE') tags.results.push(splitWords(text!));
      // Older packages name results by this word as well.
      else if (score) tags.score = [Number(score[0]), Number(score[0])];
      else tags.results.push(splitWords(text!));
    }
  }
  return tags;
}

/** What in a package says that it was made for DOMjudge; undefined where nothing does. */
export async function domjudgeMark(archive: Archive): Promise<string | undefined> {
  if (archive.has('domjudge-problem.ini')) return 'domjudge-problem.ini';
  for (const path of archive.paths) {
    const content = archive.file(path)!;
    if (!path.startsWith('submissions/') || languageOfPath(path) === undefined) continue;
    if (content.bytes !== undefined && content.bytes > MAX_TEXT_BYTES) continue;
    const tag = /@EXPECTED_SCORE@/.exec(await readText(content));
    if (tag) return `${path} has ${tag[0]}`;
  }
  return undefined;
}

/**
 * The expectation that tags of results state; undefined when none does. Two of them contradict each other: it
 * is then said in the warnings, and nothing is expected.
 */
export function expectationOfTags(
  { results }: DomjudgeTags,
  program: ProblemProgram<Content>,
  warnings: string[],
): Expectation | undefined {
  if (results.length > 1) {
    warnings.push(`${program.name} states its expected results twice`);
    return undefined;
  }
  const [only] = results;
  if (!only) return undefined;
  const verdicts = only.flatMap((word) => WORDS[word.replace(/[-_\s]/g, '')] ?? []);
  const label = only.join(', ');
  if (verdicts.length === 0) return { label, ignored: true };
  const compiles = !verdicts.includes('compile_error');
  return {
    label,
    ...(compiles ? { required: [...new Set(verdicts)] } : { compileError: true as const }),
    ...(verdicts.every((verdict) => verdict === 'accepted') && {
      accepted: true,
      permitted: ['accepted'] as ExecutionVerdict[],
    }),
  };
}

function splitWords(words: string): string[] {
  return words
    .replace(/\*\/.*$/, '')
    .split(',')
    .map((word) => word.trim().toUpperCase())
    .filter((word) => word !== '');
}
