import type { JobPriority } from '@app/contracts';
import { Turns } from '@app/queue';

/**
 * The slots of a worker: how many boxes may run at the same time, so that they do not disturb each other's
 * times. A job holds one slot; a stress job takes further ones while no other job waits for them, and gives
 * them back when one does. Given cores, each slot is one of these.
 */
export class Slots {
  private readonly free: Core[];
  private readonly waiting: Readonly<Record<JobPriority, Waiter[]>> = { interactive: [], batch: [] };
  private readonly turns = new Turns();

  /** @param cores one for each slot; null: runs go wherever the kernel puts them */
  constructor(
    readonly total: number,
    cores: readonly number[] | null = null,
  ) {
    if (!Number.isInteger(total) || total < 1) {
      throw new RangeError(`the number of slots must be a whole number from 1, not ${total}`);
    }
    this.free = Array.from({ length: total }, (_, at) => cores?.[at] ?? null);
  }

  /** Whether a job waits for a slot: a holder that can do without its own gives it back. */
  get wanted(): boolean {
    return this.waiting.interactive.length > 0 || this.waiting.batch.length > 0;
  }

  /** Slots that are in use. */
  get busy(): number {
    return this.total - this.free.length;
  }

  /**
   * Waits for a slot: mostly interactive jobs before batch jobs, else first come, first served.
   * @throws the signal's reason when it fires before
   */
  async acquire(signal?: AbortSignal, priority: JobPriority = 'batch'): Promise<Slot> {
    return new Slot(this, priority, await this.take(signal, priority));
  }

  /** A slot, when one is free and no job waits for it; else null. */
  tryAcquire(): Slot | null {
    const core = this.free.pop();
    return core === undefined ? null : new Slot(this, 'batch', core);
  }

  /** @internal */
  async take(signal: AbortSignal | undefined, priority: JobPriority): Promise<Core> {
    signal?.throwIfAborted();
    const free = this.free.pop();
    if (free !== undefined) return free;
    const line = this.waiting[priority];
    return new Promise<Core>((resolve, reject) => {
      const onAbort = () => {
        line.splice(line.indexOf(waiter), 1);
        reject(signal!.reason);
      };
      const waiter: Waiter = (core) => {
        signal?.removeEventListener('abort', onAbort);
        resolve(core);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      line.push(waiter);
    });
  }

  /** @internal A slot that becomes free goes straight to the one whose turn it is. */
  put(core: Core): void {
    const { interactive, batch } = this.waiting;
    const turn = this.turns.next({ interactive: interactive.length > 0, batch: batch.length > 0 });
    if (turn === null) this.free.push(core);
    else this.waiting[turn].shift()!(core);
  }
}

/** The number of the processor that a slot is; null: it is none in particular. */
type Core = number | null;

/** Gives a slot to the job that waits. */
type Waiter = (core: Core) => void;

/** One slot, until it is given back. */
export class Slot {
  private held = true;

  constructor(
    private readonly slots: Slots,
    private readonly priority: JobPriority,
    private own: Core,
  ) {}

  /** Where runs on this slot stay; another one after {@link pass}. */
  get core(): Core {
    return this.own;
  }

  /** Gives the slot back. Idempotent. */
  release(): void {
    if (!this.held) return;
    this.held = false;
    this.slots.put(this.own);
  }

  /**
   * Lets those who wait go first: gives the slot back and queues for one again. Returns at once when no job
   * waits.
   * @throws the signal's reason when it fires before; the slot is gone then
   */
  async pass(signal?: AbortSignal): Promise<void> {
    if (!this.held || !this.slots.wanted) return;
    this.release();
    this.own = await this.slots.take(signal, this.priority);
    this.held = true;
  }
}
