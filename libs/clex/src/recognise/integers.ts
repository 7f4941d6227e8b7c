import { newSeen, Rejected } from '../generate/context.js';
import { wholeOf } from '../generate/expressions.js';
import { capBySums, excludedBy, ranksWithin, take } from '../generate/integers.js';
import { isPrime } from '../generate/numbers.js';
import type { PlanInteger } from '../generate/plan.js';
import { rankOf, TakenRanks, valueAt } from '../generate/ranks.js';
import type { Choice } from '../generate/recorder.js';
import type { Seen } from '../generate/scope.js';
import { add, subtract, toWhole, type Whole } from '../generate/whole.js';
import { type Chain, elementsOf } from './chain.js';
import { type State, type Way, withChoice, withGoal } from './machine.js';
import type { Reading } from './reading.js';
import { readLoop, type Times } from './repeat.js';
import { pushRound, popRound, seenFor, setRound } from './rounds.js';

/** Of a number that is drawn and not printed so many values are tried. */
const MAX_SILENT = 5_000;
const NUMBER = /-?\d+/y;
/** To look at a number again costs what so many characters do. */
const CHARACTERS_OF_A_NUMBER = 16;

/** Bounds with the value that was read or taken. */
interface Read {
  readonly value: Whole;
  readonly lower: Whole;
  readonly upper: Whole;
}

/**
 * What is known of the rounds before: the last value, and where a number has a place among them, all of them.
 */
interface Known {
  readonly last: Whole | undefined;
  readonly all: Chain<Read> | undefined;
}

/** `N` with all that may stand behind it. */
export function readIntegers(
  reading: Reading,
  unit: PlanInteger,
  state: State,
  times: Times,
): State | undefined {
  const { scope, machine } = reading;
  const { rules, repeat } = unit;
  const seen = rules.distinct ? (repeat === undefined ? seenFor(scope, unit) : newSeen()) : undefined;
  const later = rules.hasNumbers.length > 0 ? { choices: undefined as Choice[] | undefined } : undefined;
  if (repeat !== undefined) pushRound(scope, false);
  const from = later === undefined || times.drawn !== undefined ? state : withChoice(state, later);
  return readLoop<Known>(
    machine,
    from,
    {
      times,
      round: (now, number, { last, all }, next) => {
        if (repeat !== undefined) setRound(scope, number);
        return readOne(reading, unit, now, (after, read) => {
          const { value, lower, upper } = read;
          if (rules.sorted && last !== undefined && value < last) {
            return reading.missing(now.at, 'a number that is in order');
          }
          const choice = later === undefined ? choiceOf(reading, unit, value, lower, upper, seen) : undefined;
          if (later === undefined && choice === undefined) {
            return reading.missing(now.at, wordsFor(unit, lower, upper));
          }
          if (unit.name !== undefined) scope.bind(unit.name, value, []);
          if (choice === undefined) return next(after, { last: value, all: { last: read, before: all } });
          return next(withChoice(after, choice), { last: value, all: undefined });
        });
      },
      end: (after, { all }) => {
        if (repeat !== undefined) popRound(scope, false);
        if (later === undefined) return after;
        const given = elementsOf(all);
        machine.goThrough(given.length * CHARACTERS_OF_A_NUMBER);
        const choices = choicesWithGiven(reading, unit, given, seen);
        if (choices === undefined) return reading.missing(after.at, 'the numbers of "has" before this place');
        later.choices = choices;
        return after;
      },
    },
    { last: undefined, all: undefined },
  );
}

type Next = (state: State, read: Read) => State | undefined;

/** One number: printed, then it stands in the text; else any of its range. */
function readOne(reading: Reading, unit: PlanInteger, state: State, next: Next): State | undefined {
  const { scope, machine, text } = reading;
  const lower = wholeOf(unit.bounds.lower, scope);
  const upper = wholeOf(unit.bounds.upper, scope);
  if (lower > upper) return undefined;
  // In a goal of its own, so that a point of choice is not behind what it chooses.
  const settle = (after: State, value: Whole): State | undefined =>
    withGoal(after, (now) => next(now, { value, lower, upper }));
  if (unit.silent) {
    return machine.choose(silentWays(reading, lower, upper, (value) => settle(state, value)));
  }
  const from = reading.valueAt(state);
  if (from === undefined) return undefined;
  const to = reading.match(NUMBER, from);
  if (to === undefined) return reading.missing(from, wordsFor(unit, lower, upper));
  machine.goThrough(to - from);
  const width = unit.digits === undefined ? 0 : Number(wholeOf(unit.digits, scope));
  const way =
    (end: number): Way =>
    () => {
      const token = text.slice(from, end);
      const value = numberOf(token, width);
      if (
        value === undefined ||
        (unit.rules.hasNumbers.length === 0 && !(value >= lower && value <= upper))
      ) {
        return reading.missing(from, wordsFor(unit, lower, upper));
      }
      return settle(reading.behind(state, from, end, value), value);
    };
  return reading.hasGlue ? machine.choose(waysOf(reading.ends(from, to), way)) : way(to)();
}

