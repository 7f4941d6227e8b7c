import { add, floorDivide, multiply, subtract, type Whole } from '../generate/whole.js';
import { Real, type Choice, type Recording, type Round } from '../generate/recorder.js';
import { isSimplest } from './order.js';

/*
 * The ways in which a list of choices may become simpler. Each of them gives lists to try, the most hopeful
 * first; the caller leaves out lists that are not simpler than the best one, or that the program cannot make.
 */
export type Candidates = Iterable<Choice[]>;

/** A recursive part takes the place of one of the same name around it. */
export function* partsForWholes({ choices, parts }: Recording): Candidates {
  const outer = [...parts].sort((a, b) => b.end - b.start - (a.end - a.start));
  for (const whole of outer.slice(0, 20)) {
    const inner = parts.filter(
      ({ name, start, end }) =>
        name === whole.name &&
        start >= whole.start &&
        end <= whole.end &&
        end - start < whole.end - whole.start,
    );
    for (const part of inner.slice(0, 20)) {
      yield [
        ...choices.slice(0, whole.start),
        ...choices.slice(part.start, part.end),
        ...choices.slice(whole.end),
      ];
    }
  }
}

/** The rounds of each repeat, those of the longest first. */
export function roundsByRepeat({ rounds }: Recording): Round[][] {
  const groups = new Map<string, Round[]>();
  for (const round of rounds) {
    if (round.end === round.start && round.owners.length === 0) continue;
    const key = round.owners.map(({ at, fall, rounds: each }) => `${at}:${fall}:${each}`).join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [round]);
    else group.push(round);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

/** `chunk` neighbouring rounds of a repeat are cut out, and the numbers they hang on fall with them. */
export function* withoutRounds(
  choices: readonly Choice[],
  rounds: readonly Round[],
  chunk: number,
): Candidates {
  for (let at = rounds.length - chunk; at > -chunk; at -= chunk) {
    const gone = rounds.slice(Math.max(0, at), at + chunk);
    const without = cutOut(choices, gone);
    if (without !== undefined) yield without;
  }
}

function cutOut(choices: readonly Choice[], gone: readonly Round[]): Choice[] | undefined {
  const fallen = choices.slice();
  for (const { at, fall, rounds } of gone[0]!.owners) {
    const owner = fallen[at];
    const by = (fall * gone.length) / rounds;
    if (owner === undefined || owner instanceof Real || !Number.isInteger(by) || owner < by) return undefined;
    if (gone.some(({ start, end }) => at >= start && at < end)) return undefined;
    fallen[at] = subtract(owner, by);
  }
  const kept: Choice[] = [];
  let from = 0;
  for (const { start, end } of gone) {
    // Rounds of one repeat never overlap, but those of another run of it may stand between.
    if (start < from) continue;
    for (let at = from; at < start; at++) kept.push(fallen[at]!);
    from = end;
  }
  for (let at = from; at < fallen.length; at++) kept.push(fallen[at]!);
  return kept;
}

/** All that is not simplest between two places becomes simplest: long stretches first. */
export function* withZeros(choices: readonly Choice[], size: number): Candidates {
  const places = choices.flatMap((choice, at) => (isSimplest(choice) ? [] : [at]));
  for (let from = 0; from < places.length; from += size) {
    const changed = choices.slice();
    for (const at of places.slice(from, from + size)) changed[at] = 0;
    yield changed;
  }
}

/** One whole number becomes one of the `most` simplest. */
export function* withSimple(choices: readonly Choice[], at: number, most: number): Candidates {
  const choice = choices[at];
  if (choice === undefined || choice instanceof Real) return;
  for (let value = 1; value <= most && value < choice; value++) yield replaced(choices, at, value);
}

/**
 * One whole number becomes a round one, such as 10 or 1000: leap years, carries and wrong bases fail on
 * these.
 */
export function* withRoundNumbers(choices: readonly Choice[], at: number): Candidates {
  const choice = choices[at];
  if (choice === undefined || choice instanceof Real) return;
  // Counted from 0 and from 1: what a choice stands for depends on its bounds.
  for (let power = 10; power - 1 < choice && power < Number.MAX_SAFE_INTEGER; power *= 10) {
    yield replaced(choices, at, power - 1);
    if (power < choice) yield replaced(choices, at, power);
  }
}

/**
 * One double gets fewer digits: the simplest numbers with none, one, two digits behind the point, then
 * rounded ones.
 */
export function* withFewerDigits(choices: readonly Choice[], at: number): Candidates {
  const choice = choices[at];
  if (!(choice instanceof Real)) return;
  const { value } = choice;
  for (const digits of [0, 1, 2]) {
    const unit = 10 ** digits;
    for (let step = 1; step <= 100; step++) {
      if (digits > 0 && step % 10 === 0) continue;
      if (step <= 20 || digits === 2) yield replaced(choices, at, new Real(step / unit));
    }
  }
  for (const unit of [1, 10, 100, 1e3, 1e4, 1e6]) {
    for (const rounded of [Math.trunc(value * unit) / unit, Math.round(value * unit) / unit]) {
      yield replaced(choices, at, new Real(rounded));
    }
  }
}

/** Points that cut [low, high] into equal parts, the lowest first. */
export function pointsBetween(low: Whole, high: Whole, count: number): Whole[] {
  const width = subtract(high, low);
  const points: Whole[] = [];
  for (let part = 1; part <= count; part++) {
    const point = subtract(high, floorDivide(multiply(width, count + 1 - part), count + 1));
    if (point > low && point < high && point !== points.at(-1)) points.push(point);
  }
  return points;
}

/** A few choices in a row go. */
export function* withoutSome(choices: readonly Choice[]): Candidates {
  for (const length of [8, 4, 2, 1]) {
    for (let at = choices.length - length; at >= 0; at--) {
      yield [...choices.slice(0, at), ...choices.slice(at + length)];
    }
  }
}

/** Two neighbours that are in the wrong order change places. */
export function* withSwaps(choices: readonly Choice[]): Candidates {
  for (let at = 0; at + 1 < choices.length; at++) {
    const [a, b] = [choices[at]!, choices[at + 1]!];
    if (a instanceof Real || b instanceof Real || a <= b) continue;
    const swapped = choices.slice();
    [swapped[at], swapped[at + 1]] = [b, a];
    yield swapped;
  }
}

/** Most pairs of numbers that are tried together. */
const MAX_PAIRS = 60;

/** Two equal numbers fall together: duplicates, ties. */
export function* withEqualsLowered(choices: readonly Choice[]): Candidates {
  const places = new Map<Whole, number[]>();
  choices.forEach((choice, at) => {
    if (choice instanceof Real || choice === 0) return;
    places.set(choice, [...(places.get(choice) ?? []), at]);
  });
  let pairs = 0;
  for (const [value, equal] of places) {
    if (equal.length < 2) continue;
    for (const lower of lowerThan(value)) {
      if (pairs++ > MAX_PAIRS) return;
      const changed = choices.slice();
      for (const at of equal) changed[at] = lower;
      yield changed;
    }
  }
}

/** Two numbers fall by the same: what fails on their difference goes on failing. */
export function* withPairsLowered(choices: readonly Choice[]): Candidates {
  const places = choices.flatMap((choice, at) => (choice instanceof Real || choice === 0 ? [] : [at]));
  let pairs = 0;
  for (let first = 0; first < places.length; first++) {
    for (let second = first + 1; second < places.length; second++) {
      const [i, j] = [places[first]!, places[second]!];
      const [a, b] = [choices[i] as Whole, choices[j] as Whole];
      const least = a < b ? a : b;
      for (const fall of [least, floorDivide(least, 2), 1]) {
        if (fall < 1) continue;
        if (pairs++ > MAX_PAIRS) return;
        const changed = choices.slice();
        changed[i] = subtract(a, fall);
        changed[j] = subtract(b, fall);
        yield changed;
      }
    }
  }
}

/** More numbers than this are too many to weigh each against each. */
const MAX_TRANSFER_NUMBERS = 8;

/** A number falls and a later one rises by the same: what fails on their sum goes on failing. */
export function* withTransfers(choices: readonly Choice[]): Candidates {
  const places = choices.flatMap((choice, at) => (choice instanceof Real || choice === 0 ? [] : [at]));
  if (places.length > MAX_TRANSFER_NUMBERS) return;
  for (const [number, i] of places.entries()) {
    for (const j of places.slice(number + 1)) {
      const [a, b] = [choices[i] as Whole, choices[j] as Whole];
      for (let amount = a; amount >= 1; amount = amount > 1 && amount < 4 ? 1 : floorDivide(amount, 4)) {
        const changed = choices.slice();
        changed[i] = subtract(a, amount);
        changed[j] = add(b, amount);
        yield changed;
      }
    }
  }
}

function lowerThan(value: Whole): Whole[] {
  const lower: Whole[] = [0, 1, 2, 3, floorDivide(value, 2), subtract(value, 1)];
  return [...new Set(lower.filter((each) => each < value && each >= 0))];
}

export function replaced(choices: readonly Choice[], at: number, choice: Choice): Choice[] {
  const changed = choices.slice();
  changed[at] = choice;
  return changed;
}
