import type { Compilation, LimitReached, Program } from '@app/contracts';
import { LRUCache } from 'lru-cache';
import { decodeBundle, encodeBundle, type BundleFile } from '../box/bundle.js';
import type { BoxLauncher } from '../box/launcher.js';
import type { CompileStep, LanguageRow } from '../languages/row.js';
import { baseEnv, fillTemplate, toolTexts, type Texts } from '../languages/template.js';
import { mountsOf, type Language, type Toolchain } from '../languages/toolchain.js';
import { ReadyProgram, type Executable } from '../prepared-program.js';
import type { Folders } from '../program-limits.js';
import type { Preparation, RunLimits, RunOutcome } from '../runner.js';
import { refusedArgument, splitArguments } from './arguments.js';
import { hashOf, type CompileCache, type Compiled } from './compile-cache.js';
import { COMPILE_LIMITS, runErrand, type ErrandLimits, type ErrandResult } from './errand.js';
import { Flights, type Semaphore } from '@app/async';
import { findMainClass } from './java-class.js';
import { mainFileName } from './main-file.js';
import { programFiles } from './program-files.js';
import { mainArgumentFor } from './zygotes.js';
import type { Warm, WarmUps } from './warm-up.js';

const MiB = 1024 * 1024;
const MAX_OUTPUT_BYTES = 256 * MiB;
const MAX_OUTPUT_FILES = 4096;
/** Failed compilations that are remembered; each has at most 128 KiB of text. */
const MAX_FAILURES = 128;

/** How a compilation ended, apart from what it made. */
type Ending = Omit<NonNullable<Compilation>, 'succeeded' | 'wallTimeMs' | 'cached'>;

type Made =
  | { kind: 'compiled'; compiled: Compiled; fromCache: boolean }
  | { kind: 'failed'; ending: Ending; fromCache: boolean };

interface Job {
  toolchain: Toolchain;
  step: CompileStep;
  mainFile: string;
  files: BundleFile[];
  sources: readonly string[];
  args: readonly string[];
  linkArgs: readonly string[];
  limits: ErrandLimits;
}

/** What is refused before anything is started. */
const NOT_STARTED = { exitCode: null, signal: null, limit: null, cpuTimeMs: 0, memoryBytes: 0 };

/**
 * Turns programs into what a sandbox can run: checks them, and compiles them unless the cache knows the
 * result.
 */
export class Compiler {
  private readonly flights = new Flights<Made>();
  private readonly failures = new LRUCache<string, Ending>({ max: MAX_FAILURES });

  constructor(
    private readonly launcher: BoxLauncher,
    private readonly cache: CompileCache,
    private readonly warmUps: WarmUps,
    private readonly slots: Semaphore,
    private readonly zygotes = true,
  ) {}

  /**
   * @param limits of the compiler, where they differ from the usual ones
   * @param owner whose program it is: what was made for one is not there for another
   * @throws RunnerUnavailable when no box can be made; AbortError
   */
  async prepare(
    language: Language,
    program: Program,
    signal?: AbortSignal,
    limits: Partial<RunLimits> = {},
    owner = '',
  ): Promise<Preparation> {
    const startedAt = performance.now();
    const { toolchain, view } = language;
    const { row } = toolchain;
    const elapsed = (): number => performance.now() - startedAt;
    const failed = (ending: Ending, cached: boolean): Preparation => ({
      kind: 'compile_error',
      compilation: { succeeded: false, ...ending, wallTimeMs: elapsed(), cached },
    });
    const refused = refusedArgument(row, program);
    if (refused) return failed({ output: refused, ...NOT_STARTED }, false);
    const mainFile = mainFileName(toolchain, sourceText(program), program.mainFile);
    const written = [...(row.compile?.reserved ?? []), ...(row.compile?.output ? [row.compile.output] : [])];
    const checked = programFiles(program, mainFile, written, (path) => isSource(row, path));
    if (checked.kind === 'refused') return failed({ output: checked.message, ...NOT_STARTED }, false);
    const files = withFirstLine(row, checked.files);
    const ready = (compilation: Compilation, bundle: Buffer, entry: string): Preparation => ({
      kind: 'ready',
      compilation,
      program: new ReadyProgram(
        view.id,
        compilation,
        executable(toolchain, program, files, bundle, entry, this.zygotes),
        row.check ? () => this.read(toolchain, files, limits) : null,
      ),
    });
    if (!row.compile) return ready(null, Buffer.alloc(0), '');

    const step = row.compile;
    const job = {
      toolchain,
      step,
      mainFile,
      files,
      sources: sourcesOf(step, files, program.sources),
      ...splitArguments(step.linkArgs ?? [], program),
      limits: withLimits(limits),
    };
    const key = keyOf(job, owner);
    const flight = `${key} ${JSON.stringify(job.limits)}`;
    const make = (abort: AbortSignal): Promise<Made> => this.make(key, job, abort);
    const { value: made, joined } = await this.flights.join(flight, make, signal);
    const cached = made.fromCache || joined;
    if (made.kind === 'failed') return failed(made.ending, cached);
    const { output, bundle, entry, cpuTimeMs, memoryBytes } = made.compiled;
    const used = { exitCode: 0, signal: null, limit: null, cpuTimeMs, memoryBytes };
    return ready({ succeeded: true, output, ...used, wallTimeMs: elapsed(), cached }, bundle, entry);
  }

