/** Reading outputs as lines and as tokens: bytes and offsets, nothing is copied. */

const SPACE = 0x20;
const TAB = 0x09;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** ASCII white space, as C's isspace() has it in the C locale: space, \t \n \v \f \r. */
export function isWhiteSpace(byte: number): boolean {
  return byte === SPACE || (byte >= TAB && byte <= CARRIAGE_RETURN);
}

/** What DMOJ takes for the end of a line. */
export function isLineBreak(byte: number): boolean {
  return byte === NEWLINE || byte === CARRIAGE_RETURN;
}

/** Where the range `start..end` ends without the white space at its end. */
function trimEnd(bytes: Buffer, start: number, end: number): number {
  while (end > start && isWhiteSpace(bytes[end - 1]!)) end--;
  return end;
}

/** What a reader stands on: the bytes `start..end`, the `number`-th (from 1) line or token. */
export interface Part {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly number: number;
}

/** Walks over the parts of an output; `next` answers false after the last one. */
export interface PartReader extends Part {
  next(): boolean;
}

/**
 * Lines without the white space at their ends (so `\r\n` is as good as `\n`) and without the empty lines at
 * the end.
 */
export class LineReader implements PartReader {
  start = 0;
  end = 0;
  number = 0;
  private position = 0;
  private readonly length: number;

  constructor(readonly bytes: Buffer) {
    this.length = trimEnd(bytes, 0, bytes.length);
  }

  next(): boolean {
    if (this.position >= this.length) return false;
    let newline = this.position;
    while (newline < this.length && this.bytes[newline] !== NEWLINE) newline++;
    this.start = this.position;
    this.end = trimEnd(this.bytes, this.start, newline);
    this.position = newline + 1;
    this.number++;
    return true;
  }

  /** The line without the white space at its beginning. */
  trimmedStart(): Part {
    let start = this.start;
    while (start < this.end && isWhiteSpace(this.bytes[start]!)) start++;
    return { bytes: this.bytes, start, end: this.end, number: this.number };
  }
}

/**
 * Lines as they are, without `\n` or `\r\n`; what is behind the last line break is a line, too, unless it is
 * empty.
 */
export class RawLineReader implements PartReader {
  start = 0;
  end = 0;
  number = 0;
  private position = 0;

  constructor(readonly bytes: Buffer) {}

  /** Whether nothing but this empty line is left. */
  get isLastAndEmpty(): boolean {
    return this.start === this.end && this.position >= this.bytes.length;
  }

  next(): boolean {
    if (this.position >= this.bytes.length) return false;
    const newline = this.bytes.indexOf(NEWLINE, this.position);
    const end = newline < 0 ? this.bytes.length : newline;
    this.start = this.position;
    this.end = end > this.start && this.bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    this.position = end + 1;
    this.number++;
    return true;
  }
}

/** Runs of bytes that are not white space. */
export class TokenReader implements PartReader {
  start = 0;
  end = 0;
  number = 0;

  constructor(readonly bytes: Buffer) {}

  next(): boolean {
    const { bytes } = this;
    let start = this.end;
    while (start < bytes.length && isWhiteSpace(bytes[start]!)) start++;
    if (start === bytes.length) return false;
    let end = start + 1;
    while (end < bytes.length && !isWhiteSpace(bytes[end]!)) end++;
    this.start = start;
    this.end = end;
    this.number++;
    return true;
  }
}

/** Whether two parts are the same bytes. */
export function sameBytes(left: Part, right: Part): boolean {
  const length = left.end - left.start;
  if (length !== right.end - right.start) return false;
  for (let offset = 0; offset < length; offset++) {
    if (left.bytes[left.start + offset] !== right.bytes[right.start + offset]) return false;
  }
  return true;
}

/** Whether two parts count as the same. */
export type SamePart = (expected: Part, actual: Part) => boolean;

/** Byte for byte, or with ASCII letters of either case. */
export function samePart(caseSensitive: boolean): SamePart {
  return caseSensitive ? sameBytes : sameIgnoringCase;
}

function sameIgnoringCase(left: Part, right: Part): boolean {
  const length = left.end - left.start;
  if (length !== right.end - right.start) return false;
  for (let offset = 0; offset < length; offset++) {
    const ours = left.bytes[left.start + offset]!;
    const theirs = right.bytes[right.start + offset]!;
    if (ours !== theirs && small(ours) !== small(theirs)) return false;
  }
  return true;
}

function small(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

const QUOTED_BYTES = 60;

/** A part in quotes, for a message; long ones are cut. */
export function quote(part: Part): string {
  const cut = part.end - part.start > QUOTED_BYTES;
  const text = part.bytes.toString('utf8', part.start, cut ? part.start + QUOTED_BYTES : part.end);
  return JSON.stringify(cut ? `${text}...` : text);
}
