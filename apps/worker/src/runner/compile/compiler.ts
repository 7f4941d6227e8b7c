import type { Compilation, Program } from '@app/contracts';
import { decodeBundle, encodeBundle, type BundleFile } from '../box/bundle.js';
import type { BoxLauncher } from '../box/launcher.js';
import type { CompileStep, LanguageRow } from '../languages/row.js';
import { baseEnv, fillTemplate, toolTexts } from '../languages/template.js';
import { mountsOf, type Language, type Toolchain } from '../languages/toolchain.js';
import { ReadyProgram } from '../prepared-program.js';
import type { Preparation, RunOutcome } from '../runner.js';
import { Flights, type Semaphore } from '@app/async';
import { refusedArgument } from './arguments.js';
import { hashOf, type CompileCache, type Compiled } from './compile-cache.js';
import { COMPILE_LIMITS, runErrand, type ErrandResult } from './errand.js';
import { findMainClass } from './java-class.js';
import { mainFileName } from './main-file.js';
import { programFiles } from './program-files.js';
import type { Warm, WarmUps } from './warm-up.js';

const MiB = 1024 * 1024;
const MAX_OUTPUT_BYTES = 256 * MiB;
const MAX_OUTPUT_FILES = 4096;
/** Failed compilations that are remembered; each has at most 128 KiB of text. */
const MAX_FAILURES = 128;
/** What the cache does not know of a compilation. */
const NOT_MEASURED = { exitCode: null, signal: null, limit: null, cpuTimeMs: 0, memoryBytes: 0 } as const;

type Made =
  | { kind: 'compiled'; compiled: Compiled; fromCache: boolean }
  | { kind: 'failed'; output: string; fromCache: boolean };

interface Job {
  toolchain: Toolchain;
  step: CompileStep;
  mainFile: string;
  files: BundleFile[];
  sources: readonly string[];
  args: readonly string[];
}

/** Turns programs into what a sandbox can run: checks them, and compiles them unless the cache knows the result. */
export class Compiler {
  private readonly flights = new Flights<Made>();
  private readonly failures = new Map<string, string>();

  constructor(
    private readonly launcher: BoxLauncher,
    private readonly cache: CompileCache,
    private readonly warmUps: WarmUps,
    private readonly slots: Semaphore,
  ) {}

  /** @throws RunnerUnavailable when no box can be made; AbortError */
  async prepare(language: Language, program: Program, signal?: AbortSignal): Promise<Preparation> {
    const startedAt = performance.now();
    const { toolchain, view } = language;
    const { row } = toolchain;
    const elapsed = (): number => performance.now() - startedAt;
    const failed = (output: string, cached: boolean): Preparation => ({
      kind: 'compile_error',
      compilation: { succeeded: false, output, ...NOT_MEASURED, wallTimeMs: elapsed(), cached },
    });
    const refused = refusedArgument(row, program);
    if (refused) return failed(refused, false);
    const mainFile = mainFileName(toolchain, program.source);
    const written = [...(row.compile?.reserved ?? []), ...(row.compile?.output ? [row.compile.output] : [])];
    const checked = programFiles(program, mainFile, written);
    if (checked.kind === 'refused') return failed(checked.message, false);
    const { files } = checked;
    const ready = (compilation: Compilation, bundle: Buffer, entry: string): Preparation => ({
      kind: 'ready',
      compilation,
      program: new ReadyProgram(
        view.id,
        compilation,
        executable(toolchain, program, mainFile, bundle, entry),
      ),
    });
    if (!row.compile) return ready(null, encodeBundle(files), '');

    const step = row.compile;
    const job = {
      toolchain,
      step,
      mainFile,
      files,
      sources: sourcesOf(step, files),
      args: program.compileArgs ?? [],
    };
    const key = keyOf(job);
    const { value: made, joined } = await this.flights.join(
      key,
      (abort) => this.make(key, job, abort),
      signal,
    );
    const cached = made.fromCache || joined;
    if (made.kind === 'failed') return failed(made.output, cached);
    const { output, bundle, entry } = made.compiled;
    const further = files.slice(1);
    const whole = further.length === 0 ? bundle : Buffer.concat([encodeBundle(further), bundle]);
    return ready({ succeeded: true, output, ...NOT_MEASURED, wallTimeMs: elapsed(), cached }, whole, entry);
  }

