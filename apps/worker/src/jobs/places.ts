import type { JobPriority } from '@app/contracts';
import type { Slot, Slots } from './slots.js';

/** Where a job is done: a slot, and whether other jobs are begun beside it. */
export interface Place {
  readonly slot: Slot;
  readonly isAlone: boolean;
  /** Gives the place back. */
  leave(): void;
}

/**
 * Theory of operation. When a worker dies, every job that it was running loses a try, and which of them has
 * killed it is unknown. So a job's last try happens alone: the worker begins no other job meanwhile, and
 * begins this one when all others are done. If the worker dies then, the cause is known, and no other job has
 * lost anything. One job of a worker is alone at a time; the others wait without a slot, so that running jobs
 * which pass their slots on come to an end.
 */
export class Places {
  private taken = 0;
  private isReserved = false;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly slots: Slots) {}

  /** A place beside other jobs. @throws the signal's reason when it fires before */
  async beside(signal: AbortSignal, priority: JobPriority): Promise<Place> {
    for (;;) {
      const slot = await this.slots.acquire(signal, priority);
      if (!this.isReserved) {
        this.taken++;
        return this.place(slot, false, () => this.taken--);
      }
      slot.release();
      await this.until(() => !this.isReserved, signal);
    }
  }

  /** A place without neighbours, once there are none. @throws the signal's reason when it fires before */
  async alone(signal: AbortSignal, priority: JobPriority): Promise<Place> {
    await this.until(() => !this.isReserved, signal);
    this.isReserved = true;
    const unreserve = () => (this.isReserved = false);
    try {
      await this.until(() => this.taken === 0, signal);
      return this.place(await this.slots.acquire(signal, priority), true, unreserve);
    } catch (error) {
      unreserve();
      this.wake();
      throw error;
    }
  }

  private place(slot: Slot, isAlone: boolean, giveBack: () => void): Place {
    const leave = () => {
      slot.release();
      giveBack();
      this.wake();
    };
    return { slot, isAlone, leave };
  }

  private wake(): void {
    for (const look of [...this.waiting]) look();
  }

  private async until(holds: () => boolean, signal: AbortSignal): Promise<void> {
    while (!holds()) {
      signal.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const done = (settle: () => void) => {
          this.waiting.delete(look);
          signal.removeEventListener('abort', onAbort);
          settle();
        };
        const look = () => done(resolve);
        const onAbort = () => done(() => reject(signal.reason as Error));
        this.waiting.add(look);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    }
  }
}
