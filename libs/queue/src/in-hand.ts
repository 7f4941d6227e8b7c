/** Deliveries that are not settled yet. */
export class InHand {
  private readonly work = new Set<Promise<void>>();

  add(work: Promise<void>): void {
    this.work.add(work);
    void work.catch(() => {}).finally(() => this.work.delete(work));
  }

  /** Resolves when all present work is settled, or when `timeoutMs` is over. */
  async settled(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise((resolve) => (timer = setTimeout(resolve, timeoutMs).unref()));
    await Promise.race([Promise.allSettled(this.work), tooLong]);
    clearTimeout(timer);
  }
}
