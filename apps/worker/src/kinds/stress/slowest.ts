import type { SlowestInput, StressFailure, StressRequest, StressResult, StressVerdict } from '@app/contracts';
import type { Sandbox } from '../../runner/runner.js';
import type { JobContext, JobOutcome } from '../kind.js';
import { withSandbox } from '../sandbox.js';
import { sharedDrawings } from './drawings.js';
import { storedInput, type Evaluated } from './evaluator.js';
import { keepTexts, type Round } from './round.js';
import { growthOf, type Point } from './growth.js';
import type { MadeInput } from './inputs.js';
import type { StressPlan } from './loop.js';

/** What looking for the slowest input needs. */
export interface SlowestJob {
  request: StressRequest;
  plan: StressPlan;
  seed: bigint;
  /** The result before anything is run. */
  empty: StressResult;
  context: JobContext;
}

/** A time that tells how it grows is measured so often; the least of them counts. */
const MEASURED = 3;

/**
 * Looks for the input on which a candidate is slowest, or passes its limit: sizes grow, then the slowest
 * input is changed step by step. Programs run one at a time, in one sandbox: times of runs side by side would
 * disturb each other.
 */
export async function findSlowest(job: SlowestJob): Promise<JobOutcome> {
  const search = new Search(job);
  job.context.keep(() => search.result());
  await withSandbox(job.context, job.plan.programs, (sandbox) => search.run(sandbox));
  if (search.slowestInput)
    job.context.outputs.keep('slowest/input', search.slowestInput, job.plan.kept.stdout);
  const verdict: StressVerdict = search.verdict();
  return { verdict, result: search.result() };
}

class Search {
  /** All of it. */
  slowestInput: Buffer | undefined;
  private readonly points: Point[] = [];
  /**
   * Inputs from before the points, the smallest of all among them: what the program takes for hardly any
   * input.
   */
  private readonly before: Point[] = [];
  private readonly failures: StressFailure[] = [];
  private slowest: (SlowestInput & { points: Point[] }) | undefined;
  private done = 0;
  private readonly startedAt = performance.now();
  private maxReferenceMs = 0;
  private end: Exclude<Evaluated['result'], { kind: 'same' | 'difference' }> | undefined;

  constructor(private readonly job: SlowestJob) {}

  run(sandbox: Sandbox): Promise<void> {
    return 'clex' in this.job.request.generator ? this.climb(sandbox) : this.measureAll(sandbox);
  }

  verdict(): StressVerdict {
    if (this.failures.some(({ reference }) => reference.verdict === 'accepted')) return 'difference_found';
    switch (this.end?.kind) {
      case undefined:
        return 'no_difference';
      case 'internal':
        return 'internal_error';
      default:
        return this.end!.kind;
    }
  }

  result(): StressResult & { error?: string } {
    const { empty, plan } = this.job;
    const elapsedMs = Math.max(performance.now() - this.startedAt, 1);
    const { growth, sure } = growthOf(this.points, startOf(this.before, this.points));
    const points = [...this.points].sort((a, b) => a.size - b.size);
    return {
      ...empty,
      iterations: this.done,
      distinctInputs: this.done,
      failures: this.failures,
      ...(this.slowest !== undefined && { slowest: { ...this.slowest, points, growth, sure } }),
      ...(this.end !== undefined && 'reason' in this.end && this.end.reason && { error: this.end.reason }),
      timing: {
        runsPerSecond: Math.round((plan.evaluator.runs * 1_000) / elapsedMs),
        reference: { maxCpuTimeMs: this.maxReferenceMs },
        candidate: { maxCpuTimeMs: this.slowest?.cpuTimeMs ?? 0 },
      },
    };
  }

  /** Inputs of a clex text, drawn larger and larger, then changed where it was slow. */
  private async climb(sandbox: Sandbox): Promise<void> {
    const { request, plan, seed, context } = this.job;
    const clex = 'clex' in request.generator ? request.generator.clex : '';
    const session = sharedDrawings().climb({ clex, seed, inputs: plan.iterations });
    try {
      for (let ms = 0; this.end === undefined;) {
        const { step, tookMs } = await session.next(ms);
        context.charge(tookMs);
        if (step === null) return;
        const input = Buffer.from(step.input.buffer, step.input.byteOffset, step.input.byteLength);
        ms = await this.time(sandbox, { iteration: this.done, input, strategy: 'time' });
        if (step.isPoint && ms !== Infinity) await this.addPoint(sandbox, input, step.size, ms);
        else if (this.points.length === 0) this.before.push({ size: step.size, cpuTimeMs: ms });
        context.progress({ done: Math.min(this.done, plan.iterations), total: plan.iterations });
      }
    } finally {
      session.leave();
    }
  }

