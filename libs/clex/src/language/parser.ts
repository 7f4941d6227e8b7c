import type {
  Body,
  Branch,
  CallUnit,
  CaptureUnit,
  Charset,
  ClexProgram,
  DataUnit,
  Expr,
  GraphUnit,
  GraphWord,
  GroupUnit,
  Range,
  Repeat,
  Rule,
  Span,
  Step,
} from './ast.js';
import { checkProgram } from './check.js';
import { Cursor } from './cursor.js';
import { clexError } from './errors.js';
import { ExpressionParser } from './expression-parser.js';
import { describe } from './tokens.js';
import { FLAG_RULES, GRAPH_SHAPES, GRAPH_WORDS, isOneOf } from './words.js';

/** Longest source, in UTF-16 units. */
export const MAX_SOURCE_LENGTH = 1024 * 1024;
/**
 * Deepest nesting of groups; it keeps the recursion of the parser and of everything that walks the tree
 * small.
 */
export const MAX_NESTING_DEPTH = 256;
/** Most steps of one program together: captures, groups, data and what part 2 adds. */
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
  const program = new Parser(source).parseLanguage();
  checkProgram(program);
  return program;
}

/** Which numbers may stand somewhere: `count` excludes those below 0. */
type NumberKind = 'whole' | 'count';

const UNIT = '"N", "F", "S", a capture "(N)" or a group "(?: ... )"';

/**
 * Recursive descent; a second token is looked at only behind a name and behind a number that may be a weight.
 */
class Parser {
  private readonly cursor: Cursor;
  private readonly expressions: ExpressionParser;
  private readonly groups = new Map<string, GroupUnit>();
  private readonly groupNames = new Set<string>();
  private depth = 0;
  private unitCount = 0;
  private captureCount = 0;

  constructor(private readonly source: string) {
    this.cursor = new Cursor(source);
    this.expressions = new ExpressionParser(this.cursor);
  }

  /** Language = Body EOF */
  parseLanguage(): ClexProgram {
    const body = this.parseBody();
    if (!this.cursor.at('end')) throw this.cursor.unexpected(UNIT, this.hintForStray());
    const { captureCount, groups } = this;
    return { kind: 'program', body, captureCount, groups, span: { start: 0, end: this.source.length } };
  }

  /** Body = Branch ( "|" Branch )* */
  private parseBody(): Body {
    const branches = [this.parseBranch()];
    while (this.cursor.at('|')) {
      this.countUnit();
      this.cursor.advance();
      branches.push(this.parseBranch());
    }
    return { branches };
  }

  /** Branch = ( integer ":" )? Step* */
  private parseBranch(): Branch {
    const { token } = this.cursor;
    let weight = 1n;
    if (token.kind === 'number' && this.cursor.peek().kind === ':') {
      weight = token.value;
      if (weight < 1n) throw clexError('weight_below_one', token.span, { weight });
      this.cursor.advance();
      this.cursor.advance();
    }
    const steps: Step[] = [];
    for (let step = this.parseStep(); step !== undefined; step = this.parseStep()) steps.push(step);
    return { weight, steps };
  }

  /**
   * Step = Unit | ";" | "~" | "where" Expr | "let" name "=" ( Data | Expr )
   * Unit = Capture | Group | ( name "=" )? Data | name Index? | "<" name ">" | Graph
   * `undefined` when none starts here
   */
  private parseStep(): Step | undefined {
    const { cursor } = this;
    const { token } = cursor;
    switch (token.kind) {
      case ';':
        return this.counted(() => ({ kind: 'line', span: cursor.advance() }));
      case '~':
        return this.counted(() => ({ kind: 'glue', span: cursor.advance() }));
      case '(':
        return this.counted(() => this.parseCaptureOrGroup());
      case 'N':
      case 'F':
      case 'S':
      case 'literal':
        return this.counted(() => this.parseData(token.span, undefined, false));
      case '<':
        return this.counted(() => this.parseCall());
      case 'name':
        return this.counted(() => this.parseNamed());
      case 'word':
        if (token.text === 'where') return this.counted(() => this.parseWhere());
        if (token.text === 'let') return this.counted(() => this.parseLet());
        return isOneOf(GRAPH_SHAPES, token.text) ? this.counted(() => this.parseGraph()) : undefined;
      default:
        return undefined;
    }
  }

