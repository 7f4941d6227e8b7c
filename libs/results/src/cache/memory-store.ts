/** Entries of the memory cache, together, in UTF-16 units of their serialised values. */
const MAX_CHARACTERS = 32 * 1024 * 1024;
/** One entry may take this share, so that a single large value does not empty the cache. */
const MAX_SHARE = 1 / 8;

/**
 * The map behind the memory cache, bounded: the entry that was not used for the longest time goes first.
 * Keyv hands it serialised values, so their length is their size.
 */
export class MemoryStore {
  private readonly entries = new Map<string, string>();
  private characters = 0;

  constructor(private readonly maxCharacters: number = MAX_CHARACTERS) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: string): string | undefined {
    const value = this.entries.get(key);
    if (value === undefined) return undefined;
    // Map keeps the order of insertion: the oldest stands first.
    this.entries.delete(key);
    this.entries.set(key, value);
    return value;
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  set(key: string, value: string): this {
    this.delete(key);
    if (value.length > this.maxCharacters * MAX_SHARE) return this;
    this.entries.set(key, value);
    this.characters += value.length;
    for (const oldest of this.entries.keys()) {
      if (this.characters <= this.maxCharacters) break;
      this.delete(oldest);
    }
    return this;
  }

  delete(key: string): boolean {
    const value = this.entries.get(key);
    if (value === undefined) return false;
    this.characters -= value.length;
    return this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
    this.characters = 0;
  }
}
