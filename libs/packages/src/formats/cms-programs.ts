import type { Archive } from '../archive/archive.js';
import { inMemory, readBytes, type Content } from '../archive/content.js';
import type { Problem, ProblemInteractor, ProblemProgram } from '../model.js';
import { PackageError } from '../package-error.js';
import { baseName, languageOfPath, stemOf } from '../text/languages.js';
import { headersOf, programOfFile } from '../text/programs.js';
import type { Settings } from '../text/settings.js';

/** Solutions and graders of CMS are compiled with EVAL defined; many read the files of the task only then. */
const DEFINES_EVAL: Readonly<Record<string, string>> = {
  c: '#define EVAL\n#line 1\n',
  cpp: '#define EVAL\n#line 1\n',
  pascal: '{$define EVAL}',
};

async function addGrader(
  problem: Problem<Content>,
  language: string,
  path: string,
  own: Content,
): Promise<void> {
  const before = DEFINES_EVAL[language] ?? '';
  const content = before === '' ? own : inMemory(Buffer.concat([Buffer.from(before), await readBytes(own)]));
  problem.added.push({ language, path, content, isEntry: true });
}

/**
 * A program of the setter by its possible names, as source.
 * @throws PackageError where there is only what was built from it
 */
function setterProgram(
  archive: Archive,
  what: string,
  ...stems: string[]
): ProblemProgram<Content> | undefined {
  const path = archive.paths.find(
    (one) => stems.some((stem) => one.startsWith(`${stem}.`)) && languageOfPath(one) !== undefined,
  );
  if (path !== undefined) {
    const folder = path.slice(0, path.lastIndexOf('/'));
    return programOfFile(archive, path, { beside: headersOf(archive, folder) })!;
  }
  if (archive.first(...stems) === undefined) return undefined;
  throw new PackageError(
    'unsupported_package',
    `the ${what} is a program for one machine; its source is needed beside it`,
  );
}

/**
 * The other side of a task of the type Communication. Where no setting tells otherwise its solutions may open
 * what their arguments name, or use their standard streams.
 */
export function readManager(archive: Archive, task: Settings): ProblemInteractor<Content> | undefined {
  const program = setterProgram(archive, 'manager', 'check/manager', 'cor/manager');
  if (!program) return undefined;
  const processes = task.number('num_processes') ?? 1;
  if (processes !== 1) {
    throw new PackageError(
      'unsupported_package',
      `tasks whose manager talks to ${processes} processes of a solution are not judged`,
    );
  }
  return managerOf(program);
}

/** @throws PackageError where it is in a language that cannot be a manager's */
export function managerOf(program: ProblemProgram<Content>): ProblemInteractor<Content> {
  if (program.language !== 'c' && program.language !== 'cpp') {
    throw new PackageError(
      'unsupported_package',
      `managers are programs in C or C++, ${program.name} is neither`,
    );
  }
  return { program, protocol: 'cms', args: [], checkerFollows: false };
}

/** By which a solution reads what its manager says, and says something to it. */
export const STREAMS_BY_NAME: readonly string[] = ['/dev/stdin', '/dev/stdout'];

export async function readPrograms(archive: Archive, problem: Problem<Content>): Promise<void> {
  const checker = setterProgram(archive, 'checker', 'check/checker', 'cor/correttore');
  problem.checker = checker
    ? { type: 'program', program: checker, protocol: 'cms', args: [], pointsAre: 'fraction' }
    : { type: 'tokens', caseSensitive: true, spaces: 'line-breaks' };
  for (const [language, text] of Object.entries(DEFINES_EVAL))
    problem.added.push({ language, path: `eval.${language}`, content: inMemory(text), around: 'before' });
  for (const path of archive.folder('sol').paths) {
    const full = `sol/${path}`;
    const language = languageOfPath(path);
    if (/^(grader|stub)\./.test(path) && language) {
      await addGrader(problem, language, path, archive.file(full)!);
    } else if (/\.h$/.test(path)) {
      for (const one of ['c', 'cpp'])
        problem.added.push({ language: one, path: baseName(path), content: archive.file(full)! });
    } else if (language) {
      const program = programOfFile(archive, full)!;
      const isRight = /^(solution|soluzione)$/.test(stemOf(path));
      problem.solutions.push({
        path: full,
        program,
        expected: isRight
          ? { label: 'solution', accepted: true, permitted: ['accepted'], timeLimit: 'lower' }
          : { label: stemOf(path), ignored: true },
      });
      if (isRight) problem.mainSolution ??= problem.solutions.length - 1;
    }
  }
}