  /** "where" Expr */
  private parseWhere(): Step {
    const first = this.cursor.advance();
    const test = this.expressions.parseExpr();
    return { kind: 'where', test, span: this.cursor.spanFrom(first) };
  }

  /** "let" name "=" ( Data | Expr ) */
  private parseLet(): Step {
    const { cursor } = this;
    const first = cursor.advance();
    const { token } = cursor;
    if (token.kind === 'word') throw clexError('word_as_name', token.span, { word: token.text });
    if (token.kind !== 'name') throw cursor.unexpected('a name', 'Write "let n=N[1,9]" or "let c=c+1".');
    cursor.advance();
    cursor.expect('=', 'Write "let n=N[1,9]" or "let c=c+1".');
    if (this.atData()) return this.parseData(first, token.text, true);
    const value = this.expressions.parseExpr();
    return { kind: 'assign', name: token.text, value, span: cursor.spanFrom(first) };
  }

  /** name "=" Data | name Index? */
  private parseNamed(): Step {
    const { cursor } = this;
    const { token } = cursor;
    if (token.kind !== 'name') throw new TypeError('no name is here');
    if (cursor.peek().kind !== '=') {
      const value = this.expressions.parseName();
      return { kind: 'show', value, span: value.span };
    }
    const first = cursor.advance();
    cursor.advance();
    if (this.atData()) return this.parseData(first, token.text, false);
    throw cursor.unexpected(
      '"N", "F", "S" or a text in quotes',
      `To keep a number under the name write "let ${token.text}=...".`,
    );
  }

  /** "<" name ">" */
  private parseCall(): CallUnit {
    const { cursor } = this;
    const hint = 'A group with a name, "(?e: ... )", is called again with "<e>".';
    const first = cursor.advance();
    const { token } = cursor;
    if (token.kind !== 'name') throw cursor.unexpected('the name of a group', hint);
    cursor.advance();
    cursor.expect('>', hint);
    return { kind: 'call', name: token.text, span: cursor.spanFrom(first) };
  }

  private parseCaptureOrGroup(): CaptureUnit | GroupUnit {
    const { cursor } = this;
    const opening = cursor.advance();
    if (cursor.at('N')) return this.parseCapture(opening);
    if (cursor.at('?:')) return this.parseGroup(opening);
    if (cursor.at('end')) throw clexError('unclosed_group', opening, { capture: false });
    throw this.notACapture();
  }

  /** Capture = "(" "N" Range? ")" */
  private parseCapture(opening: Span): CaptureUnit {
    const { cursor } = this;
    cursor.advance();
    const group = ++this.captureCount;
    const range = this.parseRange('count');
    if (cursor.at('end')) throw clexError('unclosed_group', opening, { capture: true });
    if (!cursor.at(')')) throw this.notACapture();
    cursor.advance();
    return { kind: 'capture', group, range, span: cursor.spanFrom(opening) };
  }

  /** Group = "(" "?" name? ":" Body ")" Repeat? Rule* */
  private parseGroup(parenthesis: Span): GroupUnit {
    const { cursor } = this;
    const { token } = cursor;
    const name = token.kind === '?:' ? token.name : undefined;
    cursor.advance();
    const opening = cursor.spanFrom(parenthesis);
    if (this.depth >= MAX_NESTING_DEPTH) {
      throw clexError('nesting_too_deep', opening, { maximum: MAX_NESTING_DEPTH });
    }
    if (name !== undefined) {
      if (this.groupNames.has(name)) throw clexError('name_twice', opening, { name });
      this.groupNames.add(name);
    }
    this.depth++;
    const body = this.parseBody();
    this.depth--;
    if (cursor.at('end')) throw clexError('unclosed_group', opening, { capture: false });
    if (!cursor.at(')')) throw cursor.unexpected(`${UNIT} or ")"`, this.hintForStray());
    cursor.advance();
    const repeat = this.parseRepeat();
    const rules = this.parseRules();
    const group: GroupUnit = { kind: 'group', name, body, repeat, rules, span: cursor.spanFrom(opening) };
    if (name !== undefined) this.groups.set(name, group);
    return group;
  }

