import { newSeen } from '../generate/context.js';
import { doubleAtLeast, doubleAtMost, formatDouble } from '../generate/doubles.js';
import { numberOf, valueOrNone, wholeOf } from '../generate/expressions.js';
import { unscaledOf } from '../generate/floats.js';
import { compareNumbers, Decimal, scaleToWhole, type Num } from '../generate/numbers.js';
import type { PlanFloat } from '../generate/plan.js';
import { rankOf, TakenRanks } from '../generate/ranks.js';
import { Real, type Choice } from '../generate/recorder.js';
import type { Seen } from '../generate/scope.js';
import { waysOf } from './integers.js';
import { type State, type Way, withChoice, withGoal } from './machine.js';
import type { Reading } from './reading.js';
import { readLoop, type Times } from './repeat.js';
import { popRound, pushRound, seenFor, setRound } from './rounds.js';

const NUMBER = /-?\d+(?:\.\d+)?/y;
/** As numbers are printed: no zeros in front, no negative zero. */
const PRINTED = /^(?!-0(?:\.0*)?$)-?(?:0|[1-9]\d{0,400})(?:\.\d{1,400})?$/;

/** `F` with all that may stand behind it. */
export function readFloats(reading: Reading, unit: PlanFloat, state: State, times: Times): State | undefined {
  const { scope, machine } = reading;
  const { rules, repeat } = unit;
  if (unit.silent) {
    reading.doubt = 'a number that is not printed has a fraction';
    return undefined;
  }
  const seen = rules.distinct ? (repeat === undefined ? seenFor(scope, unit) : newSeen()) : undefined;
  if (repeat !== undefined) pushRound(scope, false);
  return readLoop<Num | undefined>(
    machine,
    state,
    {
      times,
      round: (now, number, last, next) => {
        if (repeat !== undefined) setRound(scope, number);
        return readOne(reading, unit, now, seen, (after, value) => {
          if (rules.sorted && last !== undefined && compareNumbers(value, last) < 0) {
            return reading.missing(now.at, 'a number that is in order');
          }
          if (unit.name !== undefined) scope.bind(unit.name, value, []);
          return next(after, value);
        });
      },
      end: (after) => {
        if (repeat !== undefined) popRound(scope, false);
        return after;
      },
    },
    undefined,
  );
}

function readOne(
  reading: Reading,
  unit: PlanFloat,
  state: State,
  seen: Seen | undefined,
  next: (state: State, value: Num) => State | undefined,
): State | undefined {
  const { scope, text, machine } = reading;
  const lower = numberOf(unit.bounds.lower, scope);
  const upper = numberOf(unit.bounds.upper, scope);
  const from = reading.valueAt(state);
  if (from === undefined) return undefined;
  const words = `a number of [${String(lower)},${String(upper)}]`;
  const to = reading.match(NUMBER, from);
  if (to === undefined) return reading.missing(from, words);
  machine.goThrough(to - from);
  const way =
    (end: number): Way =>
    () => {
      const token = text.slice(from, end);
      if (!PRINTED.test(token)) return reading.missing(from, words);
      const found = settle(reading, unit, token, { lower, upper }, seen);
      if (found === undefined) return reading.missing(from, words);
      const after = withChoice(reading.behind(state, from, end, found.value), found.choice);
      return withGoal(after, (now) => next(now, found.value));
    };
  return reading.hasGlue ? machine.choose(waysOf(reading.ends(from, to), way)) : way(to)();
}

interface Range {
  readonly lower: Num;
  readonly upper: Num;
}

/** The value of a token and the choice by which it is drawn; undefined where it cannot be. */
function settle(
  reading: Reading,
  unit: PlanFloat,
  token: string,
  { lower, upper }: Range,
  seen: Seen | undefined,
): { value: Num; choice: Choice } | undefined {
  const { scope } = reading;
  const value = decimalOf(token);
  if (compareNumbers(value, lower) < 0 || compareNumbers(value, upper) > 0) return undefined;
  const excluded = unit.rules.unequal
    .map((operand) => valueOrNone(operand.evaluate, scope))
    .filter((each) => each !== undefined);
  if (excluded.some((each) => compareNumbers(each, value) === 0) || seen?.keys.has(token)) return undefined;
  const choice =
    unit.digits === undefined
      ? plainChoice(token, lower, upper)
      : fixedChoice(value, Number(wholeOf(unit.digits, scope)), { lower, upper }, excluded, seen);
  if (choice === undefined) return undefined;
  if (seen !== undefined) {
    seen.keys.add(token);
    scope.whenUndone(() => seen.keys.delete(token));
  }
  return { value, choice };
}

function decimalOf(token: string): Decimal {
  const [whole = '', fraction = ''] = token.split('.');
  return new Decimal(BigInt(whole + fraction), fraction.length);
}

/** As many digits as it needs, and no more. */
function plainChoice(token: string, lower: Num, upper: Num): Choice | undefined {
  const least = lower instanceof Decimal ? Number(String(lower)) : doubleAtLeast(lower);
  const greatest = upper instanceof Decimal ? Number(String(upper)) : doubleAtMost(upper);
  if (least > greatest) {
    if (token.includes('.')) return undefined;
    return rankOf(
      scaleToWhole(decimalOf(token), 0, 'up'),
      scaleToWhole(lower, 0, 'up'),
      scaleToWhole(upper, 0, 'down'),
    );
  }
  const value = Number(token);
  return formatDouble(value) === token && value >= least && value <= greatest ? new Real(value) : undefined;
}

function fixedChoice(
  value: Decimal,
  digits: number,
  range: Range,
  excluded: readonly Num[],
  seen: Seen | undefined,
): Choice | undefined {
  if (value.scale !== digits) return undefined;
  const lower = scaleToWhole(range.lower, digits, 'up');
  const upper = scaleToWhole(range.upper, digits, 'down');
  const taken = new TakenRanks();
  for (const each of [...excluded.map(String), ...(seen?.keys ?? [])]) {
    const unscaled = unscaledOf(each, digits);
    if (unscaled !== undefined && unscaled >= lower && unscaled <= upper)
      taken.add(rankOf(unscaled, lower, upper));
  }
  return taken.choiceOf(rankOf(scaleToWhole(value, digits, 'up'), lower, upper));
}
