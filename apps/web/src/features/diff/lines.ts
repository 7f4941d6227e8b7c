/** A piece of a line; `marked` pieces are where the two sides differ. */
export interface Segment {
  text: string;
  marked: boolean;
}

/** A line as it is shown. */
export interface DiffLine {
  /** Line number from 1. */
  number: number;
  segments: Segment[];
  /** Whether a newline ends the line in the text. */
  terminated: boolean;
  differs: boolean;
}

/** Rows of a pane. Each is made when it comes into view: a text may have a million lines. */
export interface Rows {
  readonly length: number;
  /** null: this side has no such line, the other one has. */
  at(row: number): DiffLine | null;
  /** Lines of the text: rows that are not null. */
  readonly lineCount: number;
  /** UTF-16 units of the longest line. */
  readonly longest: number;
}

/** The lines of a text. */
export interface TextLines {
  texts: string[];
  /** Whether a newline ends the last line; it ends all others. */
  closed: boolean;
}

/** Lines of a text; the empty piece after a last newline is no line. */
export function splitLines(text: string): TextLines {
  const texts = text.split('\n');
  const closed = texts.at(-1) === '';
  if (closed) texts.pop();
  return { texts, closed };
}

/** Whether a newline ends the line with this index. */
export function isTerminated({ texts, closed }: TextLines, index: number): boolean {
  return closed || index < texts.length - 1;
}

/** UTF-16 units of the longest line. */
export function longestOf({ texts }: TextLines): number {
  let longest = 0;
  for (const text of texts) longest = Math.max(longest, text.length);
  return longest;
}

/** A text as it is, without marks. */
export function plainRows(text: string): Rows {
  const lines = splitLines(text);
  const { length } = lines.texts;
  return {
    length,
    lineCount: length,
    longest: longestOf(lines),
    at: (row) => ({
      number: row + 1,
      segments: [{ text: lines.texts[row]!, marked: false }],
      terminated: isTerminated(lines, row),
      differs: false,
    }),
  };
}
