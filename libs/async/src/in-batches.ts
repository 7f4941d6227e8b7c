interface Entry<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

/**
 * Does what comes for one key in batches, one after the other: all that came while a batch was at it is the
 * next batch. A thousand requests at once then wait for each other, and not each with a connection and a
 * commit of its own.
 */
export class InBatches<T, R> {
  private readonly lines = new Map<string, Entry<T, R>[]>();

  /** @param work does a batch; its results in the order of the items */
  constructor(
    private readonly work: (items: readonly T[]) => Promise<readonly R[]>,
    private readonly maxItems: number,
  ) {}

  /** @throws what the work throws for a batch of this item alone */
  add(key: string, item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      const entry = { item, resolve, reject };
      const line = this.lines.get(key);
      if (line) return void line.push(entry);
      this.lines.set(key, [entry]);
      void this.empty(key);
    });
  }

  private async empty(key: string): Promise<void> {
    const line = this.lines.get(key)!;
    while (line.length > 0) await this.do(line.splice(0, this.maxItems));
    this.lines.delete(key);
  }

  private async do(entries: Entry<T, R>[]): Promise<void> {
    try {
      const results = await this.work(entries.map(({ item }) => item));
      entries.forEach(({ resolve }, index) => resolve(results[index]!));
    } catch (error) {
      // One item must not cost the others theirs.
      if (entries.length === 1) entries[0]!.reject(error);
      else await Promise.all(entries.map((entry) => this.do([entry])));
    }
  }
}
