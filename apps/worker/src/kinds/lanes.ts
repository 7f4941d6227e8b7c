import type { ExtraSlot, HeldSlot, JobContext } from './kind.js';

/**
 * Theory of operation. A lane is a slot on which a job works through its tests. The job's own slot makes the
 * main lane; further lanes come while slots are free. The first failure of a lane is that of all: the others
 * see it and end.
 */
export class Lanes {
  private readonly running = new Set<Promise<void>>();
  private failure: { readonly reason: unknown } | undefined;

  /** @param work what one lane does; `extra` is the slot of a further lane, which is given back when it has ended */
  constructor(
    private readonly context: JobContext,
    private readonly work: (slot: HeldSlot, extra?: ExtraSlot) => Promise<void>,
  ) {}

  get count(): number {
    return this.running.size;
  }

  get failed(): boolean {
    return this.failure !== undefined;
  }

  /** The job ends with this, unless it has failed before. */
  fail(reason: unknown): void {
    this.failure ??= { reason };
  }

  /**
   * Resolves when no lane is left. @throws the reason of the context's signal, what the first lane failed
   * with
   */
  async run(): Promise<void> {
    this.start(this.context.slot);
    // Lanes start lanes: as long as there are any, more may come.
    while (this.running.size > 0) await Promise.all(this.running);
    this.context.signal.throwIfAborted();
    if (this.failure) throw this.failure.reason;
  }

  /** Takes free slots as long as there is work for so many lanes. */
  startFurther(hasWorkFor: (lanes: number) => boolean): void {
    const { slots } = this.context;
    while (!this.failed && this.count < slots.total && hasWorkFor(this.count + 1)) {
      const slot = slots.tryAcquire();
      if (!slot) return;
      this.start(slot, slot);
    }
  }

  private start(slot: HeldSlot, extra?: ExtraSlot): void {
    const lane = this.work(slot, extra)
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        extra?.release();
        this.running.delete(lane);
      });
    this.running.add(lane);
  }
}
