import type { LanguageView } from '@app/contracts';
import { JobeError } from './jobe-error.js';
import { type JobeLanguage, languagesHere } from './languages.js';

/** What was asked, checked. */
export interface RunSpec {
  language: JobeLanguage;
  view: LanguageView;
  source: string;
  /** null: the language's. */
  fileName: string | null;
  input: string;
  files: { id: string; name: string }[];
  cpuSeconds: number;
  /** 0: none. */
  memoryMegabytes: number;
  diskMegabytes: number;
  streamMegabytes: number;
  processes: number;
  compileArgs: readonly string[];
  linkArgs: readonly string[];
  interpreterArgs: readonly string[];
  runArgs: readonly string[];
}

const MAX_CPU_SECONDS = 120;
/** Letters and digits, at least eight: clients take the MD5 of the contents. */
export const FILE_ID = /^[A-Za-z0-9]{8,128}$/;
const FILE_NAME = /^[A-Za-z0-9_.-]+$/;
const CLASS_NAME = /^[A-Za-z_$][\w$]*$/;
/** Characters that mean something to a shell, in a URL or in a path, or cannot be seen. */
const ILLEGAL_IN_SOURCE_NAME = /[<>:"/\\|?*#[\]@!$&'()+,;={}^~`\p{Cc}\u00a0\u00ad]/u;
const MAX_SOURCE_NAME_BYTES = 200;

/** @throws JobeError(400) that says what is wrong */
export function readRunSpec(body: unknown, here: readonly LanguageView[]): RunSpec {
  if (typeof body !== 'object' || body === null) throw wrong('Non-JSON post data received');
  const spec = (body as { run_spec?: unknown }).run_spec;
  if (typeof spec !== 'object' || spec === null) throw wrong('No run_spec attribute found in post data');
  const given = spec as Record<string, unknown>;
  for (const name of ['language_id', 'sourcecode'])
    if (given[name] === undefined || given[name] === null)
      throw wrong(`run_spec is missing the required attribute '${name}'`);
  const id = String(given.language_id as string).toLowerCase();
  const found = languagesHere(here).find(({ language }) => language.id === id);
  if (!found) throw wrong(`Language '${id}' is not known`);
  const parameters = (given.parameters ?? {}) as Record<string, unknown>;
  const cpuSeconds = numberOf(parameters.cputime, 5) || 5;
  if (cpuSeconds > MAX_CPU_SECONDS)
    throw wrong(`cputime exceeds maximum allowed on this Jobe server (${MAX_CPU_SECONDS} secs)`);
  return {
    ...found,
    source: String(given.sourcecode as string),
    fileName: sourceName(given.sourcefilename) ?? (id === 'java' ? fileOfClass(parameters.main_class) : null),
    input: typeof given.input === 'string' ? given.input : '',
    files: readFiles(given.file_list),
    cpuSeconds,
    memoryMegabytes: id === 'java' ? 0 : numberOf(parameters.memorylimit, found.language.memoryMegabytes),
    diskMegabytes: numberOf(parameters.disklimit, 20),
    streamMegabytes: numberOf(parameters.streamsize, 2),
    processes: Math.max(numberOf(parameters.numprocs, 30), id === 'java' ? 256 : 1),
    compileArgs: argumentsOf(parameters.compileargs, found.language.compileArgs),
    linkArgs: argumentsOf(parameters.linkargs, []),
    interpreterArgs: argumentsOf(parameters.interpreterargs, found.language.interpreterArgs ?? []),
    runArgs: argumentsOf(parameters.runargs, []),
  };
}

function sourceName(given: unknown): string | null {
  if (given === undefined || given === null || given === '' || given === 'prog.java') return null;
  if (typeof given === 'string' && isLegalName(given)) return given;
  throw wrong('The sourcefilename for the run_spec is illegal');
}

function isLegalName(name: string): boolean {
  return (
    !/^[.-]/.test(name) &&
    !ILLEGAL_IN_SOURCE_NAME.test(name) &&
    Buffer.byteLength(name) <= MAX_SOURCE_NAME_BYTES
  );
}

/** Where the class that is to be started has to stand; null: what is no name of a class means the default. */
function fileOfClass(name: unknown): string | null {
  return typeof name === 'string' && CLASS_NAME.test(name) ? `${name}.java` : null;
}

function readFiles(given: unknown): { id: string; name: string }[] {
  if (!Array.isArray(given)) return [];
  return given.map((item: unknown) => {
    const [id, name] = Array.isArray(item) ? (item as unknown[]) : [];
    const isFine =
      typeof id === 'string' &&
      FILE_ID.test(id) &&
      typeof name === 'string' &&
      FILE_NAME.test(name) &&
      !/^\.{1,2}$/.test(name);
    if (!isFine || (item as unknown[]).length > 3)
      throw wrong(`Invalid file specifier: ${JSON.stringify(item)}`);
    return { id, name };
  });
}

/** What is no number means the default. */
function numberOf(value: unknown, standard: number): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : standard;
}

/** Given ones take the place of the default. */
function argumentsOf(value: unknown, standard: readonly string[]): readonly string[] {
  return Array.isArray(value) ? value.map((item) => String(item as string)) : standard;
}

export function wrong(reason: string): JobeError {
  return new JobeError(400, reason);
}