export function* waysOf<T>(items: Iterable<T>, way: (item: T) => Way): Iterable<Way> {
  for (const item of items) yield way(item);
}

function* silentWays(
  reading: Reading,
  lower: Whole,
  upper: Whole,
  settle: (value: Whole) => State | undefined,
): Iterable<Way> {
  const count = add(subtract(upper, lower), 1);
  for (let rank = 0; rank < count; rank++) {
    if (rank === MAX_SILENT) {
      reading.doubt = `a number that is not printed has more than ${MAX_SILENT} values`;
      return;
    }
    yield () => settle(valueAt(rank, lower, upper));
  }
}

/** The value of a token as `N` prints it, padded to so many digits; undefined for another spelling. */
export function numberOf(token: string, width = 0): Whole | undefined {
  if (!/^-?\d{1,40}$/.test(token)) return undefined;
  const value = toWhole(BigInt(token));
  const digits = String(value).replace('-', '').padStart(width, '0');
  return token === (value < 0 ? `-${digits}` : digits) ? value : undefined;
}

function wordsFor(unit: PlanInteger, lower: Whole, upper: Whole): string {
  const { prime, distinct, unequal } = unit.rules;
  const what = prime ? 'a prime' : 'a number';
  const other = distinct ? ' that was not there before' : unequal.length > 0 ? ' that is not excluded' : '';
  return `${what} of [${lower},${upper}]${other}`;
}

/** The choice by which `drawOne` of generation comes to a value; undefined where it cannot. */
function choiceOf(
  reading: Reading,
  unit: PlanInteger,
  value: Whole,
  lower: Whole,
  upperBound: Whole,
  seen: Seen | undefined,
): Choice | undefined {
  const { scope } = reading;
  const sums = unit.name === undefined ? [] : scope.sums.filter(({ name }) => name === unit.name);
  const upper = sums.length === 0 ? upperBound : capBySums(unit, { lower, upper: upperBound }, sums).upper;
  if (value < lower || value > upper) return undefined;
  const excluded = excludedBy(reading, unit);
  if (excluded.includes(value) || seen?.keys.has(value)) return undefined;
  if (unit.rules.prime && !isPrime(value)) return undefined;
  const rank = rankOf(value, lower, upper);
  const isAmongFree = !unit.rules.prime && (seen !== undefined || excluded.length > 0);
  const choice = isAmongFree ? choiceAmongFree(reading, unit, rank, { lower, upper }, excluded, seen) : rank;
  if (seen !== undefined) take(reading, seen, value, lower, upper);
  for (const bound of sums) scope.addToSum(bound, value);
  return choice;
}

function choiceAmongFree(
  reading: Reading,
  unit: PlanInteger,
  rank: Whole,
  { lower, upper }: Range,
  excluded: readonly Whole[],
  seen: Seen | undefined,
): Whole {
  const free = { scope: reading.scope, spend: () => 0 };
  const ranks = seen === undefined ? new TakenRanks() : ranksWithin(free, unit, seen, lower, upper);
  const extra = excluded
    .filter((each) => each >= lower && each <= upper)
    .map((each) => rankOf(each, lower, upper))
    .filter((each) => ranks.add(each));
  const choice = ranks.choiceOf(rank);
  for (const each of extra) ranks.delete(each);
  return choice;
}

interface Range {
  readonly lower: Whole;
  readonly upper: Whole;
}

/** `has 7`: the places of the given numbers, then what draws the others. */
function choicesWithGiven(
  reading: Reading,
  unit: PlanInteger,
  all: readonly Read[],
  seen: Seen | undefined,
): Choice[] | undefined {
  const { scope } = reading;
  const given = new Set<number>();
  const taken = new TakenRanks();
  const choices: Choice[] = [];
  for (const operand of unit.rules.hasNumbers) {
    const wanted = wholeOf(operand, scope);
    const place = all.findIndex(({ value }, at) => value === wanted && !given.has(at));
    if (place < 0) return undefined;
    choices.push(taken.choiceOf(place));
    taken.add(place);
    given.add(place);
    if (seen !== undefined) take(reading, seen, wanted);
  }
  for (const [at, { value, lower, upper }] of all.entries()) {
    if (given.has(at)) continue;
    const choice = choiceOf(reading, unit, value, lower, upper, seen);
    if (choice === undefined) throw new Rejected(wordsFor(unit, lower, upper), unit.span);
    choices.push(choice);
  }
  return choices;
}
