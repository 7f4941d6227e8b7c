import { clexError } from '../language/errors.js';
import { Rejected, newSeen, type Context, type Count } from './context.js';
import { valueOrNone, wholeOf, type Operand } from './expressions.js';
import { asWhole, isPrime } from './numbers.js';
import type { PlanInteger } from './plan.js';
import { rankOf, TakenRanks, valueAt } from './ranks.js';
import type { Seen, SumBound } from './scope.js';
import { add, multiply, subtract, type Whole } from './whole.js';

/**
 * `N` with all that may stand behind it. Constructive: it draws among what is left and never tries in vain.
 */
export function drawIntegers(context: Context, unit: PlanInteger, count: Count): void {
  const { recorder, scope } = context;
  const { rules, repeat } = unit;
  // No value drawn here is a capture's, so that the bounds often hold for all rounds.
  const isFixed = !unit.bounds.lower.usesRound && !unit.bounds.upper.usesRound && !refersToItself(unit);
  let bounds = isFixed ? context.resolveBounds(unit.bounds) : undefined;
  const seen = rules.distinct
    ? repeat === undefined
      ? context.seenAround(unit, unit.span)
      : newSeen()
    : undefined;
  const given = placesOfGiven(context, unit, count.times);
  for (const value of given.values()) if (seen !== undefined) take(context, seen, value);
  const sorted: { value: Whole; at: number }[] = [];
  for (let number = 0; number < count.times; number++) {
    if (repeat !== undefined) scope.rounds[scope.rounds.length - 1] = number + 1;
    if (!isFixed) bounds = context.resolveBounds(unit.bounds);
    const at = recorder.length;
    const value = given.get(number) ?? drawOne(context, unit, bounds!, seen);
    if (repeat !== undefined) recorder.keepRound(at, count.owners);
    if (rules.sorted) sorted.push({ value, at });
    else give(context, unit, value, at);
  }
  if (!rules.sorted) return;
  sorted.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
  for (const { value, at } of sorted) give(context, unit, value, at);
}

function refersToItself({ name, bounds }: PlanInteger): boolean {
  return (
    name !== undefined && [bounds.lower, bounds.upper].some(({ references }) => references.includes(name))
  );
}

/** Keeps the value under its name and prints it. */
function give(context: Context, unit: PlanInteger, value: Whole, at: number): void {
  if (unit.name !== undefined) context.scope.bind(unit.name, value, [at]);
  if (unit.silent) return;
  const text = unit.digits === undefined ? String(value) : padded(context, value, unit.digits);
  context.print(text, text.length, value, false, unit.span);
}

export function padded(
  context: Pick<Context, 'scope' | 'bounds' | 'notNegative' | 'tooMuchOutput'>,
  value: Whole,
  digits: Operand,
): string {
  const width = context.notNegative(wholeOf(digits, context.scope), digits.span);
  if (width > context.bounds.maxOutputBytes) throw context.tooMuchOutput(digits.span);
  const text = String(value);
  return value < 0 ? `-${text.slice(1).padStart(Number(width), '0')}` : text.padStart(Number(width), '0');
}

/** `has 7`: which rounds have their value given. Each number has a place of its own. */
function placesOfGiven(context: Context, unit: PlanInteger, times: number): Map<number, Whole> {
  const { hasNumbers, hasSpan } = unit.rules;
  const given = new Map<number, Whole>();
  if (hasNumbers.length === 0) return given;
  if (hasNumbers.length > times) {
    throw clexError('no_room', hasSpan ?? unit.span, { wanted: hasNumbers.length, places: times });
  }
  const taken = new TakenRanks();
  for (const operand of hasNumbers) {
    const place = taken.freeAt(context.recorder.index(times - taken.size));
    taken.add(place);
    given.set(Number(place), wholeOf(operand, context.scope));
  }
  return given;
}

function drawOne(
  context: Context,
  unit: PlanInteger,
  bounds: { lower: Whole; upper: Whole },
  seen: Seen | undefined,
): Whole {
  const { lower } = bounds;
  const sums = unit.name === undefined ? [] : context.scope.sums.filter(({ name }) => name === unit.name);
  const capped = sums.length === 0 ? undefined : capBySums(unit, bounds, sums);
  const upper = capped?.upper ?? bounds.upper;
  const excluded = excludedBy(context, unit);
  let value: Whole;
  if (unit.rules.prime) value = drawPrime(context, unit, lower, upper, excluded, seen);
  else if (seen !== undefined || excluded.length > 0) {
    value = drawAmongFree(context, unit, lower, upper, excluded, seen);
  } else if (capped !== undefined && capped.fair < upper && context.recorder.aside(2) === 1) {
    value = context.recorder.wholeBy(lower, upper, ({ random }) => random.between(lower, capped.fair));
  } else value = context.recorder.whole(lower, upper, unit.isSize ? 'count' : 'value');
  if (seen !== undefined) take(context, seen, value, lower, upper);
  for (const bound of sums) context.scope.addToSum(bound, value);
  return value;
}