  private async make(key: string, job: Job, signal: AbortSignal): Promise<Made> {
    const failure = this.failures.get(key);
    if (failure !== undefined) return { kind: 'failed', output: failure, fromCache: true };
    const known = await this.cache.get(key);
    if (known) return { kind: 'compiled', compiled: known, fromCache: true };
    const result = await this.slots.use(() => this.compile(job, signal), signal);
    const output = outputOf(result.outcome);
    if (!result.collected) {
      if (isDeterministic(result.outcome, output)) this.rememberFailure(key, output);
      return { kind: 'failed', output, fromCache: false };
    }
    const compiled = checkProduct(job, result.collected, output);
    if (typeof compiled === 'string') return { kind: 'failed', output: compiled, fromCache: false };
    this.cache.put(key, compiled);
    return { kind: 'compiled', compiled, fromCache: false };
  }

  /** Whether the row's own proof compiles with this warm-up, without a word. @throws RunnerUnavailable; AbortError */
  async compilesWith(warm: Warm, toolchain: Toolchain, signal: AbortSignal): Promise<boolean> {
    const { row } = toolchain;
    if (!row.compile) return false;
    const files = [{ path: row.source, content: Buffer.from(row.proof) }];
    const job = {
      toolchain,
      step: row.compile,
      mainFile: row.source,
      files,
      sources: [row.source],
      args: [],
    };
    const { outcome } = await this.slots.use(() => this.compile(job, signal, warm), signal);
    return outcome.kind === 'ok' && outcome.stdout.length + outcome.stderr.length === 0;
  }

  private compile(
    job: Job,
    signal: AbortSignal,
    warm = this.warmUps.of(job.toolchain),
  ): Promise<ErrandResult> {
    const { toolchain, step } = job;
    const warmArgs = warm ? (step.warmUp?.args ?? []) : [];
    const stepEnv = (warm && step.warmUp?.compileEnv) || step.env || [];
    const lists = { variant: toolchain.variant.compile, args: job.args, sources: job.sources, warmArgs };
    const env = [...baseEnv(toolchain, '{tmp}'), ...stepEnv];
    return runErrand(
      this.launcher,
      {
        command: (folders) => {
          const texts = { ...toolTexts(toolchain), ...folders, source: job.mainFile, warm: warm?.path ?? '' };
          return { argv: fillTemplate(step.argv, texts, lists), env: fillTemplate(env, texts, {}) };
        },
        bundle: encodeBundle(job.files),
        readOnly: [...mountsOf(toolchain), ...(warm ? [warm.mount] : [])],
        processes: true,
        addressSpace: 'data',
        limits: COMPILE_LIMITS,
        collect: { maxBytes: MAX_OUTPUT_BYTES, maxFiles: MAX_OUTPUT_FILES },
      },
      signal,
    );
  }

  private rememberFailure(key: string, output: string): void {
    this.failures.set(key, output);
    const oldest = this.failures.keys().next().value;
    if (this.failures.size > MAX_FAILURES && oldest !== undefined) this.failures.delete(oldest);
  }
}

/** Everything the result depends on; the warm-up is left out, because it must not change the result. */
function keyOf(job: Job): string {
  const { toolchain, step } = job;
  return hashOf([
    'compilation 1',
    toolchain.row.id,
    toolchain.version.text,
    toolchain.identity,
    JSON.stringify([step.argv, step.env ?? [], toolchain.variant, job.args, job.sources]),
    ...job.files.flatMap(({ path, content }) => [path, content]),
  ]);
}