  /**
   * Data = "N" Range? Repeat? Rule* | "F" Range? Repeat? Rule* | "S" Shape? Repeat? Rule* | '"' character*
   * '"' Repeat?
   */
  private parseData(first: Span, name: string | undefined, silent: boolean): DataUnit {
    const { cursor } = this;
    const { token } = cursor;
    cursor.advance();
    const named = { name, silent };
    if (token.kind === 'literal') {
      const repeat = this.parseRepeat();
      return { kind: 'literal', text: token.text, ...named, repeat, span: cursor.spanFrom(first) };
    }
    if (token.kind === 'S') {
      const shape = this.parseShape();
      const repeat = this.parseRepeat();
      const rules = this.parseRules();
      return { kind: 'string', ...shape, ...named, repeat, rules, span: cursor.spanFrom(first) };
    }
    const kind = token.kind === 'N' ? 'integer' : 'float';
    const range = this.parseRange('whole');
    const repeat = this.parseRepeat();
    const rules = this.parseRules();
    return { kind, range, ...named, repeat, rules, span: cursor.spanFrom(first) };
  }

  /** Range = "[" Expr? "," Expr? ( "," Expr )? "]" | "[" Expr "]" */
  private parseRange(kind: NumberKind): Range | undefined {
    const { cursor } = this;
    if (!cursor.at('[')) return undefined;
    const opening = cursor.advance();
    const lower = this.parseNumber(kind);
    if (cursor.at(']') && lower !== undefined) {
      cursor.advance();
      return { lower, upper: lower, digits: undefined, exact: true, span: cursor.spanFrom(opening) };
    }
    this.expectComma(false);
    const upper = this.parseNumber(kind);
    let digits: Expr | undefined;
    if (cursor.at(',')) {
      cursor.advance();
      if (!this.expressions.startsHere()) {
        throw cursor.unexpected(
          'a number of digits',
          'The third number is that of digits, as in "F[0,1,3]".',
        );
      }
      digits = this.parseNumber('count');
    }
    this.expectSquareBracket(false);
    return { lower, upper, digits, exact: false, span: cursor.spanFrom(opening) };
  }

  /** Shape = "[" Expr? "," Expr? "," Charset? "]" | "[" Expr "," Charset "]" */
  private parseShape(): { range: Range | undefined; charset: Charset | undefined } {
    const { cursor } = this;
    if (!cursor.at('[')) return { range: undefined, charset: undefined };
    const opening = cursor.advance();
    const lower = this.parseNumber('count');
    this.expectComma(true);
    const isExact = lower !== undefined && (cursor.at('charset') || cursor.at('named_charset'));
    const upper = isExact ? lower : this.parseNumber('count');
    const span = { start: opening.end, end: cursor.previous.end };
    if (!isExact) this.expectComma(true);
    const charset = this.parseCharset();
    this.expectSquareBracket(true);
    return { range: { lower, upper, digits: undefined, exact: isExact, span }, charset };
  }

  /**
   * Charset = "'" character+ "'" | "@" NAME "@" | "@" ( character "-" character | character )+ "@";
   * `undefined` when none starts here
   */
  private parseCharset(): Charset | undefined {
    const { token } = this.cursor;
    if (token.kind === 'named_charset') {
      return { kind: 'named', name: token.name, span: this.cursor.advance() };
    }
    if (token.kind === 'charset') {
      return { kind: 'custom', symbols: token.symbols, span: this.cursor.advance() };
    }
    return undefined;
  }

