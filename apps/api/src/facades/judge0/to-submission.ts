import {
  type LanguageView,
  type Program,
  type ProgramFile,
  type RunRequest,
  refusedCompileArg,
  REQUEST_LIMITS,
} from '@app/contracts';
import { randomBytes } from 'node:crypto';
import { namedSources } from '../common/named-sources.js';
import { asUtf8 } from '../common/utf8.js';
import { additionalFiles } from './additional-files.js';
import { judge0Language, type Judge0Language, oursOf } from './languages.js';
import { COMPILE_LIMITS, COMPILE_TIME_IS_OVER } from './settings.js';
import { shellWordsIn } from './shell-globs.js';
import type { Judge0Request } from './submission.dto.js';

const C_FAMILY = /^(c|cpp)(-clang)?$/;
const PLAIN_TEXT = 43;
const EXECUTABLE = 44;
const ERLANG = 58;
const SQL = 82;
const MULTI_FILE = 89;
/** A file of ours beside those of the submission. */
export const SCRIPT = '.cpast-run.sh';
/** What a `compile` that was fine may say, in bytes. */
const MAX_SAID_BYTES = 16 * 1024;
const NO_TIME = Object.freeze({ cpuTimeLimitMs: 0, wallTimeLimitMs: 0 });
/** Of a multi-file program: `run`, or as newer versions call it. */
const RUN = '[ -f run ] || [ ! -f run.sh ] || exec bash run.sh "$@"\nexec bash run "$@"\n';
/** All that a program finds in its environment is this and what our runner needs. */
const ENVIRONMENT = Object.freeze({ HOME: '/tmp' });

/** What a submission of Judge0 is in our words; `asked` with what its answer needs to know besides. */
export async function toSubmission(
  asked: Judge0Request,
  here: readonly LanguageView[],
): Promise<{ request: RunRequest; asked: Judge0Request }> {
  const language = judge0Language(asked.language_id)!;
  const extra = await programOf(asked, language, here);
  const fileBytes = Math.max(1, asked.max_file_size * 1024);
  const compiling = extra.compiles ? COMPILE_LIMITS : NO_TIME;
  const request: RunRequest = {
    kind: 'run',
    program: { ...extra.program, env: ENVIRONMENT },
    ...(asked.stdin !== null && inputOf(asked.stdin)),
    limits: {
      cpuTimeLimitMs: (asked.cpu_time_limit + asked.cpu_extra_time) * 1000 + compiling.cpuTimeLimitMs,
      wallTimeLimitMs: asked.wall_time_limit * 1000 + compiling.wallTimeLimitMs,
      memoryLimitBytes: asked.memory_limit * 1024,
      stackLimitBytes: asked.stack_limit * 1024,
      outputLimitBytes: fileBytes + extra.saidBytes,
      fileSizeLimitBytes: fileBytes,
      processLimit: asked.max_processes_and_or_threads,
      allowProcesses: true,
    },
    compileLimits: COMPILE_LIMITS,
    ...(asked.redirect_stderr_to_stdout && { combinedOutput: true }),
    ...(asked.number_of_runs > 1 && { repetitions: asked.number_of_runs }),
  };
  return { request, asked: { ...asked, ...extra.notes } };
}

interface Extra {
  program: Program;
  /** Whether the run does what Judge0 does before it. */
  compiles: boolean;
  /** What its output may begin with that is none of the program's. */
  saidBytes: number;
  notes: Pick<Judge0Request, 'refused' | 'marker'>;
}

async function programOf(
  asked: Judge0Request,
  language: Judge0Language,
  here: readonly LanguageView[],
): Promise<Extra> {
  const ours = oursOf(language, here)!;
  const files = await additionalFiles(asked.additional_files, [language.sourceFile ?? SCRIPT]);
  const paths = files.map(({ path }) => path);
  const names = language.sourceFile === null ? paths : [...paths, language.sourceFile];
  const runArgs = wordsOf(asked.command_line_arguments, names).slice(0, REQUEST_LIMITS.maxArgs);
  const script = scriptOf(asked, language, paths);
  if (script !== null) {
    const own =
      asked.source_code === null || language.sourceFile === null
        ? []
        : [fileOf(language.sourceFile, asked.source_code)];
    const program: Program = {
      language: 'bash',
      source: script.text,
      mainFile: SCRIPT,
      files: [...own, ...files],
      runArgs,
    };
    return { ...script, program };
  }
  const view = here.find(({ id }) => id === ours)!;
  const given = namedSources(wordsOf(asked.compiler_options, names), paths, language.sourceFile ?? '');
  const { compileArgs, refused } = optionsOf(given.options, view, ours);
  const program: Program = {
    language: ours,
    ...sourceOf(asked),
    ...(language.sourceFile !== null && { mainFile: language.sourceFile }),
    files,
    sources: given.sources,
    compileArgs,
    runArgs,
  };
  return { program, compiles: false, saidBytes: 0, notes: refused === null ? {} : { refused } };
}

/**
 * Split as by a shell in the folder of these files, which never sees what could make it do more than that.
 */
