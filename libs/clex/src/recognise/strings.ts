import { newSeen } from '../generate/context.js';
import { valueOrNone, wholeOf } from '../generate/expressions.js';
import type { PlanString } from '../generate/plan.js';
import { TakenRanks } from '../generate/ranks.js';
import type { Choice } from '../generate/recorder.js';
import type { Seen } from '../generate/scope.js';
import { compareTexts } from '../generate/strings.js';
import { type Chain, elementsOf } from './chain.js';
import { waysOf } from './integers.js';
import { type State, type Way, withChoice, withGoal } from './machine.js';
import type { Reading } from './reading.js';
import { readLoop, type Times } from './repeat.js';
import { popRound, pushRound, seenFor, setRound } from './rounds.js';

interface Known {
  readonly last: string | undefined;
  readonly all: Chain<string> | undefined;
}

/** `S` with all that may stand behind it. */
export function readStrings(
  reading: Reading,
  unit: PlanString,
  state: State,
  times: Times,
): State | undefined {
  const { scope, machine } = reading;
  const { rules, repeat } = unit;
  if (unit.silent) {
    reading.doubt = 'a text is drawn and not printed';
    return undefined;
  }
  const seen = rules.distinct ? (repeat === undefined ? seenFor(scope, unit) : newSeen()) : undefined;
  if (repeat !== undefined) pushRound(scope, false);
  const { guests } = state;
  return readLoop<Known>(
    machine,
    { ...state, guests: [...guests, ...rules.hasCharacters] },
    {
      times,
      round: (now, number, { last, all }, next) => {
        if (repeat !== undefined) setRound(scope, number);
        return readOne(reading, unit, now, seen, (after, text) => {
          if (rules.sorted && last !== undefined && compareTexts(text, last) < 0) {
            return reading.missing(now.at, 'a text that is in order');
          }
          if (unit.name !== undefined) scope.bind(unit.name, text, []);
          return next(after, { last: text, all: { last: text, before: all } });
        });
      },
      end: (now, { all }) => {
        if (repeat !== undefined) popRound(scope, false);
        const after = { ...now, guests };
        if (rules.hasCharacters.length === 0) return after;
        const known = indexOf(unit.symbols.list);
        const texts = elementsOf(all).map((text) => ({ text, known }));
        return withPlaces(reading, after, texts, rules.hasCharacters);
      },
    },
    { last: undefined, all: undefined },
  );
}

function readOne(
  reading: Reading,
  unit: PlanString,
  state: State,
  seen: Seen | undefined,
  next: (state: State, text: string) => State | undefined,
): State | undefined {
  const { scope, machine, text } = reading;
  const lower = wholeOf(unit.bounds.lower, scope);
  const upper = wholeOf(unit.bounds.upper, scope);
  const from = reading.valueAt(state);
  if (from === undefined || lower < 0 || lower > upper) return undefined;
  const words = wordsFor(unit, lower === upper ? `${lower}` : `${lower} to ${upper}`);
  const { ends, isLoose } = endsOf(reading, unit, from, Number(upper), state.guests);
  const way =
    (length: number): Way =>
    () => {
      const to = ends[length];
      if (to === undefined || length < lower) return reading.missing(from, words);
      const found = text.slice(from, to);
      machine.goThrough(length);
      const excluded = unit.rules.unequal.some((operand) => {
        const other = valueOrNone(operand.read, scope);
        return other !== undefined && String(other) === found;
      });
      if (excluded || seen?.keys.has(found)) return reading.missing(from, `${words} that is another one`);
      const choices = choicesOf(unit, Array.from(found), Number(lower), Number(upper));
      if (choices === undefined) return reading.missing(from, words);
      if (seen !== undefined) {
        seen.keys.add(found);
        scope.whenUndone(() => seen.keys.delete(found));
      }
      const known = indexOf(unit.symbols.list);
      const after = withChoice(reading.behind(state, from, to, found, known), { choices });
      return withGoal(after, (now) => next(now, found));
    };
  const longest = ends.length - 1;
  machine.goThrough(longest);
  if (lower === upper || !isLoose) return way(lower === upper ? Number(lower) : longest)();
  return machine.choose(waysOf(downFrom(longest, Number(lower)), way));
}

function* downFrom(most: number, least: number): Iterable<number> {
  yield most;
  for (let length = most - 1; length >= least; length--) yield length;
}

/**
 * Where a text of 0, 1, 2, ... characters ends, as far as characters of the charset go; and whether a shorter
 * one than the longest may be meant.
 */
