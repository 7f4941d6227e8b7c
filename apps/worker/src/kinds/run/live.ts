import {
  LIVE_RUN_LIMITS,
  limitsOfProgram,
  type Compilation,
  type Limits,
  type RunRequest,
  type RunResult,
} from '@app/contracts';
import type { ToWorker } from '@app/queue';
import { executionOf, INLINE_KEPT } from '../../results/verdict.js';
import { explainedEnd } from '../../runner/not-compiled.js';
import type { LiveRun, PreparedProgram, RunOutcome } from '../../runner/runner.js';
import { JobFailed, type Conversation, type JobContext, type JobOutcome } from '../kind.js';
import { preparePrograms } from '../prepare.js';
import { withSandbox } from '../sandbox.js';
import { Heard } from './heard.js';

/** How far the program may be ahead of what the client has taken: beyond it, it has to wait. */
const WINDOW_BYTES = 256 * 1024;
/** While something is under way, smaller pieces wait for each other. */
const PIECE_BYTES = 16 * 1024;

/**
 * Runs a program that a client talks to. Ends it when the client is gone, and the job as cancelled then.
 * @param idleMs without a word from either side; ends it, too
 * @throws JobFailed, RunnerUnavailable, the signal's reason
 */
export async function runLive(
  request: RunRequest,
  context: JobContext,
  talk: Conversation,
  idleMs: number = LIVE_RUN_LIMITS.idleMs,
): Promise<JobOutcome> {
  const talked = new TalkedTo(talk, request.combinedOutput === true);
  talk.listen((word) => talked.hear(word));
  const { program } = await preparePrograms({ program: request.program }, context, request.compileLimits);
  const { compilation } = program;
  talk.tell({ type: 'compiled', compilation });
  if (program.kind === 'compile_error') return notCompiled(compilation);
  const ended = await runProgram(program.program, request, context, talked, idleMs);
  const outcome = request.runsUnread ? ended : await explainedEnd(program.program, ended);
  if (outcome.kind === 'internal') throw new JobFailed(`the sandbox failed: ${outcome.reason}`);
  if (outcome.notCompiled && !talked.isAbandoned) return notCompiled(outcome.notCompiled);
  context.outputs.keep('stdout', outcome.stdout);
  context.outputs.keep('stderr', outcome.stderr);
  if (outcome.output) context.outputs.keep('output', outcome.output);
  const execution = executionOf(outcome, undefined, INLINE_KEPT);
  const result = { compilation, execution, ...(talked.whyEnded && { error: talked.whyEnded }) };
  context.keep(() => result);
  if (talked.isAbandoned) talk.abandon();
  context.signal.throwIfAborted();
  context.progress({ done: 1, total: 1 });
  return { verdict: execution.verdict, result };
}

const notCompiled = (compilation: Compilation): JobOutcome => ({
  verdict: 'compile_error',
  result: { compilation, execution: null } satisfies RunResult,
});

async function runProgram(
  program: PreparedProgram,
  request: RunRequest,
  context: JobContext,
  talked: TalkedTo,
  idleMs: number,
): Promise<RunOutcome> {
  const limits = limitsOf(request);
  const startedAt = performance.now();
  let usedMs: number | null = null;
  try {
    return await withSandbox(context, [program], async (sandbox) => {
      const run = await sandbox.talk(program, { stdin: request.stdin ?? '' }, limits, {
        onData: (stream, data) => talked.say(stream, data),
        onDrain: () => talked.tellTaken(),
      });
      talked.begin(run, idleMs);
      const outcome = await run.outcome;
      usedMs = outcome.cpuTimeMs;
      return talked.end(outcome);
    });
  } finally {
    // What waits for a person uses no core. What was cut off did not get to say what it used: no more than it
    // might.
    context.charge(usedMs ?? Math.min(limits.cpuTimeLimitMs, performance.now() - startedAt));
  }
}

const limitsOf = ({ program, limits }: RunRequest): Limits => limitsOfProgram(program, limits, true);

