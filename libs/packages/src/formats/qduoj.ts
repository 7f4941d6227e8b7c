import type { Archive } from '../archive/archive.js';
import { inMemory, type Content } from '../archive/content.js';
import type { Problem } from '../model.js';
import { PackageError } from '../package-error.js';
import { languageOfName } from '../text/languages.js';
import { emptyProblem, fileData } from '../text/problem.js';
import { readJson, settingsOf, type Settings } from '../text/settings.js';
import { pairedFiles } from './pairs.js';

const MiB = 1024 * 1024;

/** `problem.json` with `testcase/` (QDUOJ), or `N.json` beside the folder `N/` (HOJ). */
export async function readQduoj(
  archive: Archive,
  settingsPath: string,
  folder: string,
): Promise<Problem<Content>> {
  const whole = settingsOf(await readJson(archive.file(settingsPath)!, settingsPath));
  // HOJ nests the same values one level deeper.
  const settings = whole.has('problem') ? whole.map('problem') : whole;
  const problem = emptyProblem('qduoj', settings.text('title') ?? 'problem');
  const source = settings.text('source');
  if (source) problem.source = source;
  const time = settings.number('time_limit', 'timeLimit');
  const memory = settings.number('memory_limit', 'memoryLimit');
  if (time !== undefined) problem.limits.cpuTimeLimitMs = time;
  if (memory !== undefined) problem.limits.memoryLimitBytes = memory * MiB;
  // Its own comparison drops white space at the ends of lines and of the file.
  problem.checker = checkerOf(settings);
  const tests = archive.folder(folder);
  // HOJ's samples name files; those of QDUOJ are texts of the statement.
  const listed = (whole === settings ? settings.list('test_case_score') : whole.list('samples')).map(
    settingsOf,
  );
  const withNames = listed.filter((one) => one.text('input_name', 'input') !== undefined);
  if (withNames.length > 0) for (const one of withNames) addTest(tests, one, problem);
  else {
    for (const { name, input, answer } of pairedFiles(tests.paths)) {
      problem.tests.push({
        name,
        input: fileData(tests.file(input)!),
        ...(answer !== undefined && { answer: fileData(tests.file(answer)!) }),
      });
    }
  }
  // Contests without points write 0 for each test.
  if (problem.tests.every(({ points }) => points === 0)) for (const test of problem.tests) delete test.points;
  addAnswers(settings, problem);
  return problem;
}

/** `answers`: solutions that are right. */
function addAnswers(settings: Settings, problem: Problem<Content>): void {
  for (const [at, answer] of settings.list('answers').map(settingsOf).entries()) {
    const code = answer.text('code');
    const language = languageOfName(answer.text('language') ?? '');
    if (code === undefined || code.trim() === '' || language === undefined) continue;
    const path = `answers/${at + 1}`;
    problem.solutions.push({
      path,
      program: { name: path, language, files: [{ path: mainFileOf(language), content: inMemory(code) }] },
      expected: { label: 'answer', accepted: true, permitted: ['accepted'], timeLimit: 'lower' },
    });
  }
}

/** Java's classes have the names of their files. */
const mainFileOf = (language: string): string =>
  ({
    cpp: 'main.cpp',
    c: 'main.c',
    java: 'Main.java',
    python: 'main.py',
    go: 'main.go',
    javascript: 'main.js',
  })[language] ?? 'main.txt';

function addTest(tests: Archive, one: Settings, problem: Problem<Content>): void {
  const path = one.text('input_name', 'input')!;
  const input = tests.file(path);
  if (!input) throw new PackageError('broken_package', `the input ${path} is missing`);
  const answer = tests.file(one.text('output_name', 'output') ?? '');
  const points = one.number('score');
  problem.tests.push({
    name: path.replace(/\.in$/, ''),
    input: fileData(input),
    ...(answer && { answer: fileData(answer) }),
    ...(points !== undefined && { points }),
  });
}

function checkerOf(settings: Settings): Problem<Content>['checker'] {
  const spj = settings.map('spj');
  const code = spj.text('code') ?? settings.text('spjCode');
  if (code === undefined || code === '') return { type: 'lines' };
  const language = languageOfName(spj.text('language') ?? settings.text('spjLanguage') ?? 'C++') ?? 'cpp';
  const path = language === 'c' ? 'spj.c' : 'spj.cpp';
  const program = { name: 'spj', language, files: [{ path, content: inMemory(code) }] };
  return { type: 'program', program, protocol: 'qduoj', args: [], pointsAre: 'absolute' };
}
