import type {
  CaptureUnit,
  Charset,
  ClexProgram,
  DataUnit,
  GroupRef,
  GroupUnit,
  Range,
  Ref,
  Span,
  Unit,
} from './ast.js';
import { clexError } from './errors.js';
import { describe, Lexer, type Token } from './lexer.js';

/** Longest source, in UTF-16 units. */
export const MAX_SOURCE_LENGTH = 1024 * 1024;
/**
 * Deepest nesting of groups; it keeps the recursion of the parser and of everything that walks the tree
 * small.
 */
export const MAX_NESTING_DEPTH = 256;
/** Most captures, groups and data of one program together. */
export const MAX_UNITS = 100_000;

/**
 * Parses a clex program.
 *
 * @throws ClexError at the first place of the text that is wrong, or past one of the bounds above
 */
export function parse(source: string): ClexProgram {
  if (source.length > MAX_SOURCE_LENGTH) {
    const span = { start: MAX_SOURCE_LENGTH, end: source.length };
    throw clexError('source_too_long', span, { length: source.length, maximum: MAX_SOURCE_LENGTH });
  }
  return new Parser(source).parseLanguage();
}

/** Which numbers a reference may stand for: `count` excludes those below 0. */
type RefKind = 'whole' | 'count';

const UNIT = '"N", "F", "S", a capture "(N)" or a group "(?: ... )"';

/** Recursive descent with one token of lookahead. */
class Parser {
  private readonly lexer: Lexer;
  private token: Token;
  /** The token before `token`. */
  private previous: Span = { start: 0, end: 0 };
  private depth = 0;
  private unitCount = 0;
  private captureCount = 0;

  constructor(private readonly source: string) {
    this.lexer = new Lexer(source);
    this.token = this.lexer.next();
  }

  /** Language = Unit* EOF */
  parseLanguage(): ClexProgram {
    const units = this.parseUnits();
    if (!this.at('end')) throw this.unexpected(UNIT, this.hintForStray());
    const span = { start: 0, end: this.source.length };
    return { kind: 'program', units, captureCount: this.captureCount, span };
  }

  /** Unit* */
  private parseUnits(): Unit[] {
    const units: Unit[] = [];
    for (let unit = this.parseUnit(); unit !== undefined; unit = this.parseUnit()) units.push(unit);
    return units;
  }

  /** Unit = Capture | Group | Data; `undefined` when none starts here */
  private parseUnit(): Unit | undefined {
    const { kind } = this.token;
    if (kind !== 'N' && kind !== 'F' && kind !== 'S' && kind !== '(') return undefined;
    if (++this.unitCount > MAX_UNITS) {
      throw clexError('too_many_units', this.token.span, { maximum: MAX_UNITS });
    }
    return kind === '(' ? this.parseCaptureOrGroup() : this.parseData(kind);
  }

  private parseCaptureOrGroup(): CaptureUnit | GroupUnit {
    const opening = this.advance();
    if (this.at('N')) return this.parseCapture(opening);
    if (this.at('?:')) return this.parseGroup(opening);
    if (this.at('end')) throw clexError('unclosed_group', opening, { capture: false });
    throw this.notACapture();
  }

  /** Capture = "(" "N" CountRange? ")" */
  private parseCapture(opening: Span): CaptureUnit {
    this.advance();
    const group = ++this.captureCount;
    const range = this.parseRange('count');
    if (this.at('end')) throw clexError('unclosed_group', opening, { capture: true });
    if (!this.at(')')) throw this.notACapture();
    this.advance();
    return { kind: 'capture', group, range, span: this.spanFrom(opening) };
  }

  /** Group = "(" "?:" Unit* ")" Repeat? */
  private parseGroup(parenthesis: Span): GroupUnit {
    this.advance();
    const opening = this.spanFrom(parenthesis);
    if (this.depth >= MAX_NESTING_DEPTH) {
      throw clexError('nesting_too_deep', opening, { maximum: MAX_NESTING_DEPTH });
    }
    this.depth++;
    const units = this.parseUnits();
    this.depth--;
    if (this.at('end')) throw clexError('unclosed_group', opening, { capture: false });
    if (!this.at(')')) throw this.unexpected(`${UNIT} or ")"`, this.hintForStray());
    this.advance();
    const repeat = this.parseRepeat();
    return { kind: 'group', units, repeat, span: this.spanFrom(opening) };
  }

  /** Data = "N" Range? Repeat? | "F" Range? Repeat? | "S" StringShape? Repeat? */
  private parseData(kind: 'N' | 'F' | 'S'): DataUnit {
    const letter = this.advance();
    if (kind === 'S') {
      const { range, charset } = this.parseStringShape();
      const repeat = this.parseRepeat();
      return { kind: 'string', range, charset, repeat, span: this.spanFrom(letter) };
    }
    const range = this.parseRange('whole');
    const repeat = this.parseRepeat();
    return { kind: kind === 'N' ? 'integer' : 'float', range, repeat, span: this.spanFrom(letter) };
  }

