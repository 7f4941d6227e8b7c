/**
 * Values are gathered in pieces this many at a time: a string grown by `+=` costs a tree node a value until
 * it is read.
 */
const VALUES_PER_CHUNK = 4096;

/** The text of an input under way: values, each followed by one space, the last space left out. */
export class Output {
  private readonly chunks: string[] = [];
  private values: string[] = [];
  /** UTF-8 bytes of the text so far. */
  private bytes = 0;
  private empty = true;

  constructor(private readonly maxBytes: number) {}

  /** Whether a value of so many UTF-8 bytes can still be added. */
  fits(valueBytes: number): boolean {
    return this.bytes + (this.empty ? 0 : 1) + valueBytes <= this.maxBytes;
  }

  /** Adds a value that fits; `valueBytes` is its length in UTF-8. */
  add(value: string, valueBytes: number): void {
    this.bytes += (this.empty ? 0 : 1) + valueBytes;
    this.empty = false;
    this.values.push(value);
    if (this.values.length === VALUES_PER_CHUNK) {
      this.chunks.push(this.values.join(' '));
      this.values = [];
    }
  }

  toString(): string {
    if (this.chunks.length === 0) return this.values.join(' ');
    return [...this.chunks, ...(this.values.length === 0 ? [] : [this.values.join(' ')])].join(' ');
  }
}
