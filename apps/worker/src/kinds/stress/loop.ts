import type { StressFailure } from '@app/contracts';
import type { PreparedProgram, Sandbox } from '../../runner/runner.js';
import type { KeptBytes } from '../../results/verdict.js';
import { BatchSizer } from '../batch.js';
import type { ExtraSlot, HeldSlot, JobContext } from '../kind.js';
import type { StressEvaluator } from './evaluator.js';
import type { InputSource, StressInput } from './inputs.js';
import { StressLedger, type CpuTimes, type FoundFailure, type LedgerEnd } from './ledger.js';
import { keepTexts } from './round.js';

export interface StressPlan {
  iterations: number;
  /** Number of the first input; what the loop counts begins with 0. */
  firstIteration: number;
  stopAfterFailures: number;
  /** Everything that runs in a lane's sandbox. */
  programs: readonly PreparedProgram[];
  source: InputSource;
  evaluator: StressEvaluator;
  candidates: number;
  /** Bytes of each text of a failure that are stored. */
  kept: KeptBytes;
  cpuTimeLimitMs: number;
  /** When to stop with what there is, in milliseconds from the start. */
  timeLimitMs: number;
}

export interface StressFindings {
  failures: StressFailure[];
  iterations: number;
  maxCpuTimeMs: CpuTimes;
  runsPerSecond: number;
  distinctInputs: number;
  disagreements: number[][];
}

export interface StressReport extends StressFindings {
  end: LedgerEnd | { kind: 'time_over' };
}

/**
 * Batches that one lane has on the way, so that its box has the next one at hand when it is done with the
 * last.
 */
const BATCHES_PER_LANE = 2;

/**
 * Theory of operation. A lane is a slot and a sandbox that holds all programs of the job. The job's own slot
 * makes the main lane; further lanes come while slots are free and go when another job waits. Each lane takes
 * the next batch of iterations from one cursor, so everything before a batch is done or on its way; the
 * ledger puts results back into order. The outcome is therefore that of a loop doing one iteration after the
 * other, however the lanes are timed.
 */
export class StressLoop {
  private readonly ledger: StressLedger;
  private readonly sizer: BatchSizer;
  private readonly stop = new AbortController();
  private readonly sandboxes = new Set<Sandbox>();
  private readonly lanes = new Set<Promise<void>>();
  private cursor = 0;
  private startedAt = 0;
  private settle!: { end: (end: StressReport['end']) => void; fail: (error: unknown) => void };

  constructor(
    private readonly plan: StressPlan,
    private readonly context: JobContext,
  ) {
    const onFailure = ({ failure, whole }: FoundFailure, index: number) => {
      keepTexts(context.outputs, index, whole, plan.kept.stdout);
      context.emit({ type: 'submission.failure_found', failure });
    };
    this.ledger = new StressLedger(plan.iterations, plan.stopAfterFailures, onFailure, plan.candidates);
    this.sizer = new BatchSizer(plan.cpuTimeLimitMs);
  }

  /** @throws RunnerUnavailable; the reason of the context's signal */
  async run(): Promise<StressReport> {
    const { signal } = this.context;
    signal.throwIfAborted();
    const ended = new Promise<StressReport['end']>((end, fail) => (this.settle = { end, fail }));
    const onAbort = () => this.settle.fail(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(() => this.settle.end({ kind: 'time_over' }), this.plan.timeLimitMs);
    this.startedAt = performance.now();
    try {
      this.startLane(this.context.slot);
      const end = await ended;
      return { end, ...this.soFar() };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      this.stop.abort();
      await Promise.allSettled([...this.sandboxes].map((sandbox) => sandbox.close()));
      await Promise.allSettled(this.lanes);
    }
  }

  /** What counts by now. */
  soFar(): StressFindings {
    const { failures, done, maxCpuTimeMs, distinctInputs, disagreements } = this.ledger;
    const elapsedMs = Math.max(performance.now() - this.startedAt, 1);
    const runsPerSecond = Math.round((this.plan.evaluator.runs * 1_000) / elapsedMs);
    return { failures, iterations: done, maxCpuTimeMs, runsPerSecond, distinctInputs, disagreements };
  }

  private startLane(slot: HeldSlot, extra?: ExtraSlot): void {
    const lane = this.runLane(slot, extra)
      .catch((error: unknown) => this.settle.fail(error))
      .finally(() => {
        this.lanes.delete(lane);
        // After the end this says nothing new; before it, no lane is left that could bring it about.
        if (this.lanes.size === 0) this.settle.fail(new Error('an iteration of a stress job got lost'));
      });
    this.lanes.add(lane);
  }

  /** Takes free slots as long as there is work for several lanes. */
  private startExtraLanes(): void {
    const { slots } = this.context;
    const isWorthIt = () => this.remaining >= (this.lanes.size + 1) * this.sizer.items;
    while (!this.stop.signal.aborted && this.lanes.size < slots.total && isWorthIt()) {
      const slot = slots.tryAcquire();
      if (!slot) return;
      this.startLane(slot, slot);
    }
  }

  private async runLane(slot: HeldSlot, extra?: ExtraSlot): Promise<void> {
    try {
      const sandbox = await this.context.runner.open(this.plan.programs, slot);
      this.sandboxes.add(sandbox);
      try {
        while (this.remaining > 0 && !this.stop.signal.aborted) {
          await Promise.all(Array.from({ length: BATCHES_PER_LANE }, () => this.pump(sandbox)));
          if (extra) break;
          await slot.pass(this.stop.signal);
        }
      } finally {
        this.sandboxes.delete(sandbox);
        await sandbox.close();
      }
    } catch (error) {
      // Once the loop is over, its sandboxes are closed under the lanes' feet.
      if (!this.stop.signal.aborted) throw error;
    } finally {
      extra?.release();
    }
  }

  /** Does batch after batch until there is none left, or another job waits for this lane's slot. */
  private async pump(sandbox: Sandbox): Promise<void> {
    do {
      this.startExtraLanes();
      const batch = this.take();
      if (!batch) return;
      const { source, firstIteration: first } = this.plan;
      for await (const portion of source.portions(sandbox, first + batch.from, first + batch.to)) {
        await this.evaluate(sandbox, portion);
        if (this.stop.signal.aborted) return;
      }
    } while (!this.context.slots.wanted);
  }

  private get remaining(): number {
    return Math.min(this.plan.iterations, this.ledger.horizon) - this.cursor;
  }

  private take(): { from: number; to: number } | null {
    if (this.remaining <= 0 || this.stop.signal.aborted) return null;
    // The last batches are shared out, so that no lane idles while another has many left.
    const share = Math.ceil(this.remaining / (this.lanes.size * BATCHES_PER_LANE));
    const from = this.cursor;
    this.cursor += Math.min(this.sizer.items, share);
    return { from, to: this.cursor };
  }

  private async evaluate(sandbox: Sandbox, portion: readonly StressInput[]): Promise<void> {
    const inputs = portion.filter((made) => made.kind === 'input');
    const first = this.plan.firstIteration;
    for (const made of portion) if (made.kind !== 'input') this.ledger.settle(made.iteration - first, made);
    const evaluated = await this.plan.evaluator.evaluate(sandbox, inputs);
    if (this.stop.signal.aborted) return;
    this.sizer.record(evaluated.map(({ cost }) => cost));
    for (const { iteration, result } of evaluated) this.ledger.settle(iteration - first, result);
    this.context.progress({ done: this.ledger.done, total: this.plan.iterations });
    if (this.ledger.end) this.settle.end(this.ledger.end);
  }
}