  /** Range = "[" Ref? "," Ref? "]"; CountRange = "[" CountRef? "," CountRef? "]" */
  private parseRange(kind: RefKind): Range | undefined {
    if (!this.at('[')) return undefined;
    const opening = this.advance();
    const lower = this.parseRef(kind);
    this.expectComma(false);
    const upper = this.parseRef(kind);
    this.expectSquareBracket(false);
    return { lower, upper, span: this.spanFrom(opening) };
  }

  /** StringShape = "[" CountRef? "," CountRef? "," Charset? "]" */
  private parseStringShape(): { range: Range | undefined; charset: Charset | undefined } {
    if (!this.at('[')) return { range: undefined, charset: undefined };
    const opening = this.advance();
    const lower = this.parseRef('count');
    this.expectComma(true);
    const upper = this.parseRef('count');
    const lengths = { start: opening.end, end: this.previous.end };
    this.expectComma(true);
    const charset = this.parseCharset();
    this.expectSquareBracket(true);
    return { range: { lower, upper, span: lengths }, charset };
  }

  /** Charset = "'" character+ "'" | "@" NAME "@"; `undefined` when none starts here */
  private parseCharset(): Charset | undefined {
    const token = this.token;
    if (token.kind === 'named_charset') {
      return { kind: 'named', name: token.name, span: this.advance() };
    }
    if (token.kind === 'quoted_charset') {
      return { kind: 'custom', symbols: token.symbols, span: this.advance() };
    }
    return undefined;
  }

  /** Repeat = "{" CountRef "}"; `undefined` when none starts here */
  private parseRepeat(): Ref | undefined {
    if (!this.at('{')) return undefined;
    this.advance();
    const count = this.parseRef('count');
    if (count === undefined) {
      throw this.unexpected('a number or a reference', 'Write how often, as in "{3}" or "{\\1}".');
    }
    if (!this.at('}')) {
      throw clexError('missing_curly_bracket', this.here(), { found: describe(this.token) });
    }
    this.advance();
    return count;
  }

  /**
   * Ref = "\" GroupNumber | signed 64-bit integer;
   * CountRef = "\" GroupNumber | non-negative integer;
   * `undefined` when none starts here
   */
  private parseRef(kind: RefKind): Ref | undefined {
    const token = this.token;
    if (token.kind === '\\') return this.parseGroupRef();
    if (token.kind !== 'number') return undefined;
    if (kind === 'count' && token.value < 0n) {
      throw clexError('negative_count', token.span, { value: token.value });
    }
    return { kind: 'literal', value: token.value, span: this.advance() };
  }

  /** "\" GroupNumber */
  private parseGroupRef(): GroupRef {
    const backslash = this.advance();
    const token = this.token;
    if (token.kind !== 'number') {
      throw clexError('missing_group_number', backslash, { found: describe(token) });
    }
    this.advance();
    const span = this.spanFrom(backslash);
    if (token.value < 1n) throw clexError('group_number_below_one', span, { group: token.value });
    return { kind: 'group_ref', group: token.value, span };
  }

  private expectComma(ofString: boolean): void {
    if (!this.at(',')) {
      throw clexError('missing_comma', this.here(), { found: describe(this.token), ofString });
    }
    this.advance();
  }

  private expectSquareBracket(afterCharset: boolean): void {
    if (!this.at(']')) {
      throw clexError('missing_square_bracket', this.here(), { found: describe(this.token), afterCharset });
    }
    this.advance();
  }

  private notACapture(): Error {
    return clexError('not_a_capture', this.token.span, { found: describe(this.token) });
  }

  private unexpected(expected: string, hint: string): Error {
    return clexError('unexpected_token', this.here(), { found: describe(this.token), expected, hint });
  }

  /** What helps when a token stands where a unit could start. */
  private hintForStray(): string {
    switch (this.token.kind) {
      case ')':
        return 'Remove this ")", or open its group with "(?:".';
      case '{':
        return 'A repeat follows "N", "F", "S" or a group; a capture is repeated as "(?:(N)){3}".';
      case '[':
        return 'A range follows "N", "F" or "S" directly and stands before the repeat, as in "N[1,5]{3}".';
      case 'number':
        return `To print a number as it is write "N[${this.token.value},${this.token.value}]".`;
      case '\\':
        return 'A reference stands in a range or in a repeat; to print a captured value write "N[\\1,\\1]".';
      case 'quoted_charset':
      case 'named_charset':
        return `A charset is the third part of a string's shape, as in "S[1,5,'abc']".`;
      default:
        return 'Remove it, or see what is missing to its left.';
    }
  }

  /** Where something is wrong with the present token; at the end of the source that is the token before. */
  private here(): Span {
    return this.token.kind === 'end' ? this.previous : this.token.span;
  }

  private at(kind: Token['kind']): boolean {
    return this.token.kind === kind;
  }

  /** Goes on by one token and gives the span of the one that is left behind. */
  private advance(): Span {
    this.previous = this.token.span;
    this.token = this.lexer.next();
    return this.previous;
  }

  /** From `first` to the end of the token before the present one. */
  private spanFrom(first: Span): Span {
    return { start: first.start, end: this.previous.end };
  }
}