function endsOf(
  { text, hasGlue }: Reading,
  { symbols }: PlanString,
  from: number,
  most: number,
  guests: readonly string[],
): { ends: number[]; isLoose: boolean } {
  const ends = [from];
  let at = from;
  let isLoose = hasGlue;
  const known = indexOf(symbols.list);
  while (ends.length <= most && at < text.length) {
    const symbol = String.fromCodePoint(text.codePointAt(at)!);
    if (!known.has(symbol) && !guests.includes(symbol)) break;
    if (symbol === ' ' || symbol === '\n') isLoose = true;
    at += symbol.length;
    ends.push(at);
  }
  return { ends, isLoose };
}

const indexes = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** For each character of a charset its first place in it. */
function indexOf(list: readonly string[]): ReadonlyMap<string, number> {
  let known = indexes.get(list);
  if (known === undefined) {
    known = new Map([...list.entries()].reverse().map(([at, symbol]) => [symbol, at]));
    indexes.set(list, known);
  }
  return known;
}

/**
 * The choices that draw a text; undefined where a rule does not hold. What `has` writes later on is drawn as
 * anything.
 */
function choicesOf(
  { symbols: { list }, rules }: PlanString,
  symbols: readonly string[],
  lower: number,
  upper: number,
): Choice[] | undefined {
  if (rules.balanced) return balancedChoices(list, symbols, lower);
  const { length } = symbols;
  if (rules.palindrome && symbols.some((symbol, at) => symbol !== symbols[length - 1 - at])) return undefined;
  const choices: Choice[] = [length - lower];
  if (list.length === 1 || upper < lower) return choices;
  const known = indexOf(list);
  const drawn = rules.palindrome ? symbols.slice(0, Math.ceil(length / 2)) : symbols;
  for (const symbol of drawn) choices.push(known.get(symbol) ?? 0);
  return choices;
}

/**
 * The way of `drawBalanced`: half of the length, then for each character whether it closes, and what is
 * opened.
 */
function balancedChoices(
  list: readonly string[],
  symbols: readonly string[],
  lower: number,
): Choice[] | undefined {
  if (symbols.length % 2 !== 0) return undefined;
  const half = symbols.length / 2;
  const known = indexOf(list);
  const choices: Choice[] = [half - Math.ceil(lower / 2)];
  const open: number[] = [];
  let opened = 0;
  for (const symbol of symbols) {
    const at = known.get(symbol);
    if (at === undefined) return undefined;
    const closes = at % 2 === 1;
    if (open.length > 0 && opened < half) choices.push(closes ? 0 : 1);
    if (closes) {
      if (open.pop() !== at - 1) return undefined;
      continue;
    }
    open.push(at);
    opened++;
    if (list.length > 2) choices.push(at / 2);
  }
  return open.length === 0 ? choices : undefined;
}

/**
 * Each wanted character gets a place of its own among the characters of the texts; with the choices of the
 * places.
 */
export function withPlaces(
  reading: Reading,
  state: State,
  texts: readonly { text: string; known?: ReadonlyMap<string, number> | undefined }[],
  wanted: readonly string[],
): State | undefined {
  // Each of what is wanted is looked for among all of them.
  const inAll = texts.reduce((sum, { text }) => sum + text.length, texts.length);
  reading.machine.goThrough(inAll * (1 + wanted.length));
  const symbols = texts.flatMap(({ text, known }) =>
    Array.from(text, (symbol) => ({ symbol, isStranger: known !== undefined && !known.has(symbol) })),
  );
  const taken = new TakenRanks();
  const choices: Choice[] = [];
  for (const character of wanted) {
    const isFree = (at: number): boolean => symbols[at]!.symbol === character && !taken.has(at);
    // Those that cannot have been drawn come first.
    let place = symbols.findIndex(({ isStranger }, at) => isStranger && isFree(at));
    if (place < 0) place = symbols.findIndex((_, at) => isFree(at));
    if (place < 0) return reading.missing(state.at, `${JSON.stringify(character)} before this place`);
    choices.push(taken.choiceOf(place));
    taken.add(place);
  }
  const stranger = symbols.find(({ isStranger }, at) => isStranger && !taken.has(at));
  if (stranger !== undefined) return reading.missing(state.at, `fewer ${JSON.stringify(stranger.symbol)}`);
  return withChoice(state, { choices });
}

function wordsFor({ symbols: { list }, rules }: PlanString, length: string): string {
  const kind = rules.balanced ? 'balanced ' : rules.palindrome ? 'the same backwards, ' : '';
  const from = list.length > 30 ? `${list.slice(0, 30).join('')}...` : list.join('');
  return `${length} characters of ${JSON.stringify(from)}${kind === '' ? '' : `, ${kind.trim().replace(/,$/, '')}`}`;
}