  /**
   * Why an interpreted language cannot even read this program; null: it can. @throws RunnerUnavailable;
   * AbortError
   */
  private async read(
    toolchain: Toolchain,
    files: readonly BundleFile[],
    limits: Partial<RunLimits>,
  ): Promise<NonNullable<Compilation> | null> {
    const source = files[0]!.path;
    const texts = { ...toolTexts(toolchain), source: asArgument(source) };
    const lists = { variant: toolchain.variant.run };
    const { run, check } = toolchain.row;
    const env = [...baseEnv(toolchain, '{work}'), ...(run.env ?? [])];
    const errand = {
      command: (folders: Folders) => ({
        argv: fillTemplate(check!, texts, lists),
        env: [...fillTemplate(env, { ...folders }, {}), `SOURCE=${source}`],
      }),
      bundle: encodeBundle(files),
      readOnly: mountsOf(toolchain),
      processes: run.processes ?? false,
      addressSpace: 'none' as const,
      limits: withLimits(limits),
    };
    const { outcome } = await this.slots.use(() => runErrand(this.launcher, errand));
    if (outcome.kind !== 'runtime_error' || outcome.signal !== null) return null;
    return {
      succeeded: false,
      ...endingOf(outcome, errand.limits),
      wallTimeMs: outcome.wallTimeMs,
      cached: false,
    };
  }

  private async make(key: string, job: Job, signal: AbortSignal): Promise<Made> {
    const failure = this.failures.get(key);
    if (failure !== undefined) return { kind: 'failed', ending: failure, fromCache: true };
    const known = await this.cache.get(key);
    if (known) return { kind: 'compiled', compiled: known, fromCache: true };
    const { outcome, collected } = await this.slots.use(() => this.compile(job, signal), signal);
    const ending = endingOf(outcome, job.limits);
    if (!collected) {
      if (isDeterministic(outcome, ending.output)) this.failures.set(key, ending);
      return { kind: 'failed', ending, fromCache: false };
    }
    const product = checkProduct(job, collected, ending.output);
    if (typeof product === 'string') {
      return { kind: 'failed', ending: { ...ending, output: product }, fromCache: false };
    }
    const { cpuTimeMs, memoryBytes } = ending;
    const compiled = { ...product, cpuTimeMs, memoryBytes };
    this.cache.put(key, compiled);
    return { kind: 'compiled', compiled, fromCache: false };
  }

  /**
   * Whether the row's own proof compiles with this warm-up, without a word. @throws RunnerUnavailable;
   * AbortError
   */
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
      args: warm.dialect,
      linkArgs: [],
      limits: COMPILE_LIMITS,
    };
    const { outcome } = await this.slots.use(() => this.compile(job, signal, warm), signal);
    return outcome.kind === 'ok' && outcome.stdout.length + outcome.stderr.length === 0;
  }

  private compile(
    job: Job,
    signal: AbortSignal,
    warm = this.warmUps.of(job.toolchain, job.args),
  ): Promise<ErrandResult> {
    const { toolchain, step } = job;
    const warmArgs = warm ? (step.warmUp?.args ?? []) : [];
    const stepEnv = (warm && step.warmUp?.compileEnv) || step.env || [];
    const variant = variantFor(step, toolchain.variant.compile ?? [], job.args);
    const lists = { ...job, variant, warmArgs };
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
        limits: job.limits,
        collect: { maxBytes: MAX_OUTPUT_BYTES, maxFiles: MAX_OUTPUT_FILES, patterns: productsOf(step) },
      },
      signal,
    );
  }
}

