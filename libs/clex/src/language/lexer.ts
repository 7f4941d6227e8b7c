import { INT64_MAX, INT64_MIN, type Span } from './ast.js';
import { charsetNamed, nearestCharset } from './charsets.js';
import { clexError } from './errors.js';
import { PUNCTUATION, type Punctuation, type Token } from './tokens.js';
import { WORDS } from './words.js';

// The characters of Unicode's White_Space and the byte order mark, spelled out: `\s` follows the engine's
// Unicode.
const WHITE_SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]*/y;
const REST_OF_LINE = /[^\n\r\u2028\u2029]*/y;
const DIGITS = /[0-9]*/y;
const FRACTION = /(?:\.[0-9]+)?/y;
const NAME = /(?:[a-z][a-z0-9_]*)?/y;
/** Digits of the longest 64-bit number. */
const MAX_DIGITS = 19;
/** Most characters that the ranges of all charsets of a program stand for. */
const MAX_RANGE_SYMBOLS = 1_000_000;

const SINGLE: ReadonlySet<string> = new Set(PUNCTUATION);

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
  private rangeSymbols = 0;

  constructor(private readonly source: string) {}

  /** The next token; at the end of the source one of kind `end`, as often as asked. */
  next(): Token {
    const start = this.skipSpace();
    const character = this.source[start];
    switch (character) {
      case undefined:
        return { kind: 'end', span: { start, end: start } };
      case '?':
        return this.scanQuestionColon(start);
      case "'":
        return this.scanCharset(start);
      case '"':
        return { kind: 'literal', text: this.scanQuoted(start).join(''), span: this.spanFrom(start) };
      case '@':
        return this.scanAt(start);
      case '<':
      case '>':
      case '=':
      case '!':
        return this.scanComparison(start, character);
    }
    if (isDigit(character) || (character === '-' && isDigit(this.source[start + 1] ?? ''))) {
      return this.scanNumber(start);
    }
    if (SINGLE.has(character)) {
      this.position++;
      return { kind: character as Punctuation, span: this.spanFrom(start) };
    }
    return character >= 'a' && character <= 'z' ? this.scanName(start) : this.rejectCharacter(start);
  }

  /** White space and comments, "//" to the end of the line; gives the new position. */
  private skipSpace(): number {
    this.position = endOfMatch(WHITE_SPACE, this.source, this.position);
    while (this.source.startsWith('//', this.position)) {
      this.position = endOfMatch(REST_OF_LINE, this.source, this.position);
      this.position = endOfMatch(WHITE_SPACE, this.source, this.position);
    }
    return this.position;
  }

  /** "?:" and "?name:" are one token */
  private scanQuestionColon(start: number): Token {
    const end = endOfMatch(NAME, this.source, start + 1);
    const name = this.source.slice(start + 1, end);
    if (this.source[end] !== ':') {
      this.position = end;
      throw clexError('question_without_colon', this.spanFrom(start), undefined);
    }
    this.position = end + 1;
    const span = this.spanFrom(start);
    if (WORDS.has(name)) throw clexError('word_as_name', span, { word: name });
    return { kind: '?:', name: name === '' ? undefined : name, span };
  }

  /** "<=" | "<" | ">=" | ">" | "==" | "=" | "!=" */
  private scanComparison(start: number, character: '<' | '>' | '=' | '!'): Token {
    if (this.source[start + 1] === '=') {
      this.position += 2;
      return { kind: `${character}=`, span: this.spanFrom(start) };
    }
    if (character === '!') this.rejectCharacter(start);
    this.position++;
    return { kind: character, span: this.spanFrom(start) };
  }

  /** name = "a".."z" ( "a".."z" | "0".."9" | "_" )* */
  private scanName(start: number): Token {
    this.position = endOfMatch(NAME, this.source, start);
    const text = this.source.slice(start, this.position);
    return { kind: WORDS.has(text) ? 'word' : 'name', text, span: this.spanFrom(start) };
  }

  /** number = "-"? digit+, a signed 64-bit integer; decimal = number "." digit+ */
  private scanNumber(start: number): Token {
    const negative = this.source[start] === '-';
    const firstDigit = negative ? start + 1 : start;
    const end = endOfMatch(DIGITS, this.source, firstDigit);
    this.position = endOfMatch(FRACTION, this.source, end);
    const span = this.spanFrom(start);
    const fraction = this.source.slice(end + 1, this.position);
    const digits = (this.source.slice(firstDigit, end) + fraction).replace(/^0+(?=[0-9])/, '');
    // The length first: a million digits are not worth a multiplication.
    const magnitude = digits.length > MAX_DIGITS ? undefined : BigInt(digits);
    const value = magnitude !== undefined && negative ? -magnitude : magnitude;
    if (value === undefined || value < INT64_MIN || value > INT64_MAX || fraction.length > MAX_DIGITS) {
      throw clexError('number_out_of_range', span, { digits: shorten((negative ? '-' : '') + digits) });
    }
    if (fraction !== '') return { kind: 'decimal', unscaled: value, scale: fraction.length, span };
    return { kind: 'number', value, span };
  }

  /** Charset = "@" NAME "@" | "@" ( character "-" character | character )+ "@" */
  private scanAt(start: number): Token {
    const closing = this.source.indexOf('@', start + 1);
    const text = this.source.slice(start + 1, closing === -1 ? undefined : closing);
    const isName = /^\s*CH/i.test(text);
    // A "]" tells that the "@" which was found opens the next charset.
    if (closing === -1 || (isName ? text.includes(']') : /\].*\[/s.test(text))) {
      throw clexError('unclosed_at', { start, end: start + 1 }, undefined);
    }
    this.position = closing + 1;
    const span = this.spanFrom(start);
    const name = charsetNamed(text);
    if (name !== undefined) return { kind: 'named_charset', name, span };
    if (isName) {
      throw clexError('unknown_charset', span, { name: shorten(text), nearest: nearestCharset(text) });
    }
    const symbols = this.expandRanges(text.trim(), span);
    if (symbols.length === 0) throw clexError('empty_charset', span, undefined);
    return { kind: 'charset', symbols, span };
  }

  private expandRanges(text: string, span: Span): string[] {
    const written = Array.from(text);
    const symbols: string[] = [];
    for (let at = 0; at < written.length; at++) {
      const first = written[at]!;
      if (isSurrogate(first))
        this.rejectCharacter(span.start + 1 + this.source.slice(span.start + 1).indexOf(first));
      if (written[at + 1] !== '-' || written[at + 2] === undefined) {
        symbols.push(first);
        continue;
      }
      const last = written[at + 2]!;
      const [from, to] = [first.codePointAt(0)!, last.codePointAt(0)!];
      if (from > to) throw clexError('charset_upside_down', span, { first, last });
      this.rangeSymbols += to - from + 1;
      if (this.rangeSymbols > MAX_RANGE_SYMBOLS) {
        throw clexError('charset_too_large', span, { maximum: MAX_RANGE_SYMBOLS });
      }
      for (let code = from; code <= to; code++) {
        if ((code & 0x1ff800) !== 0xd800) symbols.push(String.fromCodePoint(code));
      }
      at += 2;
    }
    return symbols;
  }

  /** Charset = "'" character+ "'" */
  private scanCharset(start: number): Token {
    const symbols = this.scanQuoted(start);
    const span = this.spanFrom(start);
    if (symbols.length === 0) throw clexError('empty_charset', span, undefined);
    return { kind: 'charset', symbols, span };
  }

  /** The characters up to the next quote of the kind that stands at `start`. */
  private scanQuoted(start: number): string[] {
    const quote = this.source[start]!;
    const symbols: string[] = [];
    let position = start + 1;
    for (;;) {
      const codePoint = this.source.codePointAt(position);
      if (codePoint === undefined) throw clexError('unclosed_quote', { start, end: start + 1 }, { quote });
      const symbol = String.fromCodePoint(codePoint);
      if (symbol === quote) break;
      const escaped = symbol === '\\' ? ESCAPES[this.source[position + 1] ?? ''] : undefined;
      if (escaped !== undefined) {
        symbols.push(escaped);
        position += 2;
        continue;
      }
      if (isSurrogate(symbol)) this.rejectCharacter(position);
      symbols.push(symbol);
      position += symbol.length;
    }
    this.position = position + 1;
    return symbols;
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

/** Half of a character outside of the basic plane, alone. */
function isSurrogate(character: string): boolean {
  return (character.codePointAt(0)! & 0x1ff800) === 0xd800;
}

/** Quotes at most 40 characters of hostile text in a message, on one line. */
function shorten(text: string): string {
  const symbols = Array.from(text.slice(0, 82));
  const cut = symbols.length > 40 ? `${symbols.slice(0, 40).join('')}…` : text;
  return cut.replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd');
}