function wordsOf(text: string | null, paths: readonly string[]): string[] {
  return shellWordsIn((text ?? '').replace(/[$&;<>|`]/g, ''), paths);
}

/** What a shell does where ours has no such language. */
function scriptOf(
  {
    language_id: id,
    cpu_time_limit: cpuLimit,
    cpu_extra_time: extraTime,
    wall_time_limit: wallLimit,
  }: Judge0Request,
  { sourceFile }: Judge0Language,
  paths: readonly string[],
): ({ text: string } & Omit<Extra, 'program'>) | null {
  const simple = (text: string) => ({ text, compiles: false, saidBytes: 0, notes: {} });
  switch (id) {
    case PLAIN_TEXT:
      return simple(`exec cat ${sourceFile}\n`);
    case EXECUTABLE:
      return simple(
        `cp ${sourceFile} .a.out && chmod 755 .a.out && mv -f .a.out ${sourceFile} && exec ./${sourceFile} "$@"\n`,
      );
    case SQL:
      return simple(`exec sqlite3 db.sqlite < ${sourceFile}\n`);
    case MULTI_FILE: {
      const hasCompile = paths.includes('compile') || paths.includes('compile.sh');
      if (!hasCompile) return simple(RUN);
      const marker = `cpast-${randomBytes(16).toString('hex')}`;
      const text = multiFileScript(marker, { cpuSeconds: cpuLimit + extraTime, wallSeconds: wallLimit });
      return { text, compiles: true, saidBytes: MAX_SAID_BYTES + 128, notes: { marker } };
    }
    default:
      return null;
  }
}

/**
 * Compiles and runs a multi-file program. Its output begins with a line that starts with the marker, where
 * there was anything to compile: alone when that failed, and what it wrote follows; else with the length of
 * what it wrote, which follows, and with the time that it took.
 */
function multiFileScript(
  marker: string,
  { cpuSeconds, wallSeconds }: { cpuSeconds: number; wallSeconds: number },
): string {
  const [compileCpu, compileWall] = [COMPILE_LIMITS.cpuTimeLimitMs, COMPILE_LIMITS.wallTimeLimitMs];
  return [
    'for name in compile compile.sh; do',
    '  [ -f "$name" ] || continue',
    '  started=$EPOCHREALTIME',
    // Killed by their limits, it ends with these codes.
    `  (ulimit -S -t ${compileCpu / 1000}; exec timeout -s KILL ${compileWall / 1000} bash "$name") ` +
      '>/tmp/.compile 2>&1 </dev/null',
    '  code=$?',
    '  ended=$EPOCHREALTIME',
    '  took=$(((${ended/[.,]/} - ${started/[.,]/}) / 1000))',
    '  if [ $code -ne 0 ]; then',
    `    echo ${marker}`,
    `    if [ $code -eq 152 ] || [ $took -ge ${compileWall} ]; then echo '${COMPILE_TIME_IS_OVER}'`,
    '    else cat /tmp/.compile; fi',
    '    exit 1',
    '  fi',
    '  times >/tmp/.times',
    '  { read -r _; read -r user system; } </tmp/.times',
    `  head -c ${MAX_SAID_BYTES} /tmp/.compile >/tmp/.said`,
    `  echo ${marker} "$(wc -c </tmp/.said)" $took $user $system`,
    '  cat /tmp/.said',
    '  break',
    'done',
    // The time of `compile` is not that of `run`, which the box does not tell apart.
    `ulimit -S -t ${Math.max(1, Math.ceil(cpuSeconds))}`,
    'name=run',
    '[ -f run ] || [ ! -f run.sh ] || name=run.sh',
    `exec timeout -s KILL ${wallSeconds} bash $name "$@"`,
    '',
  ].join('\n');
}

/** Options before the source; no optimization unless they name a level, as Judge0 compiles. */
function optionsOf(
  words: readonly string[],
  view: LanguageView,
  ours: string,
): { compileArgs: string[]; refused: string | null } {
  const given = words.map((word) => word.replace(/^--std=/, '-std='));
  const allowed = (view.compileArgs ?? []).map((pattern) => new RegExp(pattern));
  const wrong = view.compileArgs === undefined ? null : refusedCompileArg(view.name, allowed, given);
  const tooMany = given.length > REQUEST_LIMITS.maxArgs - 1;
  const args = wrong || tooMany ? [] : given;
  const optimization = C_FAMILY.test(ours) && !args.some((arg) => /^-O/.test(arg)) ? ['-O0'] : [];
  return {
    compileArgs: [...optimization, ...args],
    refused: wrong ? `${given[wrong.index]} ${wrong.reason}\n` : tooMany ? 'too many options\n' : null,
  };
}

function sourceOf({
  language_id: id,
  source_code: base64,
}: Judge0Request): Pick<Program, 'source' | 'encoding'> {
  const bytes = Buffer.from(base64 ?? '', 'base64');
  // escript skips the first line.
  const whole = id === ERLANG ? Buffer.concat([Buffer.from('\n'), bytes]) : bytes;
  const text = asUtf8(whole);
  return text === null ? { source: whole.toString('base64'), encoding: 'base64' } : { source: text };
}

function inputOf(base64: string): Pick<RunRequest, 'stdin' | 'stdinEncoding'> {
  const text = asUtf8(Buffer.from(base64, 'base64'));
  return text === null ? { stdin: base64, stdinEncoding: 'base64' } : { stdin: text };
}

function fileOf(path: string, base64: string): ProgramFile {
  return { path, content: base64, encoding: 'base64' };
}