/**
 * Everything the result depends on, and its owner; not the warm-up, because it must not change the result.
 * With the owner in the key, no user can find out from the cache, whatever they ask it, what source another
 * user has compiled.
 */
function keyOf(job: Job, owner: string): string {
  const { toolchain, step } = job;
  return hashOf([
    'compilation 3',
    owner,
    toolchain.row.id,
    toolchain.version.text,
    toolchain.identity,
    JSON.stringify([step.argv, step.env ?? [], toolchain.variant, job.args, job.linkArgs, job.sources]),
    JSON.stringify([productsOf(step), variantFor(step, toolchain.variant.compile ?? [], job.args)]),
    ...job.files.flatMap(({ path, content }) => [path, content]),
  ]);
}

const productsOf = ({ products, output }: CompileStep): readonly string[] =>
  products ?? (output === null ? [] : [output]);

/** The parts of a variant that go together with the submitter's arguments. */
function variantFor({ adaptations = [] }: CompileStep, variant: readonly string[], args: readonly string[]) {
  const meant = adaptations.filter((each) => args.some((arg) => each.args.test(arg)));
  const kept = variant.filter((word) => !meant.some(({ without }) => without?.test(word)));
  return [...kept, ...meant.flatMap(({ also = [] }) => also)];
}

/** Further files that are sources: those that are compiled, or that are named like the main file. */
function isSource(row: LanguageRow, path: string): boolean {
  const extension = /\.\w+$/.exec(row.source)?.[0] ?? '\0';
  return path.endsWith(extension) || (row.compile?.sources?.test(path) ?? false);
}

const sourceText = ({ source, encoding = 'utf8' }: Program): string =>
  encoding === 'utf8' ? source : Buffer.from(source, encoding).toString();

function withFirstLine({ firstLine }: LanguageRow, files: readonly BundleFile[]): BundleFile[] {
  const [main, ...further] = files;
  if (!firstLine || firstLine.unless.test(main!.content.toString('latin1', 0, 256))) return [...files];
  return [{ ...main!, content: Buffer.concat([Buffer.from(firstLine.text), main!.content]) }, ...further];
}

/** The usual limits of compilers, and what a submitter wants otherwise. */
function withLimits(limits: Partial<RunLimits>): ErrandLimits {
  const given = Object.entries(limits).filter(([, value]) => value !== undefined);
  return { ...COMPILE_LIMITS, ...Object.fromEntries(given) };
}

// A name like "-o.c" or "@list.java" must not become an option.
const asArgument = (path: string): string => (/^[-@]/.test(path) ? `./${path}` : path);

/**
 * The main file, and further files of the language unless another file includes their text.
 * @param chosen these further ones, whatever includes them; undefined: it is not said
 */
function sourcesOf(
  step: CompileStep,
  files: readonly BundleFile[],
  chosen: readonly string[] | undefined,
): string[] {
  const [main, ...further] = files.map(({ path }) => path);
  const named = step.sources?.test(main!) ?? true;
  const first = named
    ? [asArgument(main!)]
    : [...(step.asSource?.before ?? []), asArgument(main!), ...(step.asSource?.after ?? [])];
  const candidates = further.filter((path) => step.sources?.test(path));
  if (chosen) return [...first, ...candidates.filter((path) => chosen.includes(path)).map(asArgument)];
  if (candidates.length === 0) return first;
  const included = new Set<string>();
  for (const { content } of files) {
    for (const match of content.toString().matchAll(INCLUDE)) included.add(baseName(match[1]!));
  }
  return [...first, ...candidates.filter((path) => !included.has(baseName(path))).map(asArgument)];
}

