import type { PreparedProgram, Sandbox } from '../../runner/runner.js';
import type { ExtraSlot, HeldSlot, JobContext } from '../kind.js';
import { withSandbox } from '../sandbox.js';

/** Sandboxes that run at the same time: the job's own slot, and further ones while slots are free. */
export class Session {
  private constructor(private readonly sandboxes: readonly Sandbox[]) {}

  /** Opens them for as long as `use` takes. @throws RunnerUnavailable, the signal's reason */
  static async use<T>(
    context: JobContext,
    programs: readonly PreparedProgram[],
    use: (session: Session) => Promise<T>,
  ): Promise<T> {
    const extra: ExtraSlot[] = [];
    while (extra.length + 1 < context.slots.total) {
      const slot = context.slots.tryAcquire();
      if (slot === null) break;
      extra.push(slot);
    }
    const open = (sandboxes: readonly Sandbox[], [slot, ...further]: readonly HeldSlot[]): Promise<T> =>
      slot
        ? withSandbox({ ...context, slot }, programs, (sandbox) => open([...sandboxes, sandbox], further))
        : use(new Session(sandboxes));
    try {
      return await open([], [context.slot, ...extra]);
    } finally {
      for (const slot of extra) slot.release();
    }
  }

  get size(): number {
    return this.sandboxes.length;
  }

  /** Does the work for each item, shared out among the sandboxes; the results in the order of the items. */
  async map<T, R>(
    items: readonly T[],
    work: (sandbox: Sandbox, items: readonly T[]) => Promise<R[]>,
  ): Promise<R[]> {
    const share = Math.ceil(items.length / this.sandboxes.length);
    const parts = this.sandboxes.map((sandbox, at) => {
      const part = items.slice(at * share, (at + 1) * share);
      return part.length === 0 ? Promise.resolve([]) : work(sandbox, part);
    });
    return (await Promise.all(parts)).flat();
  }
}