/** A program and the client that talks to it. */
class TalkedTo {
  isAbandoned = false;
  /** Where it was not the program's doing. */
  whyEnded: string | null = null;
  private run: LiveRun | null = null;
  private readonly early: ToWorker[] = [];
  private readonly heard = { stdout: new Heard(), stderr: new Heard() };
  private readonly both: Heard | null;
  /** Sent, and not taken by the client. */
  private underWayBytes = 0;
  private waiting: { stream: 'stdout' | 'stderr'; data: Buffer }[] = [];
  private waitingBytes = 0;
  private isPaused = false;
  private idleTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly talk: Conversation,
    combinedOutput: boolean,
  ) {
    this.both = combinedOutput ? new Heard() : null;
  }

  /** From the client. */
  hear(word: ToWorker): void {
    if (word.type === 'close') this.abandon();
    else if (this.run === null) this.early.push(word);
    else this.pass(this.run, word);
  }

  begin(run: LiveRun, idleMs: number): void {
    this.run = run;
    this.talk.tell({ type: 'started' });
    this.idleTimer = setTimeout(() => {
      const isHeard = this.underWayBytes === 0;
      this.kill(
        isHeard
          ? `nothing was said for ${idleMs / 1_000} seconds`
          : `what it wrote was not read for ${idleMs / 1_000} seconds`,
      );
    }, idleMs);
    for (const word of this.early.splice(0)) this.pass(run, word);
    if (this.isAbandoned) this.kill();
  }

  /** To the client. */
  say(stream: 'stdout' | 'stderr', data: Buffer): void {
    this.heard[stream].push(data);
    this.both?.push(data);
    this.idleTimer?.refresh();
    if (this.whyEnded !== null || this.isAbandoned) return;
    this.waiting.push({ stream, data });
    this.waitingBytes += data.length;
    if (this.underWayBytes === 0 || this.waitingBytes >= PIECE_BYTES) this.flush();
    if (this.underWayBytes + this.waitingBytes < WINDOW_BYTES || this.isPaused) return;
    this.isPaused = true;
    this.run?.pause();
  }

  tellTaken(): void {
    if (this.run) this.talk.tell({ type: 'took', bytes: this.run.sentBytes });
  }

  /** @returns the outcome with what was said, and with what ended it */
  end(outcome: RunOutcome): RunOutcome {
    clearTimeout(this.idleTimer);
    this.flush();
    const { stdout, stderr } = this.heard;
    const whole = {
      ...outcome,
      stdout: stdout.bytes(),
      stdoutBytes: stdout.total,
      stdoutTruncated: stdout.isCut,
      stderr: stderr.bytes(),
      stderrBytes: stderr.total,
      stderrTruncated: stderr.isCut,
      ...(this.both && { output: this.both.bytes() }),
    };
    if (this.whyEnded === null || outcome.kind === 'internal') return whole;
    return { ...whole, kind: 'wall_time_limit', signal: 'SIGKILL' };
  }

  private pass(run: LiveRun, word: ToWorker): void {
    switch (word.type) {
      case 'stdin':
        this.idleTimer?.refresh();
        run.write(word.data);
        return this.tellTaken();
      case 'eof':
        return run.end();
      case 'signal':
        return run.signal(word.signal);
      case 'took':
        this.underWayBytes -= word.bytes;
        if (this.underWayBytes <= 0) this.flush();
        if (!this.isPaused || this.underWayBytes + this.waitingBytes > WINDOW_BYTES / 2) return;
        this.isPaused = false;
        return run.resume();
      case 'close':
        return;
      default:
        throw new TypeError(`unknown word ${JSON.stringify(word satisfies never)}`);
    }
  }

  private flush(): void {
    for (const { stream, data } of joined(this.waiting.splice(0))) {
      this.underWayBytes += data.length;
      this.talk.tell({ type: 'data', stream, data });
    }
    this.waitingBytes = 0;
  }

  private abandon(): void {
    this.isAbandoned = true;
    if (this.run) this.kill();
    // Nothing has run yet, and nothing will.
    else this.talk.abandon();
  }

  private kill(why: string | null = null): void {
    this.whyEnded ??= why;
    this.run?.signal('SIGKILL');
    // How it ended comes after all that it has written.
    this.run?.resume();
  }
}

/** Pieces of one stream that follow each other become one. */
function joined(pieces: readonly { stream: 'stdout' | 'stderr'; data: Buffer }[]) {
  const runs: { stream: 'stdout' | 'stderr'; parts: Buffer[] }[] = [];
  for (const { stream, data } of pieces) {
    const last = runs.at(-1);
    if (last?.stream === stream) last.parts.push(data);
    else runs.push({ stream, parts: [data] });
  }
  return runs.map(({ stream, parts }) => ({
    stream,
    data: parts.length === 1 ? parts[0]! : Buffer.concat(parts),
  }));
}
