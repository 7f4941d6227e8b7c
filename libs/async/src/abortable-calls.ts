/**
 * Calls that end early when their caller gives up or when what serves them is closed. Each has a signal of
 * its own: if all listened to the one signal of the closing side, its listeners would grow with the calls,
 * and Node.js takes that for a leak.
 */
export class AbortableCalls {
  private readonly running = new Set<AbortController>();
  private closed = false;

  /** Calls `work` with a signal that fires with the caller's or with `abortAll`. */
  async run<T>(work: (signal: AbortSignal) => Promise<T>, callers?: AbortSignal): Promise<T> {
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    callers?.addEventListener('abort', abort, { once: true });
    this.running.add(controller);
    if (this.closed || callers?.aborted) abort();
    try {
      return await work(controller.signal);
    } finally {
      callers?.removeEventListener('abort', abort);
      this.running.delete(controller);
    }
  }

  /** Aborts what runs and whatever is called from now on. */
  abortAll(): void {
    this.closed = true;
    for (const controller of this.running) controller.abort();
  }
}
