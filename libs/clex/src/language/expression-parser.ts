import type { BinaryOperator, CallExpr, Expr, GroupRef, NameExpr } from './ast.js';
import type { Cursor } from './cursor.js';
import { clexError } from './errors.js';
import { describe, type Token } from './tokens.js';
import { FUNCTIONS, isOneOf } from './words.js';

/**
 * Deepest nesting of an expression, operators in a row included; it keeps the recursion over the tree small.
 */
const MAX_EXPRESSION_DEPTH = 256;

const COMPARISONS: readonly BinaryOperator[] = ['<', '<=', '>', '>=', '==', '!='];
const VALUE_HINT = 'Write a number, a name, "\\1", "#", or a function such as "min(n,9)".';

/** Recursive descent over expressions, from the weakest operator to the strongest. */
export class ExpressionParser {
  private depth = 0;

  constructor(private readonly cursor: Cursor) {}

  /** Whether an expression can begin with the present token. */
  startsHere(): boolean {
    const { token } = this.cursor;
    switch (token.kind) {
      case 'number':
      case 'decimal':
      case 'name':
      case '\\':
      case '#':
      case '-':
      case '(':
        return true;
      case 'word':
        return token.text === 'not' || isOneOf(FUNCTIONS, token.text);
      default:
        return false;
    }
  }

  /** Expr = Conjunction ( "or" Conjunction )* */
  parseExpr(): Expr {
    return this.parseChain(
      () => this.parseConjunction(),
      (token) => (token.kind === 'word' && token.text === 'or' ? 'or' : undefined),
    );
  }

  /** Conjunction = Negation ( "and" Negation )* */
  private parseConjunction(): Expr {
    return this.parseChain(
      () => this.parseNegation(),
      (token) => (token.kind === 'word' && token.text === 'and' ? 'and' : undefined),
    );
  }

  /** Negation = "not" Negation | Sum ( ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) Sum )? */
  private parseNegation(): Expr {
    if (this.cursor.atWord('not')) {
      return this.deeper(() => {
        const first = this.cursor.advance();
        const operand = this.parseNegation();
        return { kind: 'unary', operator: 'not', operand, span: this.cursor.spanFrom(first) };
      });
    }
    const left = this.parseSum();
    const operator = this.cursor.token.kind as BinaryOperator;
    if (!COMPARISONS.includes(operator)) return left;
    this.cursor.advance();
    return this.binary(operator, left, this.parseSum());
  }

  /** Sum = Product ( ( "+" | "-" ) Product )*; behind an operand a negative number is a subtraction */
  parseSum(): Expr {
    return this.parseChain(
      () => this.parseProduct(),
      (token) => {
        if (token.kind === '+' || token.kind === '-') return token.kind;
        return isNegative(token) ? 'negative' : undefined;
      },
    );
  }

  /** Product = Power ( ( "*" | "/" | "%" ) Power )* */
  private parseProduct(): Expr {
    return this.parseChain(
      () => this.parsePower(),
      ({ kind }) => (kind === '*' || kind === '/' || kind === '%' ? kind : undefined),
    );
  }

  /**
   * Power = Primary ( "^" Power )?; "-10^6" is -(10^6), though "-10" is one token: the sign is that of the
   * power
   */
  private parsePower(): Expr {
    const { token } = this.cursor;
    const base = this.parsePrimary();
    if (!this.cursor.at('^')) return base;
    if (isNegative(token) && base.kind === 'number') {
      const positive: Expr = { ...base, value: -base.value };
      return {
        kind: 'unary',
        operator: '-',
        operand: this.powerOf(positive),
        span: this.cursor.spanFrom(base.span),
      };
    }
    return this.powerOf(base);
  }

  private powerOf(base: Expr): Expr {
    this.cursor.advance();
    return this.binary(
      '^',
      base,
      this.deeper(() => this.parsePower()),
    );
  }

  /** Primary = number | "-" Power | "#" | "\" number | "(" Expr ")" | Function | name Index? */
  private parsePrimary(): Expr {
    const { cursor } = this;
    const { token } = cursor;
    switch (token.kind) {
      case 'number':
        return { kind: 'number', value: token.value, span: cursor.advance() };
      case 'decimal':
        return { kind: 'decimal', unscaled: token.unscaled, scale: token.scale, span: cursor.advance() };
      case '#':
        return { kind: 'round', span: cursor.advance() };
      case '\\':
        return this.parseGroupRef();
      case 'name':
        return this.parseName();
      case '-':
        return this.parseMinus();
      case '(':
        return this.deeper(() => this.parseParenthesis());
      case 'word':
        if (isOneOf(FUNCTIONS, token.text)) return this.deeper(() => this.parseFunction());
        break;
      default:
        break;
    }
    throw cursor.unexpected('a number or a name', VALUE_HINT);
  }

