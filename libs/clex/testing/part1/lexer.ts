import { INT64_MAX, INT64_MIN, type CharsetName, type Span } from './ast.js';
import { charsetNamed, nearestCharset } from './charsets.js';
import { clexError } from './errors.js';

/** Tokens that carry nothing but themselves. */
export type Punctuation = '(' | ')' | '[' | ']' | '{' | '}' | ',' | '\\' | '?:' | 'N' | 'F' | 'S';

export type Token =
  | { readonly kind: Punctuation; readonly span: Span }
  | { readonly kind: 'number'; readonly value: bigint; readonly span: Span }
  | { readonly kind: 'named_charset'; readonly name: CharsetName; readonly span: Span }
  | { readonly kind: 'quoted_charset'; readonly symbols: readonly string[]; readonly span: Span }
  | { readonly kind: 'end'; readonly span: Span };

/** A token as messages name it. */
export function describe(token: Token): string {
  switch (token.kind) {
    case 'number':
      return `the number ${token.value}`;
    case 'named_charset':
      return `the charset "@${token.name}@"`;
    case 'quoted_charset':
      return 'a charset in quotes';
    case 'end':
      return 'the end of the program';
    default:
      return `"${token.kind}"`;
  }
}

// The characters of Unicode's White_Space and the byte order mark, spelled out: `\s` follows the engine's
// Unicode.
const WHITE_SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]*/y;
const DIGITS = /[0-9]*/y;
/** Digits of the longest 64-bit number. */
const MAX_DIGITS = 19;

const ESCAPES: Readonly<Record<string, string | undefined>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '0': '\0',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

/**
 * Cuts a source into tokens, one at a call, so that the first error in the text is the one that is reported.
 */
export class Lexer {
  private position = 0;

  constructor(private readonly source: string) {}

  /** The next token; at the end of the source one of kind `end`, as often as asked. */
  next(): Token {
    this.position = endOfMatch(WHITE_SPACE, this.source, this.position);
    const start = this.position;
    const character = this.source[start];
    switch (character) {
      case undefined:
        return { kind: 'end', span: { start, end: start } };
      case '(':
      case ')':
      case '[':
      case ']':
      case '{':
      case '}':
      case ',':
      case '\\':
      case 'N':
      case 'F':
      case 'S':
        this.position++;
        return { kind: character, span: this.spanFrom(start) };
      case '?':
        return this.scanQuestionColon(start);
      case "'":
        return this.scanQuoted(start);
      case '@':
        return this.scanNamed(start);
      default:
        return character === '-' || isDigit(character) ? this.scanNumber(start) : this.rejectCharacter(start);
    }
  }

  /** "?:" is one token */
  private scanQuestionColon(start: number): Token {
    this.position++;
    if (this.source[this.position] !== ':') {
      throw clexError('question_without_colon', this.spanFrom(start), undefined);
    }
    this.position++;
    return { kind: '?:', span: this.spanFrom(start) };
  }

  /** number = "-"? digit+, a signed 64-bit integer */
  private scanNumber(start: number): Token {
    const negative = this.source[start] === '-';
    const firstDigit = negative ? start + 1 : start;
    this.position = endOfMatch(DIGITS, this.source, firstDigit);
    if (this.position === firstDigit) {
      throw clexError('minus_without_digits', this.spanFrom(start), undefined);
    }
    const span = this.spanFrom(start);
    const digits = this.source.slice(firstDigit, this.position).replace(/^0+(?=[0-9])/, '');
    // The length first: a million digits are not worth a multiplication.
    const magnitude = digits.length > MAX_DIGITS ? undefined : BigInt(digits);
    const value = magnitude !== undefined && negative ? -magnitude : magnitude;
    if (value === undefined || value < INT64_MIN || value > INT64_MAX) {
      throw clexError('number_out_of_range', span, { digits: shorten((negative ? '-' : '') + digits) });
    }
    return { kind: 'number', value, span };
  }

  /** Charset = "@" NAME "@" */
  private scanNamed(start: number): Token {
    const closing = this.source.indexOf('@', start + 1);
    const name = this.source.slice(start + 1, closing === -1 ? undefined : closing);
    // A "]" tells that the "@" which was found opens the next charset.
    if (closing === -1 || name.includes(']')) {
      throw clexError('unclosed_at', { start, end: start + 1 }, undefined);
    }
    this.position = closing + 1;
    const known = charsetNamed(name);
    if (known === undefined) {
      const details = { name: shorten(name), nearest: nearestCharset(name) };
      throw clexError('unknown_charset', this.spanFrom(start), details);
    }
    return { kind: 'named_charset', name: known, span: this.spanFrom(start) };
  }

  /** Charset = "'" character+ "'" */
  private scanQuoted(start: number): Token {
    const symbols: string[] = [];
    let position = start + 1;
    for (;;) {
      const codePoint = this.source.codePointAt(position);
      if (codePoint === undefined) throw clexError('unclosed_quote', { start, end: start + 1 }, undefined);
      const symbol = String.fromCodePoint(codePoint);
      if (symbol === "'") break;
      const escaped = symbol === '\\' ? ESCAPES[this.source[position + 1] ?? ''] : undefined;
      if (escaped !== undefined) {
        symbols.push(escaped);
        position += 2;
        continue;
      }
      if ((codePoint & 0x1ff800) === 0xd800) this.rejectCharacter(position);
      symbols.push(symbol);
      position += symbol.length;
    }
    this.position = position + 1;
    const span = this.spanFrom(start);
    if (symbols.length === 0) throw clexError('empty_charset', span, undefined);
    return { kind: 'quoted_charset', symbols, span };
  }

  private rejectCharacter(start: number): never {
    const character = String.fromCodePoint(this.source.codePointAt(start)!);
    throw clexError('unknown_character', { start, end: start + character.length }, { character });
  }

  private spanFrom(start: number): Span {
    return { start, end: this.position };
  }
}

/** Where a sticky pattern that may match nothing stops, tried at `position`. */
function endOfMatch(pattern: RegExp, source: string, position: number): number {
  pattern.lastIndex = position;
  pattern.test(source);
  return pattern.lastIndex;
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

/** Quotes at most 40 characters of hostile text in a message, on one line. */
function shorten(text: string): string {
  const symbols = Array.from(text.slice(0, 82));
  const cut = symbols.length > 40 ? `${symbols.slice(0, 40).join('')}…` : text;
  return cut.replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd');
}
