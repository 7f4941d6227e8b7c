import type { Charset, ClexProgram, Range, Ref, StringUnit, Unit } from './ast.js';

/** The program as source text. `parse(print(program))` is the same program, but for its spans. */
export function print(program: ClexProgram): string {
  return printUnits(program.units);
}

function printUnits(units: readonly Unit[]): string {
  return units.map(printUnit).join(' ');
}

function printUnit(unit: Unit): string {
  switch (unit.kind) {
    case 'capture':
      return `(N${printRange(unit.range)})`;
    case 'group':
      return `(?:${printUnits(unit.units)})${printRepeat(unit.repeat)}`;
    case 'integer':
      return `N${printRange(unit.range)}${printRepeat(unit.repeat)}`;
    case 'float':
      return `F${printRange(unit.range)}${printRepeat(unit.repeat)}`;
    case 'string':
      return `S${printShape(unit)}${printRepeat(unit.repeat)}`;
    default:
      throw new TypeError(`Unknown unit: ${String(unit satisfies never)}`);
  }
}

function printRange(range: Range | undefined): string {
  return range === undefined ? '' : `[${printRef(range.lower)},${printRef(range.upper)}]`;
}

function printShape({ range, charset }: StringUnit): string {
  if (range === undefined && charset === undefined) return '';
  return `[${printRef(range?.lower)},${printRef(range?.upper)},${printCharset(charset)}]`;
}

function printRepeat(repeat: Ref | undefined): string {
  return repeat === undefined ? '' : `{${printRef(repeat)}}`;
}

function printRef(ref: Ref | undefined): string {
  if (ref === undefined) return '';
  return ref.kind === 'literal' ? `${ref.value}` : `\\${ref.group}`;
}

const ESCAPES: Readonly<Record<string, string | undefined>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\\': '\\\\',
  "'": "\\'",
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
};

function printCharset(charset: Charset | undefined): string {
  if (charset === undefined) return '';
  if (charset.kind === 'named') return `@${charset.name}@`;
  return `'${charset.symbols.map((symbol) => ESCAPES[symbol] ?? symbol).join('')}'`;
}