/** The main file, and further files of the language unless another file includes their text. */
function sourcesOf(step: CompileStep, files: readonly BundleFile[]): string[] {
  const [main, ...further] = files.map(({ path }) => path);
  const candidates = further.filter((path) => step.sources?.test(path));
  if (candidates.length === 0) return [main!];
  const included = new Set<string>();
  for (const { content } of files) {
    for (const match of content.toString().matchAll(INCLUDE)) included.add(baseName(match[1]!));
  }
  // A name like "-o.c" or "@list.java" must not become an option.
  const asArgument = (path: string): string => (/^[-@]/.test(path) ? `./${path}` : path);
  return [main!, ...candidates.filter((path) => !included.has(baseName(path))).map(asArgument)];
}

const INCLUDE = /#[ \t]*include[ \t]*["<]([^">\n]+)/g;
const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function checkProduct(
  job: Job,
  collected: { bundle: Buffer; stopped: boolean },
  output: string,
): Compiled | string {
  if (collected.stopped) {
    return withNote(
      output,
      `The compiler wrote more than ${MAX_OUTPUT_BYTES / MiB} MiB or ${MAX_OUTPUT_FILES} files.`,
    );
  }
  const files = decodeBundle(collected.bundle);
  if (job.step.output === null) {
    const entry = findMainClass(files, job.mainFile);
    return entry === null
      ? withNote(output, 'There is no class with a main method.')
      : { output, entry, bundle: collected.bundle };
  }
  return files.some(({ path }) => path === job.step.output)
    ? { output, entry: '', bundle: collected.bundle }
    : withNote(output, 'The compiler made no program.');
}

/** What the submitter gets to read of a compiler's run. */
function outputOf(outcome: RunOutcome): string {
  // NUL cannot be stored by every database, and means nothing here.
  const said = `${outcome.stdout.toString()}${outcome.stderr.toString()}`.replaceAll('\0', '\ufffd');
  const cut = outcome.stdoutTruncated || outcome.stderrTruncated ? withNote(said, '[output cut]') : said;
  switch (outcome.kind) {
    case 'ok':
      return cut;
    case 'runtime_error':
      if (outcome.signal) return withNote(cut, `The compiler was ended by ${outcome.signal}.`);
      return cut || `The compiler ended with exit code ${outcome.exitCode}.`;
    case 'cpu_time_limit':
      return withNote(
        cut,
        `The compiler used more than ${COMPILE_LIMITS.cpuTimeLimitMs / 1000} s of CPU time.`,
      );
    case 'wall_time_limit':
      return withNote(cut, `The compiler took longer than ${COMPILE_LIMITS.wallTimeLimitMs / 1000} s.`);
    case 'memory_limit':
      return withNote(
        cut,
        `The compiler needed more than ${COMPILE_LIMITS.memoryLimitBytes / MiB} MiB of memory.`,
      );
    case 'output_limit':
      return withNote(cut, 'The compiler wrote too much.');
    case 'internal':
      throw new Error(`an internal outcome is not a compiler's: ${outcome.reason}`);
  }
}

const withNote = (text: string, note: string): string => (text === '' ? note : `${text.trimEnd()}\n${note}`);

/** Whether compiling again would surely fail again: the compiler itself said no, and not for want of anything. */
function isDeterministic(outcome: RunOutcome, output: string): boolean {
  if (outcome.kind !== 'runtime_error' || outcome.signal !== null) return false;
  return !/killed|internal compiler error|out of memory|cannot allocate|no space left|resource temporarily/i.test(
    output,
  );
}

function executable(toolchain: Toolchain, program: Program, mainFile: string, bundle: Buffer, entry: string) {
  const { run }: LanguageRow = toolchain.row;
  const texts = { ...toolTexts(toolchain), source: mainFile, entry };
  return {
    argv: fillTemplate(run.argv, texts, { variant: toolchain.variant.run }),
    args: program.runArgs ?? [],
    env: [...baseEnv(toolchain, '{work}'), ...fillTemplate(run.env ?? [], texts, {})],
    addressSpace: run.addressSpace,
    processes: run.processes ?? false,
    linkFiles: (program.files?.length ?? 0) > 0,
    readOnly: mountsOf(toolchain),
    bundle,
  };
}
