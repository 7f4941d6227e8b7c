import type { Span } from './ast.js';
import { clexError } from './errors.js';
import { Lexer } from './lexer.js';
import { describe, type Token } from './tokens.js';

/** The tokens of a source, one after the other, with one more to look at. */
export class Cursor {
  token: Token;
  /** The token before `token`. */
  previous: Span = { start: 0, end: 0 };
  private readonly lexer: Lexer;
  private ahead: Token | undefined;

  constructor(source: string) {
    this.lexer = new Lexer(source);
    this.token = this.lexer.next();
  }

  at(kind: Token['kind']): boolean {
    return this.token.kind === kind;
  }

  atWord(word: string): boolean {
    return this.token.kind === 'word' && this.token.text === word;
  }

  /**
   * The token after the present one. Only where the present one is right: an error in the next is thrown at
   * once.
   */
  peek(): Token {
    this.ahead ??= this.lexer.next();
    return this.ahead;
  }

  /** Goes on by one token and gives the span of the one that is left behind. */
  advance(): Span {
    this.previous = this.token.span;
    this.token = this.ahead ?? this.lexer.next();
    this.ahead = undefined;
    return this.previous;
  }

  /** Puts another token in the place of the present one. */
  replace(token: Token): void {
    this.token = token;
  }

  /** From `first` to the end of the token before the present one. */
  spanFrom(first: Span): Span {
    return { start: first.start, end: this.previous.end };
  }

  /** Where something is wrong with the present token; at the end of the source that is the token before. */
  here(): Span {
    return this.token.kind === 'end' && this.previous.end > 0 ? this.previous : this.token.span;
  }

  unexpected(expected: string, hint: string): Error {
    return clexError('unexpected_token', this.here(), { found: describe(this.token), expected, hint });
  }

  /** Goes past a token that must stand here. */
  expect(kind: Token['kind'], hint: string): Span {
    if (!this.at(kind)) throw this.unexpected(`"${kind}"`, hint);
    return this.advance();
  }
}
