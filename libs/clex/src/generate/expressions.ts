import type { BinaryExpr, CallExpr, Expr, NameExpr, Span } from '../language/ast.js';
import { INT64_MAX, INT64_MIN } from '../language/ast.js';
import { ClexError, clexError, type ClexErrorCode } from '../language/errors.js';
import {
  addNumbers,
  asWhole,
  compareNumbers,
  Decimal,
  isTrue,
  multiplyNumbers,
  subtractNumbers,
  type Num,
} from './numbers.js';
import type { Scope } from './scope.js';
import { bitLength, floorDivide, floorModulo, toWhole, type Whole } from './whole.js';

/** An expression made ready to be evaluated many times. */
export interface Operand {
  readonly span: Span;
  /** The value, where it is always the same. */
  readonly constant: Num | undefined;
  readonly evaluate: (scope: Scope) => Num;
  /** The value where it may be a text too. */
  readonly read: (scope: Scope) => Num | string;
  /** Values of captures and names that it hangs on: `\1` as a number, names as they are. */
  readonly references: readonly (string | number)[];
  /** How much it grows by when the only number it hangs on grows by 1; 1 where that cannot be said. */
  readonly slope: number;
  readonly usesRound: boolean;
  /** How many parts it has: what evaluating it costs. */
  readonly size: number;
}

const HINT_ORDER = 'A name must be drawn before its value is used: write it to the left.';

/**
 * @param captureCount how many captures the program has, for messages
 * @throws ClexError from `evaluate`, where a value is missing or a result is no number of 64 bits
 */
export function compile(expr: Expr, captureCount: number): Operand {
  const compiler = new Compiler(captureCount);
  const evaluate = compiler.compile(expr);
  const references = [...new Set(compiler.references)];
  return {
    span: expr.span,
    constant: constantOf(expr),
    evaluate,
    read: compiler.read ?? evaluate,
    references,
    slope: references.length === 1 ? slopeOf(expr) : 1,
    usesRound: compiler.usesRound,
    size: compiler.size,
  };
}

export function constantOperand(value: Whole, span: Span): Operand {
  return {
    span,
    constant: value,
    evaluate: () => value,
    read: () => value,
    references: [],
    slope: 1,
    usesRound: false,
    size: 1,
  };
}

function constantOf(expr: Expr): Num | undefined {
  if (expr.kind === 'number') return toWhole(expr.value);
  return expr.kind === 'decimal' ? new Decimal(expr.unscaled, expr.scale) : undefined;
}

/** The operand as a whole number of 64 bits. */
export function wholeOf(operand: Operand, scope: Scope): Whole {
  const value = operand.constant ?? operand.evaluate(scope);
  if (typeof value === 'number') return value;
  const whole = asWhole(value);
  if (whole === undefined) throw clexError('not_a_whole_number', operand.span, undefined);
  return whole;
}

export function numberOf(operand: Operand, scope: Scope): Num {
  return operand.constant ?? operand.evaluate(scope);
}

/** What `read` or `evaluate` gives, or `undefined` where a name in it has no value yet. */
export function valueOrNone<T>(read: (scope: Scope) => T, scope: Scope): T | undefined {
  try {
    return read(scope);
  } catch (error) {
    if (error instanceof ClexError && NO_VALUE.includes(error.code)) return undefined;
    throw error;
  }
}

const NO_VALUE: readonly ClexErrorCode[] = [
  'name_without_value',
  'index_out_of_range',
  'group_without_value',
];

/** More digits behind the point than this make no test data. */
const MAX_SCALE = 40;
const MAX_POWER_BITS = 128;

class Compiler {
  readonly references: (string | number)[] = [];
  usesRound = false;
  size = 0;
  /** How the whole expression is read, when it is a name. */
  read: ((scope: Scope) => Num | string) | undefined;

  constructor(private readonly captureCount: number) {}

