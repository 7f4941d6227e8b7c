import type { SubmissionKind } from '@app/contracts';
import { inSpan, metrics, noteInSpan, timed } from '@app/telemetry';
import type {
  JoinListener,
  JoinedRuns,
  LiveRun,
  Preparation,
  RunOutcome,
  RunToJoin,
  Runner,
  Sandbox,
} from '../runner/runner.js';

/**
 * Measures for how long one job keeps cores busy: in each of its sandboxes the time in which something runs,
 * or the CPU time where that is more (several threads), and what its compilations take. A program that sleeps
 * keeps its core from others all the same; a job that waits for a slot uses nothing.
 */
export class UsageMeter {
  private readonly sandboxes: MeteredSandbox[] = [];
  private compilingMs = 0;
  private outsideMs = 0;
  private takenMs = 0;

  /** The runner as the job is to see it. */
  readonly runner: Pick<Runner, 'prepare' | 'open'>;

  /** @param ownerId whose job it is; its programs are compiled for this owner, unless a kind says otherwise */
  constructor(
    runner: Pick<Runner, 'prepare' | 'open'>,
    ownerId: string,
    private readonly kind: SubmissionKind,
  ) {
    this.runner = {
      prepare: (program, signal, limits, owner = ownerId) =>
        inSpan('compile', {}, () => this.prepare(() => runner.prepare(program, signal, limits, owner))),
      open: async (programs, on) => this.meter(await runner.open(programs, on)),
    };
  }

  /** Counts milliseconds of work outside of any sandbox. */
  charge(ms: number): void {
    this.outsideMs += ms;
  }

  /** Milliseconds that have not been taken yet; they count as taken from now on. */
  take(): number {
    const usedMs = this.sandboxes.reduce(
      (sum, sandbox) => sum + sandbox.usedMs,
      this.compilingMs + this.outsideMs,
    );
    const dueMs = Math.floor(usedMs - this.takenMs);
    this.takenMs += dueMs;
    return dueMs;
  }

  /** They could not be charged: the next one takes them. */
  giveBack(ms: number): void {
    this.takenMs -= ms;
  }

  private async prepare(compile: () => Promise<Preparation>): Promise<Preparation> {
    const startedAt = performance.now();
    let isCached = false;
    try {
      const preparation = await compile();
      isCached = preparation.kind !== 'unknown_language' && preparation.compilation?.cached !== false;
      if (preparation.kind !== 'unknown_language' && preparation.compilation !== null)
        noteCompiled(preparation, isCached, performance.now() - startedAt);
      return preparation;
    } finally {
      if (!isCached) this.compilingMs += performance.now() - startedAt;
    }
  }

  private meter(sandbox: Sandbox): Sandbox {
    const metered = new MeteredSandbox(sandbox, this.kind);
    this.sandboxes.push(metered);
    return metered;
  }
}

/** The language of a program that does not compile is not known here. */
function noteCompiled(preparation: Preparation, isCached: boolean, ms: number): void {
  const language = preparation.kind === 'ready' ? preparation.program.languageId : 'none';
  const cache = isCached ? 'hit' : 'miss';
  metrics.compile.observe({ language, cache }, ms / 1_000);
  noteInSpan({ 'cpast.language': language, 'cpast.cache': cache });
}

/** Batches of a sandbox that have a span in the trace of their job. */
const TRACED_BATCHES = 50;

class MeteredSandbox implements Sandbox {
  private batches = 0;
  private running = 0;
  private runningSince = 0;
  private ranMs = 0;
  private cpuMs = 0;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly kind: SubmissionKind,
  ) {}

  get usedMs(): number {
    const nowMs = this.running > 0 ? performance.now() - this.runningSince : 0;
    return Math.max(this.ranMs + nowMs, this.cpuMs);
  }

  async run(...args: Parameters<Sandbox['run']>): Promise<RunOutcome[]> {
    this.begin();
    try {
      const outcomes = await timed(
        (seconds) => metrics.run.observe({ kind: this.kind }, seconds),
        () => this.traced(() => this.sandbox.run(...args)),
      );
      for (const { cpuTimeMs } of outcomes) this.cpuMs += cpuTimeMs;
      return outcomes;
    } finally {
      this.end();
    }
  }

  /** A stress job may have thousands of batches: its trace has the first ones. */
  private traced<T>(run: () => Promise<T>): Promise<T> {
    this.batches += 1;
    return this.batches > TRACED_BATCHES ? run() : inSpan('run', {}, run);
  }

  async talk(...args: Parameters<Sandbox['talk']>): Promise<LiveRun> {
    this.begin();
    try {
      const run = await this.sandbox.talk(...args);
      this.endAfter(run.outcome);
      return run;
    } catch (error) {
      this.end();
      throw error;
    }
  }

  /** Both sandboxes are busy until their own run has ended. */
  async join(
    mine: RunToJoin,
    other: Sandbox,
    theirs: RunToJoin,
    listener: JoinListener,
  ): Promise<JoinedRuns | null> {
    if (!(other instanceof MeteredSandbox)) return null;
    const sides = [this, other] as const;
    for (const side of sides) side.begin();
    try {
      const runs = await this.sandbox.join?.(mine, other.sandbox, theirs, listener);
      sides.forEach((side, at) => (runs ? side.endAfter(runs.outcomes[at]!) : side.end()));
      return runs ?? null;
    } catch (error) {
      for (const side of sides) side.end();
      throw error;
    }
  }

  private endAfter(outcome: Promise<RunOutcome>): void {
    outcome
      .then(({ cpuTimeMs }) => (this.cpuMs += cpuTimeMs))
      .finally(() => this.end())
      .catch(() => undefined);
  }

  private begin(): void {
    if (this.running === 0) this.runningSince = performance.now();
    this.running += 1;
  }

  private end(): void {
    this.running -= 1;
    if (this.running === 0) this.ranMs += performance.now() - this.runningSince;
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }
}
