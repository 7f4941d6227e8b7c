interface Waiting {
  key: string;
  begin: () => void;
}

/**
 * Turns for few places: at most `total` tasks run, and at most `perKey` of one key, so that one who fills the
 * line leaves places to others. Of those that may begin, the first that came does.
 */
export class FairTurns {
  private readonly running = new Map<string, number>();
  private readonly waiting: Waiting[] = [];
  private free: number;

  constructor(
    total: number,
    private readonly perKey: number,
  ) {
    this.free = total;
  }

  get waitingTasks(): number {
    return this.waiting.length;
  }

  /** Tasks of one key that run or wait. */
  countOf(key: string): number {
    return (this.running.get(key) ?? 0) + this.waiting.filter((one) => one.key === key).length;
  }

  /** Resolves when the turn has come; every turn has to be ended. */
  async begin(key: string): Promise<void> {
    const begun = new Promise<void>((begin) => this.waiting.push({ key, begin }));
    this.next();
    await begun;
  }

  end(key: string): void {
    this.free += 1;
    const left = (this.running.get(key) ?? 0) - 1;
    if (left > 0) this.running.set(key, left);
    else this.running.delete(key);
    this.next();
  }

  private next(): void {
    while (this.free > 0) {
      const at = this.waiting.findIndex(({ key }) => (this.running.get(key) ?? 0) < this.perKey);
      if (at < 0) return;
      const [{ key, begin }] = this.waiting.splice(at, 1) as [Waiting];
      this.free -= 1;
      this.running.set(key, (this.running.get(key) ?? 0) + 1);
      begin();
    }
  }
}
