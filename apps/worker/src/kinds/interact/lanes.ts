import type { PreparedProgram } from '../../runner/runner.js';
import type { TestTally } from '../problem/tally.js';
import type { ExtraSlot, HeldSlot, JobContext } from '../kind.js';
import { Lanes } from '../lanes.js';
import { withSandbox } from '../sandbox.js';
import { playTest, type MatchSandboxes, type MatchSetup } from './match.js';

/**
 * Plays the tests of one job on its own slot and on others while those are free. A lane has boxes of its own;
 * it takes one test after the other, and the tally puts results into their order.
 */
export class InteractLanes {
  private readonly lanes: Lanes;

  constructor(
    private readonly setup: MatchSetup,
    private readonly tally: TestTally,
    private readonly context: JobContext,
  ) {
    this.lanes = new Lanes(context, (slot, extra) => this.runLane(slot, extra));
  }

  /** @throws JobFailed, RunnerUnavailable, the reason of the context's signal */
  async run(): Promise<void> {
    await this.lanes.run();
    if (!this.tally.ended) throw new Error('a test of an interact job got lost');
  }

  private runLane(slot: HeldSlot, extra?: ExtraSlot): Promise<void> {
    return this.withSandboxes({ ...this.context, slot }, async (sandboxes) => {
      while (!this.lanes.failed && !this.tally.ended) {
        const index = this.tally.next();
        if (index === undefined) return;
        this.lanes.startFurther((lanes) => this.tally.remaining >= lanes);
        await playTest(this.setup, sandboxes, this.tally, index);
        this.context.progress({ done: this.tally.done, total: this.tally.total });
        if (extra && this.context.slots.wanted) return;
        if (!extra && this.tally.remaining > 0) await slot.pass(this.context.signal);
      }
    });
  }

  private withSandboxes(
    context: JobContext,
    use: (sandboxes: MatchSandboxes) => Promise<void>,
  ): Promise<void> {
    const open = (program: PreparedProgram, inner: Parameters<typeof withSandbox<void>>[2]) =>
      withSandbox(context, [program], inner);
    const checker = this.setup.checker?.program;
    return open(this.setup.program, (program) =>
      open(this.setup.interactor, (interactor) =>
        checker
          ? open(checker, (own) => use({ program, interactor, checker: own }))
          : use({ program, interactor, checker: interactor }),
      ),
    );
  }
}
