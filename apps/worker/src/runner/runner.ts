import type { Compilation, DoctorReport, LanguageView, Limits, Program } from '@app/contracts';

/** How strongly runs are held apart here; see native/box. */
export type Isolation = 'full' | 'reduced';

/** What one run used. Times in milliseconds with fractions, sizes in bytes. */
interface Measures {
  cpuTimeMs: number;
  wallTimeMs: number;
  memoryBytes: number;
}

interface OutcomeBase extends Measures {
  stdout: Buffer;
  stderr: Buffer;
  stdoutTruncated: boolean;
  stderrTruncated: boolean;
  /** Whole lengths, beyond what was kept. */
  stdoutBytes: number;
  stderrBytes: number;
  /** A process or a thread was refused. */
  processDenied: boolean;
  /** Both outputs in the order of writing, as far as they were kept; only when asked for. */
  output?: Buffer;
  /** What was collected of the files it left; only when asked for. */
  files?: { path: string; content: Buffer }[];
  /** There were more files than could be collected. */
  filesTruncated?: boolean;
  /** Why an interpreted program that failed could not even be read by its language. */
  notCompiled?: NonNullable<Compilation>;
}

/** How one run ended. A union, not a bag: every reader must say what each kind means to it. */
export type RunOutcome =
  | (OutcomeBase & { kind: 'ok' })
  | (OutcomeBase & { kind: 'runtime_error'; exitCode: number | null; signal: string | null })
  | (OutcomeBase & { kind: 'cpu_time_limit'; signal: string | null })
  | (OutcomeBase & { kind: 'wall_time_limit'; signal: string | null })
  | (OutcomeBase & { kind: 'memory_limit'; exitCode: number | null; signal: string | null })
  | (OutcomeBase & { kind: 'output_limit'; exitCode: number | null; signal: string | null })
  | (OutcomeBase & { kind: 'file_size_limit'; exitCode: number | null; signal: string | null })
  | (OutcomeBase & { kind: 'internal'; reason: string });

/**
 * The limits of one run, as far as they are given: a file may be as large as the work folder, the stack as
 * large as the memory, and processes are not allowed.
 */
export type RunLimits = Pick<
  Limits,
  'cpuTimeLimitMs' | 'wallTimeLimitMs' | 'memoryLimitBytes' | 'outputLimitBytes' | 'processLimit'
> & { fileSizeLimitBytes?: number; stackLimitBytes?: number; allowProcesses?: boolean };

export interface RunItem {
  stdin: Buffer | string;
  /** Appended to the program's own arguments. `{dir}` in one is replaced by the folder that holds `files`. */
  args?: string[];
  /** Read-only files for this run alone (a checker's INPUT, OUTPUT, ANSWER). */
  files?: { name: string; content: Buffer | string }[];
  /**
   * Files that are copied into the working directory for this run alone, and that it may change. Paths are
   * relative and plain.
   */
  workFiles?: { path: string; content: Buffer | string }[];
}

/** A program that compiled, ready to be put into sandboxes. Opaque to the judge. */
export interface PreparedProgram {
  readonly compilation: Compilation;
  readonly languageId: string;
  /**
   * Why its language cannot read it; null: it can. Worth asking only when a run has failed. @throws
   * RunnerUnavailable
   */
  whyNotCompiled?(): Promise<NonNullable<Compilation> | null>;
}

export type Preparation =
  | { kind: 'ready'; program: PreparedProgram; compilation: Compilation }
  | { kind: 'compile_error'; compilation: NonNullable<Compilation> }
  | { kind: 'unknown_language'; language: string };

/** The place where one job's programs run, one run at a time, in order. Not shared between jobs. */
export interface Sandbox {
  /**
   * Runs a program once per item, in order, as one batch (aim for 32 items when runs are short). Limits hold
   * per run. Concurrent calls are queued; calling again before the last call has resolved keeps the sandbox
   * busy.
   * @throws RunnerUnavailable when the sandbox died and could not be replaced; AbortError when closed meanwhile
   */
  run(
    program: PreparedProgram,
    items: readonly RunItem[],
    limits: RunLimits,
    options?: RunOptions,
  ): Promise<RunOutcome[]>;
  /**
   * Starts one run that is talked to: its input stays open, and `listener` gets its output while it runs. It
   * waits for its turn like any run, and later runs wait for its end. `outcome` has no stdout and stderr: the
   * listener got them.
   * @param item its `stdin` is written first
   * @throws RunnerUnavailable when no sandbox could be made; AbortError when closed meanwhile
   */
  talk(
    program: PreparedProgram,
    item: RunItem,
    limits: RunLimits,
    listener: LiveListener,
    options?: LiveOptions,
  ): Promise<LiveRun>;
  /**
   * Starts two runs that are talked to by each other, one here and one in another sandbox: what one writes to
   * its stdout the other reads. They wait for their turns like any run.
   * @returns null when the caller has to pass on itself what they say. Absent: as null
   * @throws RunnerUnavailable when no sandbox could be made; AbortError when one was closed meanwhile
   */
  join?(
    mine: RunToJoin,
    other: Sandbox,
    theirs: RunToJoin,
    listener: JoinListener,
  ): Promise<JoinedRuns | null>;
  /** Kills what runs and frees everything. Idempotent. */
  close(): Promise<void>;
}

