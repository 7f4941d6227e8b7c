import { clexError } from '../language/errors.js';
import { MAX_TRIES, newSeen, Rejected, type Context, type Count } from './context.js';
import { valueOrNone } from './expressions.js';
import type { Value } from './output.js';
import type { PlanLiteral, PlanString } from './plan.js';
import { TakenRanks } from './ranks.js';
import type { Owner } from './recorder.js';
import { floorDivide, type Whole } from './whole.js';
import { utf8Length } from './utf8.js';

/** A string is grown by `+=` up to this length, then in chunks, which need no memory beyond themselves. */
const SYMBOLS_PER_CHUNK = 1024;

interface DrawnText {
  text: string;
  /** UTF-8 bytes. */
  bytes: number;
  /** The first of its choices. */
  at: number;
}

/** `"text"{3}` */
export function printLiteral(context: Context, unit: PlanLiteral, count: Count): void {
  for (let number = 0; number < count.times; number++) {
    if (unit.name !== undefined) context.scope.bind(unit.name, unit.text, []);
    if (!unit.silent) context.print(unit.text, unit.bytes, unit.text, false, unit.span);
  }
}

/** `S` with all that may stand behind it. */
export function drawStrings(context: Context, unit: PlanString, count: Count): void {
  const { recorder, scope } = context;
  const { rules, repeat } = unit;
  const seen = rules.distinct
    ? repeat === undefined
      ? context.seenAround(unit, unit.span)
      : newSeen()
    : undefined;
  const isPutOff = rules.sorted || rules.hasCharacters.length > 0;
  const isFree = seen === undefined && rules.unequal.length === 0;
  const drawn: DrawnText[] = [];
  for (let number = 0; number < count.times; number++) {
    if (repeat !== undefined) scope.rounds[scope.rounds.length - 1] = number + 1;
    const at = recorder.length;
    const one = isFree ? drawOne(context, unit, at) : drawDifferent(context, unit, seen?.keys, at);
    if (seen !== undefined) {
      seen.keys.add(one.text);
      scope.whenUndone(() => seen.keys.delete(one.text));
    }
    if (repeat !== undefined) recorder.keepRound(at, count.owners);
    if (isPutOff) drawn.push(one);
    else give(context, unit, one);
  }
  if (!isPutOff) return;
  if (rules.hasCharacters.length > 0) {
    const values = drawn.map(({ text }): Value => ({ text, key: text, isString: true }));
    placeCharacters(context, values, rules.hasCharacters, rules.hasSpan ?? unit.span);
    values.forEach(({ text }, at) => Object.assign(drawn[at]!, { text, bytes: utf8Length(text) }));
  }
  if (rules.sorted) drawn.sort((a, b) => compareTexts(a.text, b.text));
  for (const one of drawn) give(context, unit, one);
}

/** In the order of code points. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function give(context: Context, unit: PlanString, { text, bytes, at }: DrawnText): void {
  if (unit.name !== undefined) context.scope.bind(unit.name, text, [at]);
  if (!unit.silent) context.print(text, bytes, text, true, unit.span);
}

/** The texts that `!=` excludes; a name that has no value yet excludes nothing. */
function excludedBy(context: Context, unit: PlanString): string[] {
  return unit.rules.unequal.flatMap((operand) => {
    const value = valueOrNone(operand.read, context.scope);
    return value === undefined ? [] : [String(value)];
  });
}

function drawDifferent(
  context: Context,
  unit: PlanString,
  seen: ReadonlySet<string | Whole> | undefined,
  at: number,
): DrawnText {
  const { recorder } = context;
  const excluded = excludedBy(context, unit);
  const mark = recorder.mark();
  for (let tries = 0; tries < (recorder.isFresh ? MAX_TRIES : 1); tries++) {
    const one = drawOne(context, unit, at);
    if (!seen?.has(one.text) && !excluded.includes(one.text)) return one;
    if (!recorder.isFresh) throw new Rejected('No further text was found', unit.span);
    context.spend(1, unit.span);
    recorder.restore(mark);
    if (tries === 50) recorder.relax();
  }
  const used = (seen?.size ?? 0) + excluded.length;
  throw clexError('not_enough_values', unit.span, { what: `${MAX_TRIES} tries for another text`, used });
}

