import type { DoctorReport, LanguageView, Program } from '@app/contracts';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  RunnerUnavailable,
  type LiveRun,
  type Preparation,
  type PreparedProgram,
  type RunItem,
  type RunOptions,
  type RunOutcome,
  type Runner,
  type Sandbox,
} from '../../runner/runner.js';

/** How a fake program ends: its stdout, or another outcome. */
export type FakeEnd =
  string | { kind: Exclude<RunOutcome['kind'], 'ok'>; stderr?: string; exitCode?: number };
/** A program that is a function. */
export type FakeProgram = (stdin: string, args: readonly string[]) => FakeEnd | Promise<FakeEnd>;

const FAKE_ENDING = {
  exitCode: 1,
  signal: null,
  limit: null,
  wallTimeMs: 1,
  cpuTimeMs: 1,
  memoryBytes: 1_000,
};

class FakePrepared implements PreparedProgram {
  readonly compilation = null;
  readonly languageId = 'fake';
  constructor(readonly body: FakeProgram) {}
}

/**
 * A runner in this process, for tests of scheduling: programs are functions by name, and each batch takes as
 * many turns as `turns` says.
 */
export class FakeRunner implements Runner {
  readonly kind = 'native';
  readonly isolation = 'full';
  problem: string | null = null;
  readonly open_ = new Set<FakeSandbox>();
  runs = 0;
  /** Sandboxes in which something runs now, and the most there ever were. */
  busy = 0;
  mostBusy = 0;
  unavailable = false;

  doctor(): Promise<DoctorReport> {
    const { kind: runner, isolation } = this;
    return Promise.resolve({
      runner,
      isolation,
      healthy: true,
      checkedAt: new Date().toISOString(),
      checks: [],
    });
  }

  constructor(
    private readonly programs: Record<string, FakeProgram>,
    readonly turns: () => number = () => 0,
  ) {}

  languages(): LanguageView[] {
    return [{ id: 'fake', name: 'Fake', version: '1', aliases: [], kind: 'interpreted' }];
  }

  async prepare(program: Program, signal?: AbortSignal): Promise<Preparation> {
    signal?.throwIfAborted();
    if (this.unavailable) throw new RunnerUnavailable('no sandbox');
    if (program.language !== 'fake') return { kind: 'unknown_language', language: program.language };
    const body = this.programs[program.source];
    const compilation = { succeeded: false, output: `no ${program.source}`, ...FAKE_ENDING, cached: false };
    if (!body) return { kind: 'compile_error', compilation };
    return { kind: 'ready', program: new FakePrepared(body), compilation: null };
  }

  async open(): Promise<Sandbox> {
    const sandbox = new FakeSandbox(this);
    this.open_.add(sandbox);
    return sandbox;
  }

  async close(): Promise<void> {}
}

class FakeSandbox implements Sandbox {
  private queue: Promise<unknown> = Promise.resolve();
  private closed = false;
  private announceClosed = () => {};
  private readonly whenClosed = new Promise<void>((resolve) => (this.announceClosed = resolve));

  constructor(private readonly runner: FakeRunner) {}

  run(
    program: PreparedProgram,
    items: readonly RunItem[],
    _limits: unknown,
    options: RunOptions = {},
  ): Promise<RunOutcome[]> {
    const outcomes = this.queue.then(() => this.runAll(program as FakePrepared, items, options));
    this.queue = outcomes.catch(() => {});
    return outcomes;
  }

  talk(): Promise<LiveRun> {
    return Promise.reject(new Error('a fake sandbox cannot be talked to'));
  }

  async close(): Promise<void> {
    this.closed = true;
    this.announceClosed();
    this.runner.open_.delete(this);
  }

  private async runAll(
    program: FakePrepared,
    items: readonly RunItem[],
    options: RunOptions,
  ): Promise<RunOutcome[]> {
    this.runner.busy++;
    this.runner.mostBusy = Math.max(this.runner.mostBusy, this.runner.busy);
    try {
      const outcomes: RunOutcome[] = [];
      for (const item of items) {
        for (let turns = this.runner.turns(); turns > 0; turns--) await nextTurn();
        this.throwIfClosed();
        this.runner.runs++;
        const end = await Promise.race([
          program.body(String(item.stdin), item.args ?? []),
          this.whenClosed.then((): never => {
            throw closedError();
          }),
        ]);
        this.throwIfClosed();
        outcomes.push(outcomeOf(end, options.stdoutKeepBytes ?? Infinity));
      }
      return outcomes;
    } finally {
      this.runner.busy--;
    }
  }

  private throwIfClosed(): void {
    if (this.closed) throw closedError();
  }
}

function closedError(): DOMException {
  return new DOMException('the sandbox was closed', 'AbortError');
}

function outcomeOf(end: FakeEnd, keepBytes: number): RunOutcome {
  const stdout = Buffer.from(typeof end === 'string' ? end : '');
  const base = {
    stdout: stdout.subarray(0, keepBytes),
    stderr: Buffer.from(typeof end === 'string' ? '' : (end.stderr ?? '')),
    stdoutTruncated: stdout.length > keepBytes,
    stderrTruncated: false,
    stdoutBytes: stdout.length,
    stderrBytes: typeof end === 'string' ? 0 : (end.stderr ?? '').length,
    processDenied: false,
    cpuTimeMs: 1,
    wallTimeMs: 1,
    memoryBytes: 1_000,
  };
  if (typeof end === 'string') return { ...base, kind: 'ok' };
  const exitCode = end.exitCode ?? null;
  switch (end.kind) {
    case 'internal':
      return { ...base, kind: end.kind, reason: end.stderr ?? 'fake' };
    case 'cpu_time_limit':
    case 'wall_time_limit':
      return { ...base, kind: end.kind, signal: 'SIGKILL' };
    case 'runtime_error':
    case 'memory_limit':
    case 'output_limit':
    case 'file_size_limit':
      return { ...base, kind: end.kind, exitCode, signal: exitCode === null ? 'SIGSEGV' : null };
    default:
      throw new TypeError(`unknown kind ${JSON.stringify(end.kind satisfies never)}`);
  }
}

/** A program of the fake language. */
export function fake(name: string): Program {
  return { language: 'fake', source: name };
}
