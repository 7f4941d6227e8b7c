import { quote, type Part } from './text.js';

/** Why an output is not the expected one. */
export interface Difference {
  /** In one sentence, for people. */
  message: string;
  /** The first place where it differs: line and column, in bytes and from 1, of the output. */
  first?: FirstDifference;
  /** How much of it is right all the same, 0 to 1, where the checker gives shares. */
  share?: number;
  /** It is the answer that is wrong, not the output. */
  failed?: true;
}

export interface FirstDifference {
  line: number;
  column: number;
  expected: string;
  actual: string;
}

const NEWLINE = 0x0a;
const SHOWN_BYTES = 200;

/** The two parts that differ; `null` for the end of a text. */
export function partsDiffer(
  noun: string,
  expected: Part | null,
  actual: Part | null,
  output: Buffer,
): Difference {
  const number = (expected ?? actual)!.number;
  const message = !actual
    ? `${noun} ${number}: expected ${quote(expected!)}, found the end`
    : !expected
      ? `${noun} ${number}: expected the end, found ${quote(actual)}`
      : `${noun} ${number}: expected ${quote(expected)}, found ${quote(actual)}`;
  return {
    message,
    first: {
      ...placeOf(output, actual?.start ?? output.length),
      expected: expected ? shown(expected) : '',
      actual: actual ? shown(actual) : '',
    },
  };
}

/** Line and column of an offset. */
export function placeOf(bytes: Buffer, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0 && at < offset; at = bytes.indexOf(NEWLINE, at + 1)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}

/** A part as text, cut where it is long. */
export function shown(part: Pick<Part, 'bytes' | 'start' | 'end'>): string {
  return part.bytes.toString('utf8', part.start, Math.min(part.end, part.start + SHOWN_BYTES));
}