const INCLUDE = /#[ \t]*include[ \t]*["<]([^">\n]+)/g;
const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function checkProduct(
  job: Job,
  collected: { bundle: Buffer; stopped: boolean },
  output: string,
): Omit<Compiled, 'cpuTimeMs' | 'memoryBytes'> | string {
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

/** How a compiler's run ended, and what the submitter gets to read of it. */
function endingOf(outcome: RunOutcome, limits: ErrandLimits): Ending {
  const { cpuTimeMs, memoryBytes } = outcome;
  const ended = outcome.kind === 'ok' ? { exitCode: 0, signal: null } : outcome;
  return {
    output: outputOf(outcome, limits),
    exitCode: 'exitCode' in ended ? ended.exitCode : null,
    signal: 'signal' in ended ? ended.signal : null,
    limit: LIMIT_OF[outcome.kind],
    cpuTimeMs,
    memoryBytes,
  };
}

const LIMIT_OF: Readonly<Record<RunOutcome['kind'], LimitReached | null>> = {
  ok: null,
  runtime_error: null,
  internal: null,
  cpu_time_limit: 'cpu',
  wall_time_limit: 'wall',
  memory_limit: 'memory',
  output_limit: 'output',
  file_size_limit: 'file_size',
};

function outputOf(outcome: RunOutcome, limits: ErrandLimits): string {
  // NUL cannot be stored by every database, and means nothing here.
  const said = `${outcome.stdout.toString()}${outcome.stderr.toString()}`.replaceAll('\0', '\ufffd');
  const cut = outcome.stdoutTruncated || outcome.stderrTruncated ? withNote(said, '[output cut]') : said;
  const seconds = (ms: number): string => `${ms / 1000} s`;
  switch (outcome.kind) {
    case 'ok':
      return cut;
    case 'runtime_error':
      if (outcome.signal) return withNote(cut, `The compiler was ended by ${outcome.signal}.`);
      return cut || `The compiler ended with exit code ${outcome.exitCode}.`;
    case 'cpu_time_limit':
      return withNote(cut, `The compiler used more than ${seconds(limits.cpuTimeLimitMs)} of CPU time.`);
    case 'wall_time_limit':
      return withNote(cut, `The compiler took longer than ${seconds(limits.wallTimeLimitMs)}.`);
    case 'memory_limit':
      return withNote(cut, `The compiler needed more than ${limits.memoryLimitBytes / MiB} MiB of memory.`);
    case 'output_limit':
      return withNote(cut, 'The compiler wrote too much.');
    case 'file_size_limit':
      return withNote(cut, 'The compiler wrote a file that is too large.');
    case 'internal':
      throw new Error(`an internal outcome is not a compiler's: ${outcome.reason}`);
  }
}

const withNote = (text: string, note: string): string => (text === '' ? note : `${text.trimEnd()}\n${note}`);

/**
 * Whether compiling again would surely fail again: the compiler itself said no, and not for want of anything.
 */
function isDeterministic(outcome: RunOutcome, output: string): boolean {
  if (outcome.kind !== 'runtime_error' || outcome.signal !== null) return false;
  return !/killed|internal compiler error|out of memory|cannot allocate|no space left|resource temporarily/i.test(
    output,
  );
}

function executable(
  toolchain: Toolchain,
  program: Program,
  files: readonly BundleFile[],
  bundle: Buffer,
  entry: string,
  zygotes: boolean,
): Executable {
  const { run, compile }: LanguageRow = toolchain.row;
  const further = files.slice(1);
  const texts = { ...toolTexts(toolchain), source: asArgument(files[0]!.path), entry };
  const copied = compile?.placed === 'copy';
  // A compiled program does without its source, unless it came with other files, which may be anything, or
  // from a service that leaves the source beside the program.
  const needed = compile && further.length === 0 && program.sources === undefined ? [] : files;
  const copies = Buffer.concat([encodeBundle(needed), ...(copied ? [bundle] : [])]);
  const lists = { variant: toolchain.variant.run, interpreterArgs: program.interpreterArgs };
  const argv = fillTemplate(run.argv, texts, lists);
  const paths = files.map(({ path }) => path);
  return {
    argv,
    mainArgument: zygotes ? mainArgumentFor(toolchain.row, program, argv, paths) : 0,
    args: program.runArgs ?? [],
    env: envOf(toolchain, program, texts),
    ownEnv: Object.entries(program.env ?? {}).map(([name, value]) => `${name}=${value}`),
    processes: run.processes ?? false,
    ownFileBytes: run.ownFileBytes ?? 0,
    readOnly: mountsOf(toolchain),
    bundle: copied ? Buffer.alloc(0) : bundle,
    linked: compile?.placed === 'link',
    copies: copies.length > 0 ? copies : null,
  };
}

/** What every program of the language sees, before what its author adds. */
function envOf(toolchain: Toolchain, program: Program, texts: Texts): string[] {
  const { row, version } = toolchain;
  const args = program.compileArgs ?? [];
  const adapted = (row.compile?.adaptations ?? []).filter((each) => args.some((arg) => each.args.test(arg)));
  const legacy = row.run.legacyEnv;
  return [
    ...baseEnv(toolchain, '{work}'),
    'ONLINE_JUDGE=1',
    ...fillTemplate(row.run.env ?? [], texts, {}),
    ...(legacy && version.parts[0]! < legacy.below ? legacy.env : []),
    ...adapted.flatMap(({ env = [] }) => env),
  ];
}
