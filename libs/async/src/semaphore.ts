import { throwIfAborted } from './abort.js';

/** Lets at most `permits` tasks run at a time, in the order they came. */
export class Semaphore {
  private readonly waiting: (() => void)[] = [];

  constructor(private permits: number) {}

  /**
   * Runs the task when it is its turn. @throws what the task throws, and AbortError when the signal fires
   * first
   */
  async use<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.acquire();
    try {
      throwIfAborted(signal);
      return await task();
    } finally {
      this.release();
    }
  }

  private acquire(): Promise<void> {
    if (this.permits > 0) {
      this.permits -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private release(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.permits += 1;
  }
}