  /** Inputs that come from elsewhere: each of them once. Their size is their length in bytes. */
  private async measureAll(sandbox: Sandbox): Promise<void> {
    const { plan, context } = this.job;
    for await (const portion of plan.source.portions(sandbox, 0, plan.iterations)) {
      for (const made of portion) {
        if (made.kind !== 'input') {
          this.end = { kind: made.kind, reason: made.reason };
          return;
        }
        const ms = await this.time(sandbox, made);
        if (ms !== Infinity) this.points.push({ size: made.input.length, cpuTimeMs: ms });
        context.progress({ done: this.done, total: plan.iterations });
        if (this.end !== undefined) return;
      }
    }
  }

  private async addPoint(sandbox: Sandbox, input: Buffer, size: number, first: number): Promise<void> {
    let least = first;
    for (let again = 1; again < MEASURED; again++) {
      const [judged] = await this.job.plan.evaluator.judge(sandbox, [
        { iteration: 0, input, strategy: 'time' },
      ]);
      least = Math.min(least, cpuTimeOf(judged!.round).ms);
    }
    this.points.push({ size, cpuTimeMs: least });
  }

  /** How long the slowest candidate takes; Infinity when it does not end well. */
  private async time(sandbox: Sandbox, made: MadeInput): Promise<number> {
    const { evaluator, kept } = this.job.plan;
    const [judged] = await evaluator.judge(sandbox, [made]);
    const { round, end } = judged!;
    this.done++;
    this.maxReferenceMs = Math.max(this.maxReferenceMs, round.reference.cpuTimeMs);
    const { ms, candidateIndex } = cpuTimeOf(round);
    const isOver = round.candidates.some(({ kind }) => kind !== 'ok');
    if (ms > (this.slowest?.cpuTimeMs ?? -1)) {
      this.slowestInput = made.input;
      const base = { candidateIndex, iteration: made.iteration, cpuTimeMs: ms };
      const { inputBase64: _exact, ...input } = storedInput(made.input, kept.stdout);
      this.slowest = { ...base, ...input, points: [], growth: 'unknown', sure: false };
    }
    if (end.kind === 'internal' || end.kind === 'checker_failed') this.end = end;
    const hasFailed = end.kind === 'judged' && end.kinds.some((kind) => kind !== null);
    if (hasFailed && this.failures.length === 0) await this.tell(sandbox, made);
    return isOver ? Infinity : ms;
  }

  /** Reports the first failure like that of any other job. */
  private async tell(sandbox: Sandbox, made: MadeInput): Promise<void> {
    const [evaluated] = await this.job.plan.evaluator.evaluate(sandbox, [made]);
    if (evaluated?.result.kind !== 'difference') return;
    for (const { failure, whole } of evaluated.result.failures) {
      const index = this.failures.push(failure) - 1;
      keepTexts(this.job.context.outputs, index, whole, this.job.plan.kept.stdout);
      this.job.context.emit({ type: 'submission.failure_found', failure });
    }
  }
}

/** Inputs that are so many times smaller than those that tell how time grows take the time of a start. */
const HARDLY_ANY = 8;

/** Milliseconds of a start, the least that was seen; 0 where every input was large. */
function startOf(before: readonly Point[], points: readonly Point[]): number {
  const least = Math.min(...points.map(({ size }) => size));
  const times = before.flatMap(({ size, cpuTimeMs }) => (size * HARDLY_ANY <= least ? [cpuTimeMs] : []));
  return times.length === 0 ? 0 : Math.min(...times);
}

function cpuTimeOf({ candidates }: Round): { ms: number; candidateIndex: number } {
  const times = candidates.map(({ cpuTimeMs }) => cpuTimeMs);
  const ms = Math.max(...times);
  return { ms, candidateIndex: times.indexOf(ms) };
}