/** One of two runs that are talked to by each other; its stdin is empty. */
export interface RunToJoin {
  program: PreparedProgram;
  item: RunItem;
  limits: RunLimits;
  options?: LiveOptions;
}

/** What two runs tell that are talked to by each other: the one here is 0. Data are views, as ever. */
export interface JoinListener {
  /** Written to its stdout, so many milliseconds after the talk began; told somewhat later than it happens. */
  onSaid(from: 0 | 1, atMs: number, data: Buffer): void;
  onStderr(from: 0 | 1, data: Buffer): void;
  /** Which of them have waited for input for a while, with nothing on the way to them. */
  onWaits(waits: readonly [boolean, boolean]): void;
  /** Nothing of it is left, and all it said was told. The other's input ends there. */
  onEnd(which: 0 | 1): void;
}

/** Two runs that are talked to by each other. */
export interface JoinedRuns {
  /** As of a `LiveRun`; each comes after its `onEnd`. */
  readonly outcomes: readonly [Promise<RunOutcome>, Promise<RunOutcome>];
  signal(which: 0 | 1, signal: LiveSignal): void;
}

/** A signal by its name, as `signalNumber` of the contracts knows it; what that does not know is not sent. */
export type LiveSignal = string;

/** What a run that is talked to tells. Data are views, valid as long as they are referenced. */
export interface LiveListener {
  onData(stream: 'stdout' | 'stderr', data: Buffer): void;
  /** Some of what was written has been taken. */
  onDrain?(): void;
  /** It has waited for input for a while, and has taken so many bytes of it in all. */
  onWaiting?(takenBytes: number): void;
}

/** What else is wanted of a run that is talked to. */
export type LiveOptions = Pick<RunOptions, 'collect'>;

/** A program that runs and is talked to. Calls after its end do nothing. */
export interface LiveRun {
  /** How it ended; `internal` when the sandbox died. Rejects with AbortError when that was closed. */
  readonly outcome: Promise<RunOutcome>;
  /** Bytes of input that wait on this side, because the program does not read. */
  readonly queuedBytes: number;
  /** Bytes of input that were handed on. */
  readonly sentBytes: number;
  write(data: Buffer): void;
  /** End of its input, after what was written. */
  end(): void;
  signal(signal: LiveSignal): void;
  /** Stops reading what it writes, so that it has to wait; `resume` goes on. */
  pause(): void;
  resume(): void;
}
export interface RunOptions {
  /** Bytes of stdout and stderr handed back; default: the output limit, and 64 KiB. */
  stdoutKeepBytes?: number;
  stderrKeepBytes?: number;
  /** Hand back both outputs in the order of writing as well. */
  combinedOutput?: boolean;
  /** Whether the caller does not ask why a program failed: `notCompiled` stays away then. */
  isUnexplained?: boolean;
  /** Whether allocations above the limit of memory fail, rather than that the program ends. */
  allocationsFail?: boolean;
  /** Hand back files of the working directory: names, or patterns with `*`, `?` and `**`. */
  collect?: { patterns: readonly string[]; maxBytes?: number; maxFiles?: number };
}

/** Where runs stay. */
export interface RunsOn {
  /** Number of a processor; null: wherever the kernel puts them. It may change between two runs. */
  readonly core: number | null;
}

/** Compiles and runs programs; where (this host, a container) is its own business. */
export interface Runner {
  readonly kind: 'native' | 'docker';
  readonly isolation: Isolation;
  /** The languages that were seen to work here. */
  languages(): LanguageView[];
  /**
   * Compiles a program, or finds it in the compile cache. A program that does not compile is a result, not an
   * error.
   * @param limits of the compiler, where they are not to be the usual ones
   * @param owner whose program it is. What was compiled for one owner is in the cache for that one only: neither `cached` nor the
   * time tells what others have compiled
   * @throws RunnerUnavailable when no sandbox can be made; AbortError when `signal` fires
   */
  prepare(
    program: Program,
    signal?: AbortSignal,
    limits?: Partial<RunLimits>,
    owner?: string,
  ): Promise<Preparation>;
  /** Makes a sandbox that can run these programs. @param on where they stay; default: nowhere in particular */
  open(programs: readonly PreparedProgram[], on?: RunsOn): Promise<Sandbox>;
  /** Why jobs wait at the moment, in words for an operator; null: all is well. */
  readonly problem: string | null;
  /**
   * Looks at every layer between programs and this machine by trying it. Never rejects: a look that fails is
   * a check that is not ok.
   */
  doctor(): Promise<DoctorReport>;
  close(): Promise<void>;
}

/** Dependency-injection token of the Runner. */
export const RUNNER = Symbol('RUNNER');

/**
 * The sandbox itself failed (not the program in it): the job must be tried again or end as internal_error.
 */
export class RunnerUnavailable extends Error {
  override readonly name = 'RunnerUnavailable';
}