  /** Repeat = "{" Expr ( "," Expr )? "}"; `undefined` when none starts here */
  private parseRepeat(): Repeat | undefined {
    const { cursor } = this;
    if (!cursor.at('{')) return undefined;
    const opening = cursor.advance();
    const least = this.parseNumber('count');
    if (least === undefined) {
      throw cursor.unexpected('a number or a reference', 'Write how often, as in "{3}", "{n}" or "{\\1}".');
    }
    let most: Expr | undefined;
    if (cursor.at(',')) {
      cursor.advance();
      most = this.parseNumber('count');
      if (most === undefined) throw cursor.unexpected('a number', 'Write both numbers, as in "{2,5}".');
    }
    if (!cursor.at('}')) {
      throw clexError('missing_curly_bracket', cursor.here(), { found: describe(cursor.token) });
    }
    cursor.advance();
    return { least, most, span: cursor.spanFrom(opening) };
  }

  /** Rule* */
  private parseRules(): Rule[] {
    const rules: Rule[] = [];
    for (let rule = this.parseRule(); rule !== undefined; rule = this.parseRule()) {
      this.countUnit();
      rules.push(rule);
    }
    return rules;
  }

  /**
   * Rule = "distinct" | "sorted" | "prime" | "palindrome" | "balanced"
   *      | "!=" Sum | "has" ( Charset | Sum ) | "sum" name "<=" Sum
   */
  private parseRule(): Rule | undefined {
    const { cursor, expressions } = this;
    const { token } = cursor;
    if (token.kind === '!=') {
      const first = cursor.advance();
      const value = expressions.parseSum();
      return { kind: 'unequal', value, span: cursor.spanFrom(first) };
    }
    if (token.kind !== 'word') return undefined;
    if (isOneOf(FLAG_RULES, token.text)) return { kind: token.text, span: cursor.advance() };
    if (token.text === 'has') {
      const first = cursor.advance();
      const wanted = this.parseCharset() ?? expressions.parseSum();
      return { kind: 'has', wanted, span: cursor.spanFrom(first) };
    }
    return token.text === 'sum' ? this.parseSumRule() : undefined;
  }

  /** "sum" name "<=" Sum */
  private parseSumRule(): Rule {
    const { cursor } = this;
    const hint = 'The values of a name add up to no more: "sum n <= 200000".';
    const first = cursor.advance();
    const { token } = cursor;
    if (token.kind !== 'name') throw cursor.unexpected('a name', hint);
    cursor.advance();
    cursor.expect('<=', hint);
    const most = this.expressions.parseSum();
    return { kind: 'sum', name: token.text, most, span: cursor.spanFrom(first) };
  }

  /** Graph = ( "tree" | "graph" | "bipartite" ) "(" Expr ( "," Expr )* ")" Word* ( "each" Group )? */
  private parseGraph(): GraphUnit {
    const { cursor } = this;
    const { token } = cursor;
    if (token.kind !== 'word' || !isOneOf(GRAPH_SHAPES, token.text)) throw new TypeError('no graph is here');
    const shape = token.text;
    const first = cursor.advance();
    cursor.expect('(', 'Write "tree(n)", "graph(n,m)" or "bipartite(l,r,m)".');
    const sizes = [this.expressions.parseExpr()];
    while (cursor.at(',')) {
      cursor.advance();
      sizes.push(this.expressions.parseExpr());
    }
    cursor.expect(')', `Close the arguments of "${shape}" with ")".`);
    const words = this.parseGraphWords();
    const each = this.parseEach();
    return { kind: 'graph', shape, arguments: sizes, words, each, span: cursor.spanFrom(first) };
  }

