import type { JobPriority } from '@app/contracts';
import { Turns } from '@app/queue';

/**
 * The slots of a worker: how many boxes may run at the same time, so that they do not disturb each other's
 * times. A job holds one slot; a stress job takes further ones while no other job waits for them, and gives
 * them back when one does.
 */
export class Slots {
  private free: number;
  private readonly waiting: Readonly<Record<JobPriority, Waiter[]>> = { interactive: [], batch: [] };
  private readonly turns = new Turns();

  constructor(readonly total: number) {
    if (!Number.isInteger(total) || total < 1) {
      throw new RangeError(`the number of slots must be a whole number from 1, not ${total}`);
    }
    this.free = total;
  }

  /** Whether a job waits for a slot: a holder that can do without its own gives it back. */
  get wanted(): boolean {
    return this.waiting.interactive.length > 0 || this.waiting.batch.length > 0;
  }

  /** Slots that are in use. */
  get busy(): number {
    return this.total - this.free;
  }

  /**
   * Waits for a slot: mostly interactive jobs before batch jobs, else first come, first served.
   * @throws the signal's reason when it fires before
   */
  async acquire(signal?: AbortSignal, priority: JobPriority = 'batch'): Promise<Slot> {
    await this.take(signal, priority);
    return new Slot(this, priority);
  }

  /** A slot, when one is free and no job waits for it; else null. */
  tryAcquire(): Slot | null {
    if (this.free === 0) return null;
    this.free--;
    return new Slot(this, 'batch');
  }

  /** @internal */
  async take(signal: AbortSignal | undefined, priority: JobPriority): Promise<void> {
    signal?.throwIfAborted();
    if (this.free > 0) {
      this.free--;
      return;
    }
    const line = this.waiting[priority];
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        line.splice(line.indexOf(waiter), 1);
        reject(signal!.reason);
      };
      const waiter: Waiter = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      line.push(waiter);
    });
  }

  /** @internal A slot that becomes free goes straight to the one whose turn it is. */
  put(): void {
    const { interactive, batch } = this.waiting;
    const turn = this.turns.next({ interactive: interactive.length > 0, batch: batch.length > 0 });
    if (turn === null) this.free++;
    else this.waiting[turn].shift()!();
  }
}

/** Gives a slot to the job that waits. */
type Waiter = () => void;

/** One slot, until it is given back. */
export class Slot {
  private held = true;

  constructor(
    private readonly slots: Slots,
    private readonly priority: JobPriority,
  ) {}

  /** Gives the slot back. Idempotent. */
  release(): void {
    if (!this.held) return;
    this.held = false;
    this.slots.put();
  }

  /**
   * Lets those who wait go first: gives the slot back and queues for one again. Returns at once when no job
   * waits.
   * @throws the signal's reason when it fires before; the slot is gone then
   */
  async pass(signal?: AbortSignal): Promise<void> {
    if (!this.held || !this.slots.wanted) return;
    this.release();
    await this.slots.take(signal, this.priority);
    this.held = true;
  }
}
