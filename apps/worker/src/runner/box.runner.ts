import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { DoctorCheck, DoctorReport, LanguageView, Program } from '@app/contracts';
import { AbortableCalls, Semaphore, abortError, orAborted } from '@app/async';
import type { BoxLauncher } from './box/launcher.js';
import { CompileCache } from './compile/compile-cache.js';
import { Compiler } from './compile/compiler.js';
import { WarmUps, type Warm } from './compile/warm-up.js';
import { boxChecks } from './doctor/box-checks.js';
import { Detection, type DetectionProgress } from './detection/detect.js';
import { ProofCache } from './detection/proof-cache.js';
import { prove } from './detection/prove.js';
import type { LanguageRow } from './languages/row.js';
import { LANGUAGE_ROWS } from './languages/table.js';
import type { Candidate } from './languages/toolchain.js';
import { ReadyProgram } from './prepared-program.js';
import type {
  Isolation,
  Preparation,
  PreparedProgram,
  RunLimits,
  Runner,
  RunsOn,
  Sandbox,
} from './runner.js';
import { BoxSandbox } from './sandbox.js';

export interface BoxRunnerOptions {
  kind: Runner['kind'];
  launcher: BoxLauncher;
  /** Compile cache, warm-ups and proofs are kept below it. */
  dataDir: string;
  /** Compilations at a time. */
  slots: number;
  /** Finds what may be toolchains of a row, where the boxes are. */
  candidates(row: LanguageRow): Promise<Candidate[]>;
  /** Hash of whatever a proof depends on: the box program, an image. */
  identity: string;
  /** Whether many runs of one interpreted program may be forked from one interpreter; default: true. */
  zygotes?: boolean;
  log(message: string): void;
  onProgress?(progress: DetectionProgress): void;
  /** Default: every row of the table. */
  rows?: readonly LanguageRow[];
  /** The doctor's checks of what is around the boxes. */
  placeChecks(): Promise<DoctorCheck[]>;
  /** Why no box can be made at the moment; null: all is well. */
  problem?(): string | null;
  /** Called after everything is closed. */
  onClosed?(): void | Promise<void>;
}

/**
 * A Runner made of boxes, wherever the launcher makes them. Theory of operation: languages are rows whose
 * toolchains are proven in boxes at start (`languages/`, `detection/`); a program is compiled in a box of its
 * own and the result cached (`compile/`); a job gets a sandbox, which keeps one box per program and replaces
 * those that die (`sandbox.ts`). No file of a box is ever opened by the host: everything goes in and out
 * through the box's protocol (`box/`).
 */
export class BoxRunner implements Runner {
  readonly kind: Runner['kind'];
  readonly isolation: Isolation;
  /** Resolves when every toolchain was looked at; `languages()` is complete then. */
  readonly detected: Promise<void>;
  private readonly closing = new AbortController();
  private readonly preparations = new AbortableCalls();
  private readonly sandboxes = new Set<BoxSandbox>();
  private readonly cache: CompileCache;
  private readonly compiler: Compiler;
  private readonly detection: Detection;
  private readonly warmUps: WarmUps;
  private readonly warmedUp: Promise<void>;
  private closed: Promise<void> | null = null;

  constructor(private readonly options: BoxRunnerOptions) {
    const { launcher, dataDir } = options;
    this.kind = options.kind;
    this.isolation = launcher.isolation;
    this.cache = new CompileCache({ directory: join(dataDir, 'compile-cache') });
    this.warmUps = new WarmUps(launcher, join(dataDir, 'warm-up'), options.log);
    this.compiler = new Compiler(
      launcher,
      this.cache,
      this.warmUps,
      new Semaphore(Math.max(options.slots, 1)),
      options.zygotes,
    );
    this.detection = new Detection({
      rows: options.rows ?? LANGUAGE_ROWS,
      candidates: options.candidates,
      prove: (candidate) => prove(candidate, launcher, this.compiler, this.closing.signal),
      cache: new ProofCache(join(dataDir, 'toolchains.json')),
      identity: `${options.identity} ${launcher.isolation}`,
      concurrency: Math.min(availableParallelism(), 4),
      onProgress: (progress) => this.report(progress),
    });
    this.detected = this.detection.done;
    this.warmedUp = this.detected.then(() => this.warmUp()).catch(() => undefined);
  }

  languages(): LanguageView[] {
    return this.detection.languages().map(({ view }) => view);
  }

  prepare(
    program: Program,
    signal?: AbortSignal,
    limits?: Partial<RunLimits>,
    owner?: string,
  ): Promise<Preparation> {
    return this.preparations.run(async (aborted) => {
      const language = await orAborted(this.detection.find(program.language), aborted);
      if (!language) return { kind: 'unknown_language', language: program.language };
      return this.compiler.prepare(language, program, aborted, limits, owner);
    }, signal);
  }

  open(programs: readonly PreparedProgram[], on?: RunsOn): Promise<Sandbox> {
    if (this.closing.signal.aborted) return Promise.reject(abortError('the runner was closed'));
    for (const program of programs) ReadyProgram.from(program);
    const sandbox = new BoxSandbox(this.options.launcher, on, (closed) => this.sandboxes.delete(closed));
    this.sandboxes.add(sandbox);
    return Promise.resolve(sandbox);
  }

  async doctor(): Promise<DoctorReport> {
    const { kind, isolation, options } = this;
    const groups = [() => options.placeChecks(), () => boxChecks(options.launcher)];
    const checks: DoctorCheck[] = [];
    for (const group of groups) checks.push(...(await group().catch((error: Error) => [failedLook(error)])));
    const healthy = checks.every(({ ok, required }) => ok || !required);
    return { runner: kind, isolation, healthy, checkedAt: new Date().toISOString(), checks };
  }

  get problem(): string | null {
    return this.options.problem?.() ?? null;
  }

  /** Resolves when the warm-ups (precompiled headers...) have been made or given up. */
  whenWarm(): Promise<void> {
    return this.warmedUp;
  }

  close(): Promise<void> {
    this.closed ??= this.closeAll();
    return this.closed;
  }

  private report(progress: DetectionProgress): void {
    const { row, tool, reason } = progress;
    if (reason !== null) this.options.log(`${row.name} at ${tool} is not offered: ${reason}`);
    this.options.onProgress?.(progress);
  }

  private async closeAll(): Promise<void> {
    this.closing.abort(abortError('the runner was closed'));
    this.preparations.abortAll();
    await Promise.all([...this.sandboxes].map((sandbox) => sandbox.close()));
    await Promise.allSettled([this.detected, this.warmedUp, this.cache.settled(), this.warmUps.settled()]);
    await this.options.onClosed?.();
  }

  private async warmUp(): Promise<void> {
    // They lie in a folder of this host.
    if (!this.options.launcher.showsHostFolders) return;
    for (const { toolchain } of this.detection.languages()) {
      const { signal } = this.closing;
      if (signal.aborted) return;
      const trial = (warm: Warm): Promise<boolean> => this.compiler.compilesWith(warm, toolchain, signal);
      await this.warmUps.prepare(toolchain, trial, signal);
    }
    await this.warmUps.removeUnused();
  }
}

const failedLook = (error: Error): DoctorCheck => ({
  id: 'look',
  ok: false,
  required: true,
  detail: error.message,
  cure: 'Cure what the detail names; nothing can be said about the layers until then.',
});