/** What `!=` excludes; a name that has no value yet excludes nothing. */
export function excludedBy(context: Pick<Context, 'scope'>, unit: PlanInteger): Whole[] {
  const excluded: Whole[] = [];
  for (const operand of unit.rules.unequal) {
    const value = valueOrNone(operand.evaluate, context.scope);
    const whole = value === undefined ? undefined : asWhole(value);
    if (whole !== undefined && !excluded.includes(whole)) excluded.push(whole);
  }
  return excluded;
}

/** The k-th of those left, in the order of simplicity. */
function drawAmongFree(
  context: Context,
  unit: PlanInteger,
  lower: Whole,
  upper: Whole,
  excluded: readonly Whole[],
  seen: Seen | undefined,
): Whole {
  const ranks = seen === undefined ? new TakenRanks() : ranksWithin(context, unit, seen, lower, upper);
  // What `!=` excludes counts for this draw only.
  const extra = excluded
    .filter((value) => value >= lower && value <= upper)
    .map((value) => rankOf(value, lower, upper))
    .filter((rank) => ranks.add(rank));
  const left = subtract(add(subtract(upper, lower), 1), ranks.size);
  if (left < 1) {
    throw clexError('not_enough_values', unit.span, { what: `[${lower},${upper}]`, used: ranks.size });
  }
  const rank = ranks.freeAt(context.recorder.index(left));
  for (const each of extra) ranks.delete(each);
  return valueAt(rank, lower, upper);
}

/**
 * The ranks of what has been drawn, for this range; made anew when the range is another one than last time.
 */
export function ranksWithin(
  context: Pick<Context, 'spend'>,
  unit: PlanInteger,
  seen: Seen,
  lower: Whole,
  upper: Whole,
): TakenRanks {
  if (seen.ranks !== undefined && seen.lower === lower && seen.upper === upper) return seen.ranks;
  context.spend(seen.keys.size, unit.span);
  const ranks = new TakenRanks();
  for (const value of seen.keys) {
    if (typeof value !== 'string' && value >= lower && value <= upper) ranks.add(rankOf(value, lower, upper));
  }
  Object.assign(seen, { ranks, lower, upper });
  return ranks;
}

/** Remembers a value that no further one may be. */
export function take(
  context: Pick<Context, 'scope'>,
  seen: Seen,
  value: Whole,
  lower?: Whole,
  upper?: Whole,
): void {
  if (seen.keys.has(value)) return;
  seen.keys.add(value);
  const isRanked = lower !== undefined && upper !== undefined && seen.ranks !== undefined;
  if (isRanked && seen.lower === lower && seen.upper === upper) seen.ranks!.add(rankOf(value, lower, upper));
  else seen.ranks = undefined;
  context.scope.whenUndone(() => {
    seen.keys.delete(value);
    seen.ranks = undefined;
  });
}

/**
 * How far from what was drawn a prime is looked for: no two neighbours below 2^64 are further apart than
 * 1,550.
 */
const PRIME_SEARCH = 20_000;

/** The prime next to a number that is drawn. */
function drawPrime(
  context: Context,
  unit: PlanInteger,
  lower: Whole,
  upper: Whole,
  excluded: readonly Whole[],
  seen: Seen | undefined,
): Whole {
  const drawn = context.recorder.whole(lower, upper, 'value');
  const fits = (value: Whole): boolean =>
    value >= lower &&
    value <= upper &&
    isPrime(value) &&
    !excluded.includes(value) &&
    !(seen?.keys.has(value) ?? false);
  for (let step = 0; step < PRIME_SEARCH; step++) {
    if (fits(subtract(drawn, step))) return subtract(drawn, step);
    if (fits(add(drawn, step))) return add(drawn, step);
    if (subtract(drawn, step) < lower && add(drawn, step) > upper) break;
  }
  throw clexError('no_prime', unit.span, { lower: `${lower}`, upper: `${upper}` });
}

/** The greatest value that leaves room for the rounds to come, and a fair share of what is left. */
export function capBySums(
  unit: PlanInteger,
  { lower, upper }: { lower: Whole; upper: Whole },
  sums: readonly SumBound[],
): { upper: Whole; fair: Whole } {
  let most = upper;
  let fair = upper;
  for (const bound of sums) {
    const isDirect = unit.parent === bound.group;
    const left = isDirect ? bound.roundsLeft : 1;
    const rest = subtract(bound.most, bound.used);
    const cap = subtract(rest, multiply(lower, left - 1));
    if (cap < lower) {
      if (isDirect && bound.count === 0) {
        const details = { name: bound.name, count: `${left}`, lower: `${lower}`, most: `${bound.most}` };
        throw clexError('sum_too_small', unit.span, details);
      }
      throw new Rejected(`The sum of "${bound.name}" left no room`, unit.span, true);
    }
    if (cap < most) most = cap;
    const spare = subtract(rest, multiply(lower, left));
    const share = add(lower, spare > 0 ? BigInt(multiply(spare, 2)) / BigInt(left) : 0);
    if (share < fair) fair = share;
  }
  return { upper: most, fair: fair < lower ? lower : typeof fair === 'bigint' ? add(fair, 0) : fair };
}
