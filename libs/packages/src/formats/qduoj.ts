import type { Archive } from '../archive/archive.js';
import { inMemory, type Content } from '../archive/content.js';
import type { Problem } from '../model.js';
import { PackageError } from '../package-error.js';
import { languageOfName, languageOfPath } from '../text/languages.js';
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
  const mode = whole.text('judgeMode') ?? settings.text('judgeMode');
  if (mode === 'interactive')
    throw new PackageError('unsupported_package', 'interactive problems of HOJ are not judged');
  problem.checker = checkerOf(settings, mode, filesOf(whole.map('judgeExtraFile')));
  for (const { path, content } of filesOf(whole.map('userExtraFile')))
    problem.added.push({ language: languageOfPath(path) ?? '*', path, content });
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
  addTemplates(settings.map('template'), problem);
  addAnswers(settings, problem);
  return problem;
}

/** HOJ has further files as texts in its settings. */
function filesOf(files: Settings): { path: string; content: Content }[] {
  return files.keys.map((path) => ({ path, content: inMemory(files.text(path) ?? '') }));
}

/** `template`: by language, what stands before and after each submission; its middle is for the editor. */
function addTemplates(templates: Settings, problem: Problem<Content>): void {
  for (const name of templates.keys) {
    const language = languageOfName(name);
    for (const [key, around] of [
      ['prepend', 'before'],
      ['append', 'after'],
    ] as const) {
      const code = templates.map(name).text(key) ?? '';
      if (code.trim() === '') continue;
      if (language === undefined) {
        problem.warnings.push(`the template is left out: its language ${name} is not known`);
        break;
      }
      const content = inMemory(around === 'before' ? `${code}\n` : `\n${code}`);
      problem.added.push({ language, path: `${key}.${language}`, content, around });
    }
  }
}

/** `answers`: solutions that are right. */
function addAnswers(settings: Settings, problem: Problem<Content>): void {
  for (const [at, answer] of settings.list('answers').map(settingsOf).entries()) {
    const code = answer.text('code');
    const language = languageOfName(answer.text('language') ?? '');
    if (code === undefined || code.trim() === '') continue;
    const path = `answers/${at + 1}`;
    if (language === undefined) {
      problem.warnings.push(`${path} is left out: its language ${answer.text('language')} is not known`);
      continue;
    }
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
    'python-2.7': 'main.py',
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

function checkerOf(
  settings: Settings,
  mode: string | undefined,
  beside: { path: string; content: Content }[],
): Problem<Content>['checker'] {
  const spj = settings.map('spj');
  const code = spj.text('code') ?? settings.text('spjCode');
  if (code === undefined || code === '' || mode === 'default') return { type: 'lines' };
  const language = languageOfName(spj.text('language') ?? settings.text('spjLanguage') ?? 'C++') ?? 'cpp';
  const path = language === 'c' ? 'spj.c' : 'spj.cpp';
  const program = { name: 'spj', language, files: [{ path, content: inMemory(code) }, ...beside] };
  // HOJ's checkers are testlib's, with a header that ends with other codes; here they get the ordinary one.
  const protocol = mode === 'spj' && /#\s*include\s*["<]testlib\.h[">]/.test(code) ? 'testlib' : 'qduoj';
  return { type: 'program', program, protocol, args: [], pointsAre: 'absolute' };
}
