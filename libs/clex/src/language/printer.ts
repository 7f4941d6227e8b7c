import type {
  BinaryExpr,
  Body,
  Charset,
  ClexProgram,
  Expr,
  Range,
  Repeat,
  Rule,
  Step,
  StringUnit,
} from './ast.js';

/** The program as source text. `parse(print(program))` is the same program, but for its spans. */
export function print(program: ClexProgram): string {
  return printBody(program.body);
}

function printBody({ branches }: Body): string {
  return branches
    .map(({ weight, steps }) => (weight === 1n ? '' : `${weight}: `) + steps.map(printStep).join(' '))
    .join(' | ');
}

function printStep(step: Step): string {
  switch (step.kind) {
    case 'line':
      return ';';
    case 'glue':
      return '~';
    case 'where':
      return `where ${printExpr(step.test)}`;
    case 'assign':
      return `let ${step.name}=${printExpr(step.value)}`;
    case 'capture':
      return `(N${printRange(step.range)})`;
    case 'group':
      return `(?${step.name ?? ''}:${printBody(step.body)})${printRepeat(step.repeat)}${printRules(step.rules)}`;
    case 'show':
      return printExpr(step.value);
    case 'call':
      return `<${step.name}>`;
    case 'graph': {
      const words = step.words.map((word) => ` ${word}`).join('');
      const each = step.each === undefined ? '' : ` each ${printStep(step.each)}`;
      return `${step.shape}(${step.arguments.map((argument) => printExpr(argument)).join(',')})${words}${each}`;
    }
    case 'integer':
      return `${printName(step)}N${printRange(step.range)}${printRepeat(step.repeat)}${printRules(step.rules)}`;
    case 'float':
      return `${printName(step)}F${printRange(step.range)}${printRepeat(step.repeat)}${printRules(step.rules)}`;
    case 'string':
      return `${printName(step)}S${printShape(step)}${printRepeat(step.repeat)}${printRules(step.rules)}`;
    case 'literal':
      return `${printName(step)}${printQuoted(step.text, '"')}${printRepeat(step.repeat)}`;
    default:
      throw new TypeError(`Unknown step: ${String(step satisfies never)}`);
  }
}

function printName({ name, silent }: { name: string | undefined; silent: boolean }): string {
  return name === undefined ? '' : `${silent ? 'let ' : ''}${name}=`;
}

function printRange(range: Range | undefined): string {
  if (range === undefined) return '';
  if (range.exact) return `[${printOptional(range.lower)}]`;
  const digits = range.digits === undefined ? '' : `,${printExpr(range.digits)}`;
  return `[${printOptional(range.lower)},${printOptional(range.upper)}${digits}]`;
}

function printShape({ range, charset }: StringUnit): string {
  if (range === undefined && charset === undefined) return '';
  if (range?.exact) return `[${printOptional(range.lower)},${printCharset(charset)}]`;
  return `[${printOptional(range?.lower)},${printOptional(range?.upper)},${printCharset(charset)}]`;
}

function printRepeat(repeat: Repeat | undefined): string {
  if (repeat === undefined) return '';
  return `{${printExpr(repeat.least)}${repeat.most === undefined ? '' : `,${printExpr(repeat.most)}`}}`;
}

function printRules(rules: readonly Rule[]): string {
  return rules.map((rule) => ` ${printRule(rule)}`).join('');
}

function printRule(rule: Rule): string {
  switch (rule.kind) {
    case 'unequal':
      return `!=${printExpr(rule.value, SUM)}`;
    case 'has':
      return `has ${rule.wanted.kind === 'named' || rule.wanted.kind === 'custom' ? printCharset(rule.wanted) : printExpr(rule.wanted, SUM)}`;
    case 'sum':
      return `sum ${rule.name} <= ${printExpr(rule.most, SUM)}`;
    default:
      return rule.kind;
  }
}

/** How strongly the operators bind; the parser has a function for each. */
const STRENGTH: Readonly<Record<BinaryExpr['operator'], number>> = {
  ...{ or: 1, and: 2, '<': 4, '<=': 4, '>': 4, '>=': 4, '==': 4, '!=': 4 },
  ...{ '+': 5, '-': 5, '*': 6, '/': 6, '%': 6, '^': 7 },
};
const NOT = 3;
const SUM = 5;
const POWER = 7;
const PRIMARY = 8;

function printOptional(expr: Expr | undefined): string {
  return expr === undefined ? '' : printExpr(expr);
}

/** @param least how strongly the expression must bind to stand here without parentheses */
function printExpr(expr: Expr, least = 0): string {
  const wrap = (text: string, strength: number): string => (strength < least ? `(${text})` : text);
  switch (expr.kind) {
    case 'number':
      // A negative number behind an operand would be a subtraction.
      return wrap(`${expr.value}`, expr.value < 0n && least > 0 ? -1 : PRIMARY);
    case 'decimal':
      return wrap(printDecimal(expr.unscaled, expr.scale), expr.unscaled < 0n && least > 0 ? -1 : PRIMARY);
    case 'group_ref':
      return `\\${expr.group}`;
    case 'name':
      return expr.index === undefined ? expr.name : `${expr.name}[${printExpr(expr.index)}]`;
    case 'round':
      return '#';
    case 'function':
      return `${expr.name}(${expr.arguments.map((argument) => printExpr(argument)).join(',')})`;
    case 'unary':
      return expr.operator === 'not'
        ? wrap(`not ${printExpr(expr.operand, NOT)}`, NOT)
        : wrap(`- ${printExpr(expr.operand, POWER)}`, least > 0 ? -1 : POWER);
    case 'binary': {
      const strength = STRENGTH[expr.operator];
      const right = expr.operator === '^' ? strength : strength + 1;
      const left = expr.operator === '^' || strength === 4 ? strength + 1 : strength;
      return wrap(`${printExpr(expr.left, left)} ${expr.operator} ${printExpr(expr.right, right)}`, strength);
    }
    default:
      throw new TypeError(`Unknown expression: ${String(expr satisfies never)}`);
  }
}

function printDecimal(unscaled: bigint, scale: number): string {
  const digits = `${unscaled < 0n ? -unscaled : unscaled}`.padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const ESCAPES: Readonly<Record<string, string | undefined>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\\': '\\\\',
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
};

function printQuoted(text: Iterable<string>, quote: string): string {
  const symbols = Array.from(text, (symbol) =>
    symbol === quote ? `\\${quote}` : (ESCAPES[symbol] ?? symbol),
  );
  return `${quote}${symbols.join('')}${quote}`;
}

function printCharset(charset: Charset | undefined): string {
  if (charset === undefined) return '';
  return charset.kind === 'named' ? `@${charset.name}@` : printQuoted(charset.symbols, "'");
}