  private parseMinus(): Expr {
    const minus = this.cursor.advance();
    if (!this.startsHere()) throw clexError('minus_without_digits', minus, undefined);
    const operand = this.deeper(() => this.parsePower());
    return { kind: 'unary', operator: '-', operand, span: this.cursor.spanFrom(minus) };
  }

  private parseParenthesis(): Expr {
    this.cursor.advance();
    const inner = this.parseExpr();
    this.cursor.expect(')', 'Close the "(" of the calculation.');
    return inner;
  }

  /** "\" GroupNumber */
  private parseGroupRef(): GroupRef {
    const { cursor } = this;
    const backslash = cursor.advance();
    const { token } = cursor;
    if (token.kind === '-') throw clexError('minus_without_digits', token.span, undefined);
    if (token.kind !== 'number') {
      throw clexError('missing_group_number', backslash, { found: describe(token) });
    }
    cursor.advance();
    const span = cursor.spanFrom(backslash);
    if (token.value < 1n) throw clexError('group_number_below_one', span, { group: token.value });
    return { kind: 'group_ref', group: token.value, span };
  }

  /** name Index?; Index = "[" Expr "]" */
  parseName(): NameExpr {
    const { cursor } = this;
    const { token } = cursor;
    if (token.kind !== 'name') throw cursor.unexpected('a name', 'A name is small letters, digits and "_".');
    const first = cursor.advance();
    if (!cursor.at('[')) return { kind: 'name', name: token.text, index: undefined, span: first };
    cursor.advance();
    if (!this.startsHere())
      throw cursor.unexpected('the number of a value', 'Write which one, as in "a[3]".');
    const index = this.deeper(() => this.parseExpr());
    cursor.expect(']', hintForIndex(token.text));
    return { kind: 'name', name: token.text, index, span: cursor.spanFrom(first) };
  }

  /** Function = ( "min" | "max" | "sum" | "count" ) "(" Expr ( "," Expr )* ")" */
  private parseFunction(): CallExpr {
    const { cursor } = this;
    const { token } = cursor;
    if (token.kind !== 'word' || !isOneOf(FUNCTIONS, token.text)) throw new TypeError('no function is here');
    const name = token.text;
    const first = cursor.advance();
    cursor.expect('(', `"${name}" is a function, as in "${name}(a)" or "${name}(n,9)".`);
    const parameters = [this.parseExpr()];
    while (cursor.at(',')) {
      cursor.advance();
      parameters.push(this.parseExpr());
    }
    cursor.expect(')', `Close the arguments of "${name}" with ")".`);
    return { kind: 'function', name, arguments: parameters, span: cursor.spanFrom(first) };
  }

  /** Operand ( operator Operand )*, from left to right */
  private parseChain(
    parseOperand: () => Expr,
    operatorOf: (token: Token) => BinaryOperator | 'negative' | undefined,
  ): Expr {
    let left = parseOperand();
    for (let length = 0; ; length++) {
      const operator = operatorOf(this.cursor.token);
      if (operator === undefined) return left;
      if (length === MAX_EXPRESSION_DEPTH) this.tooDeep();
      if (operator === 'negative') this.makePositive();
      else this.cursor.advance();
      left = this.binary(operator === 'negative' ? '-' : operator, left, parseOperand());
    }
  }

  /** "n-1": the "-1" is one token of part 1, and its sign the operator. */
  private makePositive(): void {
    const { token } = this.cursor;
    const span = { start: token.span.start + 1, end: token.span.end };
    if (token.kind === 'number') this.cursor.replace({ ...token, value: -token.value, span });
    if (token.kind === 'decimal') this.cursor.replace({ ...token, unscaled: -token.unscaled, span });
  }

  private binary(operator: BinaryOperator, left: Expr, right: Expr): Expr {
    return { kind: 'binary', operator, left, right, span: { start: left.span.start, end: right.span.end } };
  }

  private deeper<T>(parse: () => T): T {
    if (++this.depth > MAX_EXPRESSION_DEPTH) this.tooDeep();
    const parsed = parse();
    this.depth--;
    return parsed;
  }

  private tooDeep(): never {
    throw clexError('nesting_too_deep', this.cursor.here(), { maximum: MAX_EXPRESSION_DEPTH });
  }
}

function hintForIndex(name: string): string {
  const letter = /^[nfs]$/.test(name) ? ` Write "${name.toUpperCase()}" in upper case to draw a value.` : '';
  return `Which value of a name is written as in "a[3]"; a range follows "N", "F" or "S".${letter}`;
}

function isNegative(token: Token): boolean {
  if (token.kind === 'number') return token.value < 0n;
  return token.kind === 'decimal' && token.unscaled < 0n;
}
