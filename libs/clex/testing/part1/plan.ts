import type { CharsetName, ClexProgram, GroupRef, Range, Ref, Span, Unit } from './ast.js';
import { DEFAULT_CHARSET, NAMED_CHARSETS } from './charsets.js';
import { toWhole, type Whole } from './whole.js';

/**
 * A program made ready to run many times: defaults filled in, numbers as `Whole`, charsets as symbols with
 * their widths. `generate` runs thousands of times a second on one program, so this is done once.
 */
export interface Plan {
  readonly steps: readonly Step[];
  readonly captureCount: number;
}

export type Step = CaptureStep | GroupStep | DataStep;
export type DataStep = NumberStep | StringStep;

export interface CaptureStep {
  readonly kind: 'capture';
  readonly group: number;
  readonly bounds: Bounds;
  readonly span: Span;
}

export interface GroupStep {
  readonly kind: 'group';
  readonly steps: readonly Step[];
  readonly repeat: Operand;
  readonly span: Span;
}

export interface NumberStep {
  readonly kind: 'integer' | 'float';
  readonly bounds: Bounds;
  readonly repeat: Operand;
  readonly span: Span;
}

export interface StringStep {
  readonly kind: 'string';
  readonly bounds: Bounds;
  readonly symbols: Symbols;
  readonly repeat: Operand;
  readonly span: Span;
}

/** A number, or the reference that will say it. */
export type Operand = Whole | GroupRef;

export interface Bounds {
  readonly lower: Operand;
  readonly upper: Operand;
  /** What an error about the bounds points at. */
  readonly span: Span;
  readonly ofString: boolean;
  /** Which of the two is not in the text. */
  readonly defaulted: 'lower' | 'upper' | undefined;
}

/** The characters a string is drawn from. */
export interface Symbols {
  readonly list: readonly string[];
  /** UTF-8 bytes of each, and of the narrowest. */
  readonly bytes: Uint8Array;
  readonly leastBytes: number;
}

const plans = new WeakMap<ClexProgram, Plan>();

/** The plan of a program, made at the first call. */
export function planOf(program: ClexProgram): Plan {
  let plan = plans.get(program);
  if (plan === undefined) {
    plan = { steps: program.units.map(planUnit), captureCount: program.captureCount };
    plans.set(program, plan);
  }
  return plan;
}

const NUMBER_DEFAULTS = { lower: -2147483648, upper: 2147483647 };
const CAPTURE_DEFAULTS = { lower: 0, upper: 4294967295 };
const LENGTH_DEFAULTS = { lower: 1, upper: 12 };
const DEFAULT_REPEAT = 1;

function planUnit(unit: Unit): Step {
  const { span } = unit;
  switch (unit.kind) {
    case 'capture':
      return {
        kind: 'capture',
        group: unit.group,
        bounds: planBounds(unit.range, CAPTURE_DEFAULTS, span),
        span,
      };
    case 'group':
      return { kind: 'group', steps: unit.units.map(planUnit), repeat: planRepeat(unit.repeat), span };
    case 'integer':
    case 'float': {
      const bounds = planBounds(unit.range, NUMBER_DEFAULTS, span);
      return { kind: unit.kind, bounds, repeat: planRepeat(unit.repeat), span };
    }
    case 'string': {
      const bounds = planBounds(unit.range, LENGTH_DEFAULTS, span, true);
      const { charset } = unit;
      const symbols =
        charset?.kind === 'custom'
          ? planSymbols(charset.symbols)
          : namedSymbols(charset?.name ?? DEFAULT_CHARSET);
      return { kind: 'string', bounds, symbols, repeat: planRepeat(unit.repeat), span };
    }
    default:
      throw new TypeError(`Unknown unit: ${String(unit satisfies never)}`);
  }
}

function planRepeat(repeat: Ref | undefined): Operand {
  return repeat === undefined ? DEFAULT_REPEAT : planRef(repeat);
}

function planBounds(
  range: Range | undefined,
  defaults: { lower: number; upper: number },
  unitSpan: Span,
  ofString = false,
): Bounds {
  const { lower, upper } = range ?? {};
  return {
    lower: lower === undefined ? defaults.lower : planRef(lower),
    upper: upper === undefined ? defaults.upper : planRef(upper),
    span: range?.span ?? unitSpan,
    ofString,
    defaulted: lower === undefined ? 'lower' : upper === undefined ? 'upper' : undefined,
  };
}

function planRef(ref: Ref): Operand {
  return ref.kind === 'literal' ? toWhole(ref.value) : ref;
}

const named = new Map<CharsetName, Symbols>();

function namedSymbols(name: CharsetName): Symbols {
  let symbols = named.get(name);
  if (symbols === undefined) {
    symbols = planSymbols(Array.from(NAMED_CHARSETS[name]));
    named.set(name, symbols);
  }
  return symbols;
}

function planSymbols(list: readonly string[]): Symbols {
  const bytes = Uint8Array.from(list, utf8Bytes);
  return { list, bytes, leastBytes: bytes.reduce((least, width) => Math.min(least, width), 4) };
}

/** UTF-8 bytes of one code point (RFC 3629). */
function utf8Bytes(symbol: string): number {
  const codePoint = symbol.codePointAt(0)!;
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