  /** Word = "connected" | "directed" | "acyclic" | "loops" | "multi" | "rooted" | "path" | "star" */
  private parseGraphWords(): GraphWord[] {
    const words: GraphWord[] = [];
    for (;;) {
      const { token } = this.cursor;
      if (token.kind !== 'word' || !isOneOf(GRAPH_WORDS, token.text)) return words;
      this.countUnit();
      words.push(token.text);
      this.cursor.advance();
    }
  }

  /** ( "each" Group )? */
  private parseEach(): GroupUnit | undefined {
    const { cursor } = this;
    if (!cursor.atWord('each')) return undefined;
    const hint = 'How an edge is printed is a group without a repeat: "each (?: u v N[1,9] ; )".';
    cursor.advance();
    const opening = cursor.expect('(', hint);
    if (!cursor.at('?:')) throw cursor.unexpected('"?:"', hint);
    const group = this.parseGroup(opening);
    if (group.repeat !== undefined || group.rules.length > 0) {
      throw clexError('rule_not_here', (group.repeat ?? group.rules[0]!).span, { rule: 'each', hint });
    }
    return group;
  }

  /** An Expr where a number may be left out; `undefined` when none starts here */
  private parseNumber(kind: NumberKind): Expr | undefined {
    if (!this.expressions.startsHere()) return undefined;
    const number = this.expressions.parseExpr();
    if (kind === 'count' && number.kind === 'number' && number.value < 0n) {
      throw clexError('negative_count', number.span, { value: number.value });
    }
    return number;
  }

  private expectComma(ofString: boolean): void {
    const { cursor } = this;
    if (!cursor.at(',')) {
      throw clexError('missing_comma', cursor.here(), { found: describe(cursor.token), ofString });
    }
    cursor.advance();
  }

  private expectSquareBracket(afterCharset: boolean): void {
    const { cursor } = this;
    if (!cursor.at(']')) {
      throw clexError('missing_square_bracket', cursor.here(), {
        found: describe(cursor.token),
        afterCharset,
      });
    }
    cursor.advance();
  }

  private atData(): boolean {
    return (['N', 'F', 'S', 'literal'] as const).some((kind) => this.cursor.at(kind));
  }

  private counted<T>(parse: () => T): T {
    this.countUnit();
    return parse();
  }

  private countUnit(): void {
    if (++this.unitCount > MAX_UNITS) {
      throw clexError('too_many_units', this.cursor.token.span, { maximum: MAX_UNITS });
    }
  }

  private notACapture(): Error {
    const { token } = this.cursor;
    return clexError('not_a_capture', token.span, { found: describe(token) });
  }

  /** What helps when a token stands where a step could start. */
  private hintForStray(): string {
    const { token } = this.cursor;
    switch (token.kind) {
      case ')':
        return 'Remove this ")", or open its group with "(?:".';
      case '{':
        return 'A repeat follows "N", "F", "S" or a group; a capture is repeated as "(?:(N)){3}".';
      case '[':
        return 'A range follows "N", "F" or "S" directly and stands before the repeat, as in "N[1,5]{3}".';
      case 'number':
        return `To print a number as it is write "${token.value}" in double quotes, or "N[${token.value}]".`;
      case '\\':
        return 'A reference stands in a range or in a repeat; to print a captured value write "N[\\1,\\1]".';
      case '#':
        return 'To print the number of the round write "N[#]".';
      case 'charset':
      case 'named_charset':
        return `A charset is the last part of a string's shape, as in "S[1,5,'abc']"; a text stands in double quotes.`;
      case 'word':
        return this.hintForWord(token.text);
      default:
        return 'Remove it, or see what is missing to its left.';
    }
  }

  private hintForWord(word: string): string {
    if (isOneOf(GRAPH_WORDS, word)) return `"${word}" follows a graph, as in "graph(n,m) connected".`;
    if (isOneOf(FLAG_RULES, word) || word === 'has') {
      return `"${word}" follows "N", "F", "S" or a group, behind the repeat, as in "N[1,9]{3} distinct".`;
    }
    return 'To print what is calculated write "N[...]", as in "N[min(n,9)]".';
  }
}
