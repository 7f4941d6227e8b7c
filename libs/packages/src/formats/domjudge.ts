import type { Archive } from '../archive/archive.js';
import { readText, type Content } from '../archive/content.js';
import type { Expectation, Problem, ProblemProgram } from '../model.js';
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

/**
 * The expectation that a comment of a source, or `expected_result.txt` beside it, states; undefined when none
 * does. Two tags contradict each other: it is then said in the warnings, and nothing is expected.
 */
export async function expectationInSource(
  program: ProblemProgram<Content>,
  warnings: string[],
): Promise<Expectation | undefined> {
  const found: { words: string[]; score: number | undefined }[] = [];
  for (const { content } of program.files) {
    const text = await readText(content);
    for (const [, words] of text.matchAll(/@EXPECTED_(?:RESULTS?|SCORE)@:[ \t]*([^\r\n]*)/g)) {
      const tag = /@EXPECTED_SCORE@:[ \t]*([\d.]+)/.exec(text);
      if (!/^[\d.\s]+$/.test(words!))
        found.push({ words: splitWords(words!), score: tag ? Number(tag[1]) : undefined });
    }
  }
  if (found.length > 1) {
    warnings.push(`${program.name} states its expected results twice`);
    return undefined;
  }
  const [only] = found;
  if (!only) return undefined;
  const verdicts = only.words.flatMap((word) => WORDS[word.replace(/[-_\s]/g, '')] ?? []);
  const label = only.words.join(', ');
  if (verdicts.length === 0) return { label, ignored: true };
  const compiles = !verdicts.includes('compile_error');
  return {
    label,
    ...(compiles ? { required: [...new Set(verdicts)] } : { compileError: true as const }),
    ...(verdicts.every((verdict) => verdict === 'accepted') && {
      accepted: true,
      permitted: ['accepted'] as ExecutionVerdict[],
    }),
    ...(only.score !== undefined && { score: [only.score, only.score] as [number, number] }),
  };
}

function splitWords(words: string): string[] {
  return words
    .replace(/\*\/.*$/, '')
    .split(',')
    .map((word) => word.trim().toUpperCase())
    .filter((word) => word !== '');
}