  compile(expr: Expr): (scope: Scope) => Num {
    this.size++;
    const constant = constantOf(expr);
    if (constant !== undefined) return () => constant;
    switch (expr.kind) {
      case 'group_ref':
        return this.groupRef(expr.group, expr.span);
      case 'name':
        return this.name(expr);
      case 'round':
        this.usesRound = true;
        return ({ rounds }) => {
          const round = rounds.at(-1);
          if (round === undefined) throw clexError('no_round', expr.span, undefined);
          return round;
        };
      case 'function':
        return this.call(expr);
      case 'unary': {
        const operand = this.compile(expr.operand);
        if (expr.operator === 'not') return (scope) => (isTrue(operand(scope)) ? 0 : 1);
        return (scope) => bounded(subtractNumbers(0, operand(scope)), expr.span);
      }
      case 'binary':
        return this.binary(expr);
      default:
        throw new TypeError(`Unknown expression: ${expr.kind}`);
    }
  }

  private groupRef(group: bigint, span: Span): (scope: Scope) => Num {
    // A number that is no capture's finds nothing, even when it is rounded.
    const number = Number(group);
    this.references.push(number);
    return ({ captured }) => {
      const value = captured[number];
      if (value === undefined) {
        throw clexError('group_without_value', span, { group, captureCount: this.captureCount });
      }
      return value;
    };
  }

  private name({ name, index, span }: NameExpr): (scope: Scope) => Num {
    this.references.push(name);
    const isAll = this.size === 1;
    const indexOf = index === undefined ? undefined : this.compile(index);
    const read = (scope: Scope): Num | string => lookUp(scope, name, indexOf?.(scope), span);
    if (isAll) this.read = read;
    return (scope) => {
      const value = read(scope);
      if (typeof value === 'string') throw clexError('not_a_number', span, { name });
      return value;
    };
  }

  private call(expr: CallExpr): (scope: Scope) => Num {
    const [only] = expr.arguments;
    if (expr.arguments.length === 1 && only?.kind === 'name' && only.index === undefined) {
      this.references.push(only.name);
      return (scope) => overAll(expr, only.name, scope);
    }
    const parameters = expr.arguments.map((argument) => this.compile(argument));
    switch (expr.name) {
      case 'count':
        return () => parameters.length;
      case 'sum':
        return (scope) =>
          bounded(
            parameters.map((each) => each(scope)).reduce((a, b) => addNumbers(a, b)),
            expr.span,
          );
      case 'min':
        return (scope) =>
          parameters.map((each) => each(scope)).reduce((a, b) => (compareNumbers(b, a) < 0 ? b : a));
      case 'max':
        return (scope) =>
          parameters.map((each) => each(scope)).reduce((a, b) => (compareNumbers(b, a) > 0 ? b : a));
    }
  }

  private binary(expr: BinaryExpr): (scope: Scope) => Num {
    const { operator, span } = expr;
    const left = this.compile(expr.left);
    const right = this.compile(expr.right);
    switch (operator) {
      case '+':
        return (scope) => bounded(addNumbers(left(scope), right(scope)), span);
      case '-':
        return (scope) => bounded(subtractNumbers(left(scope), right(scope)), span);
      case '*':
        return (scope) => bounded(multiplyNumbers(left(scope), right(scope)), span);
      case '/':
      case '%':
        return this.division(operator, left, right, expr);
      case '^':
        return (scope) =>
          power(whole(left(scope), expr.left.span), whole(right(scope), expr.right.span), span);
      case 'and':
        return (scope) => (isTrue(left(scope)) && isTrue(right(scope)) ? 1 : 0);
      case 'or':
        return (scope) => (isTrue(left(scope)) || isTrue(right(scope)) ? 1 : 0);
      default: {
        const holds = COMPARE[operator];
        return (scope) => (holds(compareNumbers(left(scope), right(scope))) ? 1 : 0);
      }
    }
  }

  private division(
    operator: '/' | '%',
    left: (scope: Scope) => Num,
    right: (scope: Scope) => Num,
    expr: BinaryExpr,
  ): (scope: Scope) => Num {
    return (scope) => {
      const dividend = whole(left(scope), expr.left.span);
      const divisor = whole(right(scope), expr.right.span);
      if (divisor === 0) throw clexError('division_by_zero', expr.right.span, undefined);
      if (operator === '%') return floorModulo(dividend, divisor);
      return bounded(floorDivide(dividend, divisor), expr.span);
    };
  }
}

