import { chooseRuntime } from './choose-runtime.js';
import { PistonError } from './piston-error.js';
import { EXECUTABLE, type Runtime } from './runtimes.js';

export interface PistonFile {
  name: string;
  content: string;
  encoding: string;
}
export interface StageLimits {
  /** ms of wall time, ms of CPU time, bytes; -1: as much as there is. */
  timeout: number;
  cpuTime: number;
  memoryLimit: number;
}

/** What was asked, checked. */
export interface PistonJob {
  runtime: Runtime;
  files: PistonFile[];
  stdin: string;
  args: string[];
  compile: StageLimits;
  run: StageLimits;
}

const MAX_TIMEOUT_MS = 60_000;
const MAX_CPU_MS = 30_000;
/** In this order they are looked at. */
const LIMITS = [
  ['compile_memory_limit', -1, -1],
  ['run_memory_limit', -1, -1],
  ['compile_timeout', 10_000, MAX_TIMEOUT_MS],
  ['run_timeout', 3_000, MAX_TIMEOUT_MS],
  ['compile_cpu_time', 10_000, MAX_CPU_MS],
  ['run_cpu_time', 3_000, MAX_CPU_MS],
] as const;
type LimitName = (typeof LIMITS)[number][0];

/** @param isClamping whether times above the maximum are taken for it: the public instance does @throws PistonError(400) */
export function readJob(
  body: Record<string, unknown>,
  runtimes: readonly Runtime[],
  isClamping: boolean,
): PistonJob {
  const { language, version } = body;
  if (typeof language !== 'string' || language === '') throw wrong('language is required as a string');
  if (typeof version !== 'string' || version === '') throw wrong('version is required as a string');
  const files = readFiles(
    isClamping && typeof body.files === 'string' ? [{ content: body.files }] : body.files,
  );
  const runtime = chooseRuntime(runtimes, language, version);
  if (!runtime) throw wrong(`${language}-${version} runtime is unknown`);
  if (runtime.language !== EXECUTABLE && !files.some(isProgram))
    throw wrong('files must include at least one utf8 encoded file');
  const limits = Object.fromEntries(
    LIMITS.map(([name, standard, maximum]) => [
      name,
      limitOf(body[name], name, standard, maximum, isClamping),
    ]),
  ) as Record<LimitName, number>;
  const stage = (name: 'compile' | 'run'): StageLimits => ({
    timeout: limits[`${name}_timeout`],
    cpuTime: limits[`${name}_cpu_time`],
    memoryLimit: limits[`${name}_memory_limit`],
  });
  return {
    runtime,
    files: files.map((file) => ({ ...file, encoding: file.encoding ?? 'utf8' })),
    stdin: typeof body.stdin === 'string' ? body.stdin : '',
    args: readArguments(body.args),
    compile: stage('compile'),
    run: stage('run'),
  };
}

type GivenFile = Omit<PistonFile, 'encoding'> & { encoding: string | undefined };

function readFiles(given: unknown): GivenFile[] {
  if (!Array.isArray(given)) throw wrong('files is required as an array');
  return given.map((item: unknown, index) => {
    const { name, content, encoding } = (item ?? {}) as Record<string, unknown>;
    if (typeof content !== 'string') throw wrong(`files[${index}].content is required as a string`);
    return {
      name: typeof name === 'string' && name !== '' ? name : `file${index}.code`,
      content,
      encoding: encoding === undefined || encoding === null ? undefined : String(encoding as string),
    };
  });
}

/** Only such a file may be the program. */
export function isProgram({ encoding }: { encoding: string | undefined }): boolean {
  return encoding === undefined || encoding === 'utf8';
}

function limitOf(
  value: unknown,
  name: LimitName,
  standard: number,
  maximum: number,
  isClamping: boolean,
): number {
  if (!value) return standard;
  if (typeof value !== 'number') throw wrong(`If specified, ${name} must be a number`);
  if (maximum <= 0) return value;
  if (value > maximum) {
    if (isClamping) return maximum;
    throw wrong(`${name} cannot exceed the configured limit of ${maximum}`);
  }
  if (value < 0) throw wrong(`${name} must be non-negative`);
  return value;
}

function readArguments(value: unknown): string[] {
  return Array.isArray(value) ? value.map((item) => String(item as string)) : [];
}

export function wrong(message: string): PistonError {
  return new PistonError(400, message);
}
