import type { ItemCost } from '../batch.js';
import { BATCH_BYTES } from '../../runner/whole-outputs.js';
import { BatchSizer } from '../batch.js';
import type { ExtraSlot, HeldSlot, JobContext } from '../kind.js';
import type { PreparedProgram, Sandbox } from '../../runner/runner.js';
import { Lanes } from '../lanes.js';
import { withSandbox } from '../sandbox.js';
import { JudgeBatch, type JudgeSandboxes, type JudgeSetup } from './batch.js';
import type { TestTally } from '../problem/tally.js';
import { sizeOf } from '../problem/test-data.js';

/**
 * Batches that one lane has on the way, so that its box has the next one at hand when it is done with the
 * last.
 */
const BATCHES_PER_LANE = 2;

/**
 * Theory of operation. A lane is a slot with a sandbox for the program and, where the checker is a program,
 * one for that. The job's own slot makes the main lane; further lanes come while slots are free and go when
 * another job waits. Each lane takes the next tests of the schedule; the tally puts results back into order.
 * The outcome is therefore that of one test after the other, however the lanes are timed.
 */
export class JudgeLanes {
  private readonly sizer: BatchSizer;
  private readonly lanes: Lanes;

  constructor(
    private readonly setup: JudgeSetup,
    private readonly tally: TestTally,
    private readonly checker: PreparedProgram | undefined,
    private readonly context: JobContext,
  ) {
    const limits = setup.problem.tests.map((test) => setup.limitsOf(test).cpuTimeLimitMs);
    this.sizer = new BatchSizer(Math.max(...limits) * setup.repetitions);
    this.lanes = new Lanes(context, (slot, extra) => this.runLane(slot, extra));
  }

  /** @throws JobFailed, RunnerUnavailable, the reason of the context's signal */
  async run(): Promise<void> {
    await this.lanes.run();
    if (!this.tally.ended) throw new Error('a test of a judge job got lost');
  }

  private runLane(slot: HeldSlot, extra?: ExtraSlot): Promise<void> {
    const context = { ...this.context, slot };
    return withSandbox(context, [this.setup.program], (program) =>
      this.withChecker(context, program, async (sandboxes) => {
        while (this.hasWork) {
          await Promise.all(Array.from({ length: BATCHES_PER_LANE }, () => this.pump(sandboxes)));
          if (extra) return;
          // A job of a thousand tests lets others go first between two batches.
          if (this.hasWork) await slot.pass(this.context.signal);
        }
      }),
    );
  }

  private withChecker(
    context: JobContext,
    program: Sandbox,
    use: (sandboxes: JudgeSandboxes) => Promise<void>,
  ): Promise<void> {
    if (!this.checker) return use({ program, checker: program });
    return withSandbox(context, [this.checker], (checker) => use({ program, checker }));
  }

  private get hasWork(): boolean {
    return !this.lanes.failed && !this.tally.ended && this.tally.next(true) !== undefined;
  }

  /** Does batch after batch until there is none left, or another job waits for this lane's slot. */
  private async pump(sandboxes: JudgeSandboxes): Promise<void> {
    do {
      this.lanes.startFurther((lanes) => this.tally.remaining >= lanes * this.sizer.items);
      const indexes = this.take();
      if (indexes.length === 0) return;
      let costs: readonly ItemCost[];
      try {
        costs = await new JudgeBatch(this.setup, sandboxes, this.tally).run(indexes);
      } catch (error) {
        this.lanes.fail(error);
        return;
      }
      this.sizer.record(costs);
      this.context.progress({ done: this.tally.done, total: this.tally.total });
    } while (this.hasWork && !this.context.slots.wanted);
  }

  /** The next tests: as many as a batch should have, with the same limits, and no more bytes than fit. */
  private take(): number[] {
    const { problem, limitsOf, repetitions } = this.setup;
    if (this.lanes.failed || this.tally.ended) return [];
    // The last batches are shared out, so that no lane idles while another has many left.
    const share = Math.ceil(this.tally.remaining / (this.lanes.count * BATCHES_PER_LANE));
    const most = Math.max(1, Math.floor(Math.min(this.sizer.items, share) / repetitions));
    const indexes: number[] = [];
    let bytes = 0;
    let limits = '';
    while (indexes.length < most) {
      const index = this.tally.next(true);
      if (index === undefined) break;
      const test = problem.tests[index]!;
      const own = JSON.stringify(limitsOf(test));
      bytes += sizeOf(test.input) + sizeOf(test.answer);
      if (indexes.length > 0 && (bytes > BATCH_BYTES || own !== limits)) break;
      limits = own;
      indexes.push(this.tally.next()!);
    }
    return indexes;
  }
}