const COMPARE: Readonly<Record<'<' | '<=' | '>' | '>=' | '==' | '!=', (difference: number) => boolean>> = {
  '<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
  '>': (difference) => difference > 0,
  '>=': (difference) => difference >= 0,
  '==': (difference) => difference === 0,
  '!=': (difference) => difference !== 0,
};

/** The value of a name, or of one of its values. */
export function lookUp(scope: Scope, name: string, index: Num | undefined, span: Span): Num | string {
  const state = scope.stateOf(name);
  if (index === undefined) {
    if (state.value === undefined) throw clexError('name_without_value', span, { name, hint: HINT_ORDER });
    return state.value;
  }
  const count = state.history.length;
  const value = typeof index === 'number' ? state.history[index - 1] : undefined;
  if (value === undefined) throw clexError('index_out_of_range', span, { name, index: `${index}`, count });
  return value;
}

/** `sum(a)`, `count(a)`, `min(a)`, `max(a)` over all values of the name. */
function overAll({ name: fn, span }: CallExpr, name: string, scope: Scope): Num {
  const { history, totals } = scope.stateOf(name);
  if (fn === 'count') return history.length;
  if (totals.length < history.length) throw clexError('not_a_number', span, { name });
  const last = totals.at(-1);
  if (fn === 'sum') return last === undefined ? 0 : bounded(last.sum, span);
  if (last === undefined) throw clexError('name_without_value', span, { name, hint: HINT_ORDER });
  return fn === 'min' ? last.least : last.greatest;
}

function whole(value: Num, span: Span): Whole {
  const found = asWhole(value);
  if (found === undefined) throw clexError('not_a_whole_number', span, undefined);
  return found;
}

function bounded(value: Num, span: Span): Num {
  if (typeof value === 'number') return value;
  const size = value instanceof Decimal ? value.unscaled / 10n ** BigInt(value.scale) : value;
  if (size < INT64_MIN || size > INT64_MAX)
    throw clexError('number_out_of_range', span, { digits: `${size}` });
  if (value instanceof Decimal && value.scale > MAX_SCALE) {
    throw clexError('number_out_of_range', span, { digits: 'A number with so many digits' });
  }
  return value;
}

function power(base: Whole, exponent: Whole, span: Span): Num {
  if (exponent < 0 || (bitLength(base) > 1 && multiplyBits(base, exponent) > MAX_POWER_BITS)) {
    throw clexError('number_out_of_range', span, { digits: `${base}^${exponent}` });
  }
  // 0, 1 and -1 stay small whatever the exponent is.
  const times = bitLength(base) > 1 ? BigInt(exponent) : BigInt(exponent) % 2n || (exponent === 0 ? 0n : 2n);
  return bounded(toWhole(BigInt(base) ** times), span);
}

function multiplyBits(base: Whole, exponent: Whole): number {
  return Number(exponent) * (bitLength(base) - 1);
}

/** 2 for `2*h`, 1 for `n-1`: how much a linear expression of one number grows with it. */
function slopeOf(expr: Expr): number {
  const slope = linear(expr)?.slope ?? 1;
  return Number.isSafeInteger(slope) && slope > 0 ? slope : 1;
}

/** The expression as `slope * x + offset`, where it is that. */
function linear(expr: Expr): { slope: number; offset: number } | undefined {
  if (expr.kind === 'number') return { slope: 0, offset: Number(expr.value) };
  if (expr.kind === 'group_ref' || (expr.kind === 'name' && expr.index === undefined))
    return { slope: 1, offset: 0 };
  if (expr.kind !== 'binary') return undefined;
  const [a, b] = [linear(expr.left), linear(expr.right)];
  if (a === undefined || b === undefined) return undefined;
  switch (expr.operator) {
    case '+':
      return { slope: a.slope + b.slope, offset: a.offset + b.offset };
    case '-':
      return { slope: a.slope - b.slope, offset: a.offset - b.offset };
    case '*':
      if (a.slope !== 0 && b.slope !== 0) return undefined;
      return { slope: a.slope * b.offset + b.slope * a.offset, offset: a.offset * b.offset };
    default:
      return undefined;
  }
}
