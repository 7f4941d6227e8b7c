import { clexError } from '../language/errors.js';
import { hintForBounds, newSeen, Rejected, type Context, type Count } from './context.js';
import { doubleAtLeast, doubleAtMost, formatDouble } from './doubles.js';
import { numberOf, valueOrNone, wholeOf } from './expressions.js';
import { compareNumbers, Decimal, scaleToWhole, type Num } from './numbers.js';
import type { PlanFloat } from './plan.js';
import { rankOf, TakenRanks, valueAt } from './ranks.js';
import type { Seen } from './scope.js';
import { add, subtract, type Whole } from './whole.js';

/** Most digits behind the point; a number of 64 bits has no more. */
const MAX_DIGITS = 18;

interface DrawnFloat {
  readonly value: Num;
  readonly text: string;
  readonly at: number;
}

/** `F` with all that may stand behind it. */
export function drawFloats(context: Context, unit: PlanFloat, count: Count): void {
  const { recorder, scope } = context;
  const { rules, repeat } = unit;
  const seen = rules.distinct
    ? repeat === undefined
      ? context.seenAround(unit, unit.span)
      : newSeen()
    : undefined;
  const drawn: DrawnFloat[] = [];
  for (let number = 0; number < count.times; number++) {
    if (repeat !== undefined) scope.rounds[scope.rounds.length - 1] = number + 1;
    const at = recorder.length;
    const { value, text } = drawOne(context, unit, seen);
    if (repeat !== undefined) recorder.keepRound(at, count.owners);
    if (rules.sorted) drawn.push({ value, text, at });
    else give(context, unit, { value, text, at });
  }
  drawn.sort((a, b) => compareNumbers(a.value, b.value));
  for (const each of drawn) give(context, unit, each);
}

function give(context: Context, unit: PlanFloat, { value, text, at }: DrawnFloat): void {
  if (unit.name !== undefined) context.scope.bind(unit.name, value, [at]);
  if (!unit.silent) context.print(text, text.length, value, false, unit.span);
}

function drawOne(context: Context, unit: PlanFloat, seen: Seen | undefined): { value: Num; text: string } {
  const lower = numberOf(unit.bounds.lower, context.scope);
  const upper = numberOf(unit.bounds.upper, context.scope);
  if (compareNumbers(lower, upper) > 0) {
    throw context.upsideDown(lower, upper, unit.bounds.span, false, hintForBounds(unit.bounds));
  }
  const excluded = unit.rules.unequal
    .map((operand) => valueOrNone(operand.evaluate, context.scope))
    .filter((value) => value !== undefined);
  if (unit.digits !== undefined) return drawFixed(context, unit, { lower, upper }, excluded, seen);
  if (seen === undefined && excluded.length === 0) return drawPlain(context, unit, lower, upper);
  let found: { value: Num; text: string } | undefined;
  context.attempt(() => {
    found = drawPlain(context, unit, lower, upper);
    const { value, text } = found;
    if (seen?.keys.has(text) || excluded.some((other) => compareNumbers(other, value) === 0)) {
      throw new Rejected('No further number was found', unit.span);
    }
  });
  take(context, seen, found!.text);
  return found!;
}

/** Uniform among the doubles of the range, printed with as many digits as they need. */
function drawPlain(context: Context, unit: PlanFloat, lower: Num, upper: Num): { value: Num; text: string } {
  const least = lower instanceof Decimal ? Number(String(lower)) : doubleAtLeast(lower);
  const greatest = upper instanceof Decimal ? Number(String(upper)) : doubleAtMost(upper);
  // Above 2^53 a range may lie between two doubles; its whole numbers are all there is to draw then.
  if (least > greatest) {
    const value = context.recorder.whole(
      scaleToWhole(lower, 0, 'up'),
      scaleToWhole(upper, 0, 'down'),
      'value',
    );
    return { value, text: String(value) };
  }
  const drawn = context.recorder.real(least, greatest);
  const text = formatDouble(drawn);
  const isKept =
    unit.name !== undefined || context.plan.isKeyed || unit.rules.sorted || unit.rules.unequal.length > 0;
  return { value: isKept ? Decimal.fromDouble(drawn) : 0, text };
}

/** A number with exactly so many digits: a whole number of the smallest unit. */
function drawFixed(
  context: Context,
  unit: PlanFloat,
  range: { lower: Num; upper: Num },
  excluded: readonly Num[],
  seen: Seen | undefined,
): { value: Num; text: string } {
  const digits = wholeOf(unit.digits!, context.scope);
  context.notNegative(digits, unit.digits!.span);
  if (digits > MAX_DIGITS) {
    throw clexError('number_out_of_range', unit.digits!.span, { digits: `A number with ${digits} digits` });
  }
  const scale = Number(digits);
  const lower = scaleToWhole(range.lower, scale, 'up');
  const upper = scaleToWhole(range.upper, scale, 'down');
  if (lower > upper) {
    const hint = `No number with ${scale} digits lies between the two; allow more digits.`;
    throw context.upsideDown(range.lower, range.upper, unit.bounds.span, false, hint);
  }
  const taken = new TakenRanks();
  for (const value of [...excluded.map(String), ...(seen?.keys ?? [])]) {
    const unscaled = unscaledOf(value, scale);
    if (unscaled !== undefined && unscaled >= lower && unscaled <= upper)
      taken.add(rankOf(unscaled, lower, upper));
  }
  if (taken.size > 0) context.spend(taken.size, unit.span);
  const left = subtract(add(subtract(upper, lower), 1), taken.size);
  if (left < 1) {
    const what = `[${String(range.lower)},${String(range.upper)}]`;
    throw clexError('not_enough_values', unit.span, { what, used: taken.size });
  }
  const { recorder } = context;
  const unscaled =
    taken.size === 0
      ? recorder.whole(lower, upper, 'value')
      : valueAt(taken.freeAt(recorder.index(left)), lower, upper);
  const value = new Decimal(BigInt(unscaled), scale);
  take(context, seen, String(value));
  return { value, text: String(value) };
}

/** A printed number in units of 10^-scale; `undefined` when it has more digits. */
export function unscaledOf(value: string | Whole, scale: number): Whole | undefined {
  const [whole = '', fraction = ''] = String(value).split('.');
  if (fraction.length > scale) return undefined;
  const sign = whole.startsWith('-') ? -1n : 1n;
  const digits = BigInt(whole.replace('-', '') + fraction.padEnd(scale, '0'));
  return add(sign * digits, 0);
}

function take(context: Context, seen: Seen | undefined, text: string): void {
  if (seen === undefined) return;
  seen.keys.add(text);
  context.scope.whenUndone(() => seen.keys.delete(text));
}