function drawOne(context: Context, unit: PlanString, at: number): DrawnText {
  const { lower, upper } = context.resolveBounds(unit.bounds);
  context.notNegative(lower, unit.bounds.lower.span);
  if (unit.rules.balanced) return drawBalanced(context, unit, lower, upper, at);
  const length = context.recorder.whole(lower, upper, 'length');
  // Before anything is built: the length may be any 64-bit number.
  if (typeof length === 'bigint' || !context.output.fits(length * unit.symbols.leastBytes)) {
    throw context.tooMuchOutput(unit.span);
  }
  const drawn = unit.rules.palindrome ? Math.ceil(length / 2) : length;
  const owners = context.recorder.isRecording
    ? ownersOfLength(context, unit, at, lower === upper)
    : NO_OWNERS;
  const one = drawSymbols(context, unit, drawn, owners, at);
  if (!unit.rules.palindrome) return one;
  const { text, bytes } = one;
  const symbols = Array.from(text);
  const back = symbols
    .slice(0, Math.floor(length / 2))
    .reverse()
    .join('');
  return { text: text + back, bytes: bytes + utf8Length(back), at };
}

const NO_OWNERS: readonly Owner[] = [];

/** The choices that fall when a character goes: the length, or what an exact length hangs on. */
function ownersOfLength(context: Context, unit: PlanString, at: number, isExact: boolean): readonly Owner[] {
  const each = unit.rules.palindrome ? 2 : 1;
  return isExact ? context.ownersOf(unit.bounds.lower, each) : [{ at, fall: each, rounds: 1 }];
}

function drawSymbols(
  context: Context,
  unit: PlanString,
  length: number,
  owners: readonly Owner[],
  at: number,
): DrawnText {
  const { list, bytes: widths } = unit.symbols;
  const { recorder } = context;
  const size = list.length;
  // One symbol takes no draw.
  if (size === 1) return { text: list[0]!.repeat(length), bytes: length * widths[0]!, at };
  let bytes = 0;
  let text = '';
  const chunks: string[] = [];
  for (let left = length; left > 0; left--) {
    const start = recorder.length;
    const drawn = recorder.small(size, 'character');
    if (recorder.isRecording) recorder.keepRound(start, owners);
    text += list[drawn]!;
    bytes += widths[drawn]!;
    if (left % SYMBOLS_PER_CHUNK === 0) {
      chunks.push(text);
      text = '';
    }
  }
  return { text: chunks.length === 0 ? text : chunks.join('') + text, bytes, at };
}

/**
 * Each balanced sequence of so many pairs is as likely as the others: the ballot numbers say how likely a
 * closing is.
 */
function drawBalanced(context: Context, unit: PlanString, lower: Whole, upper: Whole, at: number): DrawnText {
  const { recorder } = context;
  const { list } = unit.symbols;
  const least = -BigInt(floorDivide(-BigInt(lower), 2));
  const most = BigInt(floorDivide(upper, 2));
  if (least > most) {
    const hint = 'A balanced text has an even length: write "S[2*h,...]".';
    throw context.upsideDown(lower, upper, unit.bounds.span, true, hint);
  }
  const half = recorder.whole(
    Number(least),
    most > BigInt(Number.MAX_SAFE_INTEGER) ? most : Number(most),
    'length',
  );
  if (typeof half === 'bigint' || !context.output.fits(2 * half)) throw context.tooMuchOutput(unit.span);
  const pieces: string[] = [];
  const open: number[] = [];
  for (let rest = 2 * half, opened = 0; rest > 0; rest--) {
    const depth = open.length;
    let closes = depth > 0;
    if (depth > 0 && opened < half) {
      // 0 is closing, the flat way.
      const way = ({ random }: { random: { below(count: number): number } }): number =>
        random.below(2 * (depth + 1) * rest) < depth * (rest + depth + 2) ? 0 : 1;
      closes = recorder.smallBy(2, way) === 0;
    }
    if (closes) {
      pieces.push(list[open.pop()! + 1]!);
      continue;
    }
    const pair = list.length > 2 ? 2 * recorder.small(list.length / 2, 'character') : 0;
    open.push(pair);
    opened++;
    pieces.push(list[pair]!);
  }
  const text = pieces.join('');
  return { text, bytes: utf8Length(text), at };
}

/** `has`: every character gets a place of its own among all characters of the values. */
export function placeCharacters(
  context: Context,
  values: readonly Value[],
  wanted: readonly string[],
  span: PlanString['span'],
): void {
  const symbols = values.map(({ text }) => Array.from(text));
  const total = symbols.reduce((sum, { length }) => sum + length, 0);
  if (total < wanted.length) throw clexError('no_room', span, { wanted: wanted.length, places: total });
  const taken = new TakenRanks();
  const places = wanted.map((character) => {
    const place = Number(taken.freeAt(context.recorder.index(total - taken.size)));
    taken.add(place);
    return { character, place };
  });
  places.sort((a, b) => a.place - b.place);
  let [value, start] = [0, 0];
  for (const { character, place } of places) {
    while (place >= start + symbols[value]!.length) start += symbols[value++]!.length;
    symbols[value]![place - start] = character;
    values[value]!.text = symbols[value]!.join('');
    values[value]!.key = values[value]!.text;
  }
}
