import type { Num } from './numbers.js';
import { utf8Length } from './utf8.js';

/**
 * A printed value with what the rules of a group need of it: what it is sorted by, and whether `has` may
 * write into it.
 */
export interface Value {
  text: string;
  key: Num | string;
  readonly isString: boolean;
}

/** The line ends here. */
const LINE = Symbol('line');
/** No space here. */
const GLUE = Symbol('glue');

type Item = string | Value | typeof LINE | typeof GLUE;

/** Items are made text in portions: a string grown by `+=` costs a tree node a value until it is read. */
const ITEMS_PER_CHUNK = 4096;

export interface OutputMark {
  readonly items: number;
  readonly bytes: number;
  readonly isSpaceDue: boolean;
  readonly holds: number;
}

/**
 * The text of an input under way: values with one space between two of them, none next to a line feed of `;`
 * and none where `~` stands.
 */
export class Output {
  private readonly chunks: string[] = [];
  private items: Item[] = [];
  /** UTF-8 bytes of the text so far, and whether the next value has a space before it. */
  private bytes = 0;
  private isSpaceDue = false;
  /** The same for the items that are not yet text. */
  private wasSpaceDue = false;
  /** While it is not 0 items stay items: a group that may be taken back or put in order is under way. */
  private holds = 0;

  /** @param maxBytes most UTF-8 bytes of the text */
  constructor(private readonly maxBytes: number) {}

  /** Whether a value of so many UTF-8 bytes can still be added. */
  fits(valueBytes: number): boolean {
    return this.bytes + (this.isSpaceDue ? 1 : 0) + valueBytes <= this.maxBytes;
  }

  /** Adds a value; `valueBytes` is its length in UTF-8. Gives false when it does not fit. */
  add(value: string | Value, valueBytes: number): boolean {
    if (!this.fits(valueBytes)) return false;
    this.bytes += (this.isSpaceDue ? 1 : 0) + valueBytes;
    this.isSpaceDue = true;
    this.push(value);
    return true;
  }

  addLine(): boolean {
    if (this.bytes + 1 > this.maxBytes) return false;
    this.bytes++;
    this.isSpaceDue = false;
    this.push(LINE);
    return true;
  }

  addGlue(): void {
    this.isSpaceDue = false;
    this.push(GLUE);
  }

  hold(): OutputMark {
    const { bytes, isSpaceDue } = this;
    return { items: this.items.length, bytes, isSpaceDue, holds: ++this.holds };
  }

  release(): void {
    this.holds--;
  }

  /** How many items stand behind the last one that is text for good; for `slice` and `reorder`. */
  get length(): number {
    return this.items.length;
  }

  /** Takes back all that was added since the mark. */
  restore(mark: OutputMark): void {
    this.items.length = mark.items;
    this.bytes = mark.bytes;
    this.isSpaceDue = mark.isSpaceDue;
    this.holds = mark.holds;
  }

  /** The values among the items from `start` on, up to `end`. */
  valuesFrom(start: number, end = this.items.length): Value[] {
    const values: Value[] = [];
    for (let at = start; at < end; at++) {
      const item = this.items[at];
      if (typeof item === 'object') values.push(item);
    }
    return values;
  }

  /** Puts the slices that begin at `starts`, the last one going to the end, into another order. */
  reorder(starts: readonly number[], order: readonly number[]): void {
    const slices = starts.map((start, at) => this.items.slice(start, starts[at + 1] ?? this.items.length));
    this.items.length = starts[0] ?? this.items.length;
    for (const at of order) for (const item of slices[at]!) this.items.push(item);
  }

  /** Counts again after values were changed; gives false when the text is too long now. */
  recount(mark: OutputMark): boolean {
    this.bytes = mark.bytes;
    this.isSpaceDue = mark.isSpaceDue;
    for (let at = mark.items; at < this.items.length; at++) {
      const item = this.items[at]!;
      if (item === LINE) this.bytes++;
      else if (item !== GLUE) {
        this.bytes += (this.isSpaceDue ? 1 : 0) + utf8Length(typeof item === 'string' ? item : item.text);
      }
      this.isSpaceDue = typeof item !== 'symbol';
    }
    return this.bytes <= this.maxBytes;
  }

  toString(): string {
    this.flush();
    return this.chunks.length === 1 ? this.chunks[0]! : this.chunks.join('');
  }

  private push(item: Item): void {
    this.items.push(item);
    if (this.items.length >= ITEMS_PER_CHUNK && this.holds === 0) this.flush();
  }

  private flush(): void {
    const pieces: string[] = [];
    for (const item of this.items) {
      if (item === LINE) pieces.push('\n');
      else if (item !== GLUE) {
        if (this.wasSpaceDue) pieces.push(' ');
        pieces.push(typeof item === 'string' ? item : item.text);
      }
      this.wasSpaceDue = typeof item !== 'symbol';
    }
    this.items = [];
    this.chunks.push(pieces.join(''));
  }
}
