import { type Program, type ProgramFile, REQUEST_LIMITS, type RunRequest } from '@app/contracts';
import { pathProblem } from '../../platform/validation/texts.js';
import { isProgram, type PistonFile, type PistonJob, type StageLimits, wrong } from './execute.dto.js';
import { EXECUTABLE } from './runtimes.js';

const MiB = 1024 * 1024;
/** Where the client asks for no limit. */
const MEMORY_BYTES = 512 * MiB;
const STREAM_BYTES = 1 * MiB;
/** Of languages whose compilers take nothing else. */
const ENDINGS: Readonly<Record<string, string>> = {
  c: '.c',
  cpp: '.cpp',
  'c-clang': '.c',
  'cpp-clang': '.cpp',
  csharp: '.cs',
  d: '.d',
  fortran: '.f90',
  go: '.go',
  haskell: '.hs',
  kotlin: '.kt',
  nim: '.nim',
  ocaml: '.ml',
  pascal: '.pas',
  rust: '.rs',
  scala: '.scala',
  typescript: '.ts',
};
/** What else their compilers take for a program. */
const KINDRED_ENDINGS: Readonly<Record<string, RegExp>> = {
  cpp: /\.(cc|cxx|c\+\+|c|C)$/,
  'cpp-clang': /\.(cc|cxx|c\+\+|c|C)$/,
  fortran: /\.(f|for|f\d\d|F|F\d\d)$/,
  haskell: /\.lhs$/,
  kotlin: /\.kts$/,
  pascal: /\.(pp|p|lpr)$/,
  typescript: /\.(tsx|mts|cts)$/,
};
/** A file of ours beside those of the job. */
const SCRIPT = '.cpast-run.sh';
const SQL_START = '.cpast-start.sql';
const C_ARGS: Readonly<Record<string, readonly string[]>> = {
  c: ['-O0', '-std=c11'],
  cpp: ['-O0', '-std=c++17'],
};

/** A job of Piston as a run of ours. @throws PistonError for files that cannot lie in one folder */
export function toSubmission(job: PistonJob): RunRequest {
  return {
    kind: 'run',
    program: programFor(job),
    // A newline is added unless it ends with one.
    stdin: job.stdin.endsWith('\n') ? job.stdin : `${job.stdin}\n`,
    limits: {
      ...limitsOf(job.run),
      outputLimitBytes: STREAM_BYTES,
      fileSizeLimitBytes: 10 * MiB,
      processLimit: 64,
      allowProcesses: true,
    },
    compileLimits: limitsOf(job.compile),
    combinedOutput: true,
  };
}

function programFor(job: PistonJob): Program {
  if (job.runtime.language === EXECUTABLE) return startedAsItIs(job);
  const program = programOf(job);
  return job.runtime.ours === 'sql' ? withArgumentTable(program) : program;
}

/** SQL has no arguments, so they are a table, made by a file of ours that goes on with the program's. */
function withArgumentTable(program: Program): Program {
  const { source, mainFile = 'file0.code', runArgs = [], files = [], ...rest } = program;
  const rows = runArgs.map((arg) => `insert into argv values ('${arg.replaceAll("'", "''")}');\n`);
  return {
    ...rest,
    source: `create table argv(arg);\n${rows.join('')}.read "${mainFile.replaceAll(/["\\]/g, '\\$&')}"\n`,
    mainFile: SQL_START,
    files: [...files, { path: mainFile, content: source }],
  };
}

function programOf(job: PistonJob): Program {
  const { ours } = job.runtime;
  const at = job.files.findIndex(isProgram);
  const named = job.files.map((file, index) => ({ ...file, name: nameFor(file, ours, index === at) }));
  const main = named[at]!;
  const isJava = /^java(-|$)/.test(ours);
  return {
    language: ours,
    source: main.content,
    // Java starts a single file whatever its name and its classes are called.
    ...(!isJava && { mainFile: main.name }),
    files: filesOf(
      named.filter((_file, index) => index !== at),
      main.name,
    ),
    compileArgs: [...(C_ARGS[ours] ?? [])],
    ...common(job),
  };
}

/** The first file is a program, whatever made it. @throws PistonError where there is none */
function startedAsItIs(job: PistonJob): Program {
  const [first, ...others] = job.files.map((file) => ({ ...file, name: nameFor(file, '', false) }));
  if (!first) throw wrong('files must include at least one file');
  const [program] = filesOf([first], '');
  return {
    language: job.runtime.ours,
    source: 'exec "./$PISTON_FILE" "$@"\n',
    mainFile: SCRIPT,
    files: [{ ...program!, executable: true }, ...filesOf(others, first.name)],
    ...common(job),
    env: { ...common(job).env, PISTON_FILE: first.name },
  };
}

function common({ args, runtime }: PistonJob): { runArgs: string[]; env: Record<string, string> } {
  return {
    runArgs: args.slice(0, REQUEST_LIMITS.maxArgs),
    env: { HOME: '/tmp', PISTON_LANGUAGE: runtime.language },
  };
}

function limitsOf({ timeout, cpuTime, memoryLimit }: StageLimits) {
  return {
    cpuTimeLimitMs: cpuTime,
    wallTimeLimitMs: timeout,
    memoryLimitBytes: memoryLimit <= 0 ? MEMORY_BYTES : memoryLimit,
  };
}

/**
 * The compiler takes only what ends as its language does. @throws PistonError for a name that leads elsewhere
 */
function nameFor(file: PistonFile, ours: string, isMain: boolean): string {
  const name = file.name.replace(/^(\.\/)+/, '');
  const problem = pathProblem(name);
  if (problem !== null) throw wrong(`the file name ${name.slice(0, 100)} ${problem}`);
  const ending = ENDINGS[ours];
  if (ending === undefined || !isProgram(file) || name.endsWith(ending)) return name;
  const hasKindred = KINDRED_ENDINGS[ours]?.test(name) ?? false;
  return /\.code$|^[^.]+$/.test(name) || (isMain && !hasKindred) ? name + ending : name;
}

function filesOf(files: readonly PistonFile[], mainName: string): ProgramFile[] {
  const found = new Map<string, ProgramFile>();
  for (const { name, content, encoding } of files) {
    if (name !== mainName) found.set(name, { path: name, ...contentOf(content, encoding) });
  }
  return [...found.values()];
}

function contentOf(content: string, encoding: string): Pick<ProgramFile, 'content' | 'encoding'> {
  if (encoding === 'base64')
    return { content: Buffer.from(content, 'base64').toString('base64'), encoding: 'base64' };
  if (encoding === 'hex')
    return { content: Buffer.from(content, 'hex').toString('base64'), encoding: 'base64' };
  return { content };
}
