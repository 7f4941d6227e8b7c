/** Picks some of many, others each time, so that everyone has a turn. */
export class Turns {
  private start = 0;

  /** The next `most` items at most, beginning after those of the last call. */
  next<T>(items: readonly T[], most: number): T[] {
    if (items.length <= most) return [...items];
    const start = this.start % items.length;
    this.start = start + most;
    return [...items.slice(start), ...items.slice(0, start)].slice(0, most);
  }
}
