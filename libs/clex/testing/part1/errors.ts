import type { Span } from './ast.js';
import { ERROR_TEXTS, type ClexErrorDetails } from './error-texts.js';
import { renderExcerpt } from './excerpt.js';

/** What can be wrong with a program or with a generation, in snake_case. */
export type ClexErrorCode = keyof ClexErrorDetails;

/** The one error of this library: something is wrong with the program, at `span` of its source. */
export class ClexError extends Error {
  readonly code: ClexErrorCode;
  /** UTF-16 offsets in the source; never empty. */
  readonly span: Span;
  /** What to write instead, one sentence. */
  readonly hint: string;

  constructor(code: ClexErrorCode, span: Span, message: string, hint: string) {
    super(message);
    this.name = 'ClexError';
    this.code = code;
    this.span = span;
    this.hint = hint;
  }

  /**
   * The error as text for people: place and message, the source line with carets under the span, the hint.
   * `source` is the text that was parsed.
   */
  render(source: string): string {
    const { line, column, excerpt } = renderExcerpt(source, this.span);
    return `${line}:${column}: ${this.message} [${this.code}]\n${excerpt}\nhint: ${this.hint}`;
  }
}

/** Builds the error of `code` with its message and hint; `details` is what they speak about. */
export function clexError<C extends ClexErrorCode>(
  code: C,
  span: Span,
  details: ClexErrorDetails[C],
): ClexError {
  const [message, hint] = ERROR_TEXTS[code](details);
  return new ClexError(code, span, message, hint);
}
