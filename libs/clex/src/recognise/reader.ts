import { lookUp, wholeOf } from '../generate/expressions.js';
import { compareKeys } from '../generate/generation.js';
import type { Edge } from '../generate/graphs.js';
import { isTrue, type Num } from '../generate/numbers.js';
import type { PlanBody, PlanCapture, PlanGraph, PlanGroup, PlanLiteral, PlanStep } from '../generate/plan.js';
import { rankOf } from '../generate/ranks.js';
import type { SumBound } from '../generate/scope.js';
import { Calls } from './calls.js';
import type { Later } from './choices.js';
import { type Chain, elementsOf } from './chain.js';
import { readFloats } from './floats.js';
import { LeastLengths } from './least.js';
import { judgeGraph, sizesOf } from './graphs.js';
import { numberOf, readIntegers } from './integers.js';
import {
  type Goal,
  type Goals,
  type ReadValue,
  type State,
  type Way,
  withChoice,
  withGoal,
} from './machine.js';
import type { Reading } from './reading.js';
import { readLoop, timesOf, type Times } from './repeat.js';
import { popRound, popSums, pushRound, pushSums, seenFor, setRound, setRoundsLeft } from './rounds.js';
import { readStrings, withPlaces } from './strings.js';

const NUMBER = /-?\d+/y;

/** Reads a text by a plan: for each step of it what `generation.ts` does to print it, backwards. */
export class Reader {
  private readonly least: LeastLengths;
  private readonly calls: Calls;

  constructor(private readonly reading: Reading) {
    this.least = new LeastLengths(reading.plan);
    this.calls = new Calls(reading.plan.groups.size > 0, reading.plan.isKeyed);
  }

  body(body: PlanBody, state: State): State | undefined {
    const { branches } = body;
    if (branches.length === 1) return this.steps(branches[0]!.steps, state);
    const way =
      (branch: (typeof branches)[number]): Way =>
      () => {
        return this.steps(branch.steps, withChoice(state, { body, branch }));
      };
    return this.reading.machine.choose(branches.map(way));
  }

  private steps(steps: readonly PlanStep[], state: State): State {
    let goals: Goals | undefined = state.goals;
    let { owed } = state;
    for (let at = steps.length - 1; at >= 0; at--) {
      const step = steps[at]!;
      goals = this.calls.before(goals, step, () => this.goalOf(step));
      owed += this.least.ofStep(step);
    }
    return { ...state, goals, owed };
  }

  private goalOf(step: PlanStep): Goal {
    const least = this.least.ofStep(step);
    return (now) => this.step(step, { ...now, owed: now.owed - least });
  }

  private step(step: PlanStep, state: State): State | undefined {
    const { reading } = this;
    const { scope } = reading;
    switch (step.kind) {
      case 'line':
        if (reading.text[state.at] !== '\n') return reading.missing(state.at, 'the end of the line');
        return { ...state, at: state.at + 1, isSpaceDue: false };
      case 'glue':
        return { ...state, isSpaceDue: false };
      case 'where':
        if (isTrue(step.test.evaluate(scope))) return state;
        return reading.missing(state.at, 'values before this place on which "where" holds');
      case 'assign':
        scope.bind(step.name, step.value.read(scope), []);
        return state;
      case 'show':
        return this.show(step, state);
      case 'call':
        return this.call(step.name, state);
      case 'capture':
        return this.capture(step, state);
      case 'group':
        return this.group(step, state);
      case 'graph':
        return this.graph(step, state);
      default:
        return this.data(step, state);
    }
  }

  private data(
    unit: Extract<PlanStep, { owned: readonly string[]; silent: boolean }>,
    state: State,
  ): State | undefined {
    const { scope } = this.reading;
    const times = timesOf(unit.repeat, scope);
    scope.forget(unit.owned);
    if (unit.kind === 'integer') return readIntegers(this.reading, unit, state, times);
    if (unit.kind === 'float') return readFloats(this.reading, unit, state, times);
    if (unit.kind === 'string') return readStrings(this.reading, unit, state, times);
    return this.literals(unit, state, times);
  }

  private literals(unit: PlanLiteral, state: State, times: Times): State | undefined {
    const { machine, scope } = this.reading;
    return readLoop<undefined>(
      machine,
      state,
      {
        times,
        round: (now, _number, _known, next) => {
          if (unit.name !== undefined) scope.bind(unit.name, unit.text, []);
          const after = unit.silent ? now : this.exactly(unit.text, unit.text, now);
          return after === undefined ? undefined : withGoal(after, (later) => next(later, undefined));
        },
        end: (after) => after,
      },
      undefined,
    );
  }

  /** A value that is known. */
  private exactly(text: string, key: Num | string, state: State): State | undefined {
    const { reading } = this;
    const from = reading.valueAt(state);
    if (from === undefined) return undefined;
    if (!reading.text.startsWith(text, from)) return reading.missing(from, JSON.stringify(text));
    const known =
      typeof key === 'string' ? new Map<string, number>(Array.from(text, (each) => [each, 0])) : undefined;
    return reading.behind(state, from, from + text.length, key, known);
  }

  private show(step: Extract<PlanStep, { kind: 'show' }>, state: State): State | undefined {
    const { scope } = this.reading;
    const isEnd = step.index === undefined && (step.name === 'u' || step.name === 'v');
    if (isEnd && scope.stateOf(step.name).value === undefined) return this.end(step.name, state);
    const value = lookUp(scope, step.name, step.index?.evaluate(scope), step.span);
    return this.exactly(String(value), value, state);
  }

  /** A vertex of an edge that is being read: any number that is not negative. */
  private end(name: string, state: State): State | undefined {
    const { reading } = this;
    const from = reading.valueAt(state);
    const to = from === undefined ? undefined : reading.match(NUMBER, from);
    const value = to === undefined ? undefined : numberOf(reading.text.slice(from, to));
    if (value === undefined || value < 1) return reading.missing(from ?? state.at, 'the number of a vertex');
    reading.scope.bind(name, value, []);
    return reading.behind(state, from!, to!, value);
  }

  private call(name: string, state: State): State | undefined {
    const { plan, text, scope } = this.reading;
    const group = plan.groups.get(name);
    if (group === undefined || !this.calls.isNew(name, state, scope.lastChange)) return undefined;
    if (state.at + this.least.ofGroup(name) + state.owed > text.length) return undefined;
    const goals = this.calls.before(state.goals, 'return', () => (now) => withChoice(now, 'return'));
    return this.body(group.body, withChoice({ ...state, goals }, 'call'));
  }

  private capture({ bounds, group }: PlanCapture, state: State): State | undefined {
    const { reading } = this;
    const { scope, machine, text } = reading;
    const lower = wholeOf(bounds.lower, scope);
    const upper = wholeOf(bounds.upper, scope);
    const from = reading.valueAt(state);
    if (from === undefined || lower < 0 || lower > upper) return undefined;
    const words = `a number of [${lower},${upper}]`;
    const to = reading.match(NUMBER, from);
    if (to === undefined) return reading.missing(from, words);
    machine.goThrough(to - from);
    const way =
      (end: number): Way =>
      () => {
        const value = numberOf(text.slice(from, end));
        if (value === undefined || value < lower || value > upper) return reading.missing(from, words);
        scope.capture(group, value, 0);
        return withChoice(reading.behind(state, from, end, value), rankOf(value, lower, upper));
      };
    return reading.hasGlue ? machine.choose(Array.from(reading.ends(from, to), way)) : way(to)();
  }

  private group(group: PlanGroup, state: State): State | undefined {
    const { scope, machine } = this.reading;
    const times = timesOf(group.repeat, scope);
    scope.forget(group.owned);
    if (group.rules.sums.length === 0 || times.least === times.most) return this.rounds(group, times, state);
    // What a sum leaves room for hangs on how many rounds there are.
    const counts = Array.from({ length: Math.min(times.most - times.least + 1, MAX_COUNTS) }, (_, at) => at);
    const way =
      (more: number): Way =>
      () => {
        const count = times.least + more;
        const from = withChoice(state, more);
        return this.rounds(group, { least: count, most: count, drawn: undefined }, from);
      };
    return machine.choose(counts.map(way));
  }

  private rounds(group: PlanGroup, times: Times, state: State): State | undefined {
    const { reading } = this;
    const { scope, machine } = reading;
    const { rules, repeat, identity } = group;
    const sums = rules.sums.map(({ name, most }): SumBound => {
      return { name, group: identity, most: wholeOf(most, scope), used: 0, count: 0, roundsLeft: times.most };
    });
    pushSums(scope, sums);
    // Of the repeat around, when it has none of its own.
    const keys = !rules.distinct
      ? undefined
      : repeat === undefined
        ? seenFor(scope, group).keys
        : new Set<unknown>();
    if (repeat !== undefined) pushRound(scope, true);
    const { values: start, guests } = state;
    const loop = {
      times,
      round: (
        now: State,
        number: number,
        before: readonly ReadValue[] | undefined,
        next: (state: State, known: readonly ReadValue[] | undefined) => State | undefined,
      ): State | undefined => {
        if (repeat !== undefined) setRound(scope, number);
        setRoundsLeft(scope, sums, times.most - number + 1);
        const { values } = now;
        const isCompared = keys !== undefined || rules.sorted;
        const after = withGoal(now, (read) => {
          const round = isCompared ? elementsOf(read.values, values) : undefined;
          if (!this.fits(group, round, before, keys)) {
            return reading.missing(
              now.at,
              rules.sorted ? 'a round that is in order' : 'a round that is another one',
            );
          }
          return next(read, round);
        });
        return this.body(group.body, after);
      },
      end: (now: State): State | undefined => {
        if (repeat !== undefined) popRound(scope, true);
        popSums(scope, sums);
        const after = { ...now, guests };
        if (rules.hasCharacters.length === 0) return after;
        const texts = elementsOf(now.values, start).filter(({ isString }) => isString);
        return withPlaces(reading, after, texts, rules.hasCharacters);
      },
    };
    const from =
      rules.hasCharacters.length === 0 ? state : { ...state, guests: [...guests, ...rules.hasCharacters] };
    return readLoop<readonly ReadValue[] | undefined>(machine, from, loop, undefined);
  }

  /** Whether a round keeps to `distinct` and `sorted`; it is remembered. */
  private fits(
    { rules }: PlanGroup,
    round: readonly ReadValue[] | undefined,
    before: readonly ReadValue[] | undefined,
    keys: Set<unknown> | undefined,
  ): boolean {
    if (round === undefined) return true;
    if (keys !== undefined) {
      const key = round.map(({ text }) => text).join('\n\0');
      if (keys.has(key)) return false;
      keys.add(key);
      this.reading.scope.whenUndone(() => keys.delete(key));
    }
    if (!rules.sorted || before === undefined) return true;
    return (
      compareKeys(
        before.map(({ key }) => key),
        round.map(({ key }) => key),
      ) <= 0
    );
  }

  private graph(unit: PlanGraph, state: State): State | undefined {
    const { reading } = this;
    const { scope, machine } = reading;
    const sizes = sizesOf(unit, scope);
    const { edges, left, right } = sizes;
    if (typeof edges === 'bigint' || edges < 0 || left > MAX_VERTICES || right > MAX_VERTICES)
      return undefined;
    const later: Later = { choices: undefined };
    if (unit.each !== undefined) scope.forget(unit.each.owned);
    pushRound(scope, true);
    return readLoop<Chain<Edge> | undefined>(
      machine,
      withChoice(state, later),
      {
        times: { least: edges, most: edges, drawn: undefined },
        round: (now, number, all, next) => {
          setRound(scope, number);
          scope.forget(['u', 'v']);
          const after = withGoal(now, (read) => {
            const [u, v] = [scope.stateOf('u').value, scope.stateOf('v').value] as [number, number];
            if (!(u <= left && v <= right))
              return reading.missing(now.at, `vertices up to ${left} and ${right}`);
            return next(read, { last: [u, v], before: all });
          });
          return unit.each === undefined ? this.steps(EDGE, after) : this.body(unit.each.body, after);
        },
        end: (now, all) => {
          popRound(scope, true);
          machine.goThrough((Number(edges) + Number(left) + Number(right)) * CHARACTERS_OF_AN_EDGE);
          const word = judgeGraph(unit, elementsOf(all), sizes);
          if ('wrong' in word)
            return reading.missing(now.at, `another graph before this place: ${word.wrong}`);
          later.choices = word.choices;
          return now;
        },
      },
      undefined,
    );
  }
}

/** More rounds than this are not tried one count after the other. */
const MAX_COUNTS = 10_000;
const MAX_VERTICES = 5_000_000;
/** To judge a graph costs for each edge and vertex what so many characters do. */
const CHARACTERS_OF_AN_EDGE = 16;
const NOWHERE = { start: 0, end: 0 };
/** An edge as it is printed where nothing else is said. */
const EDGE: readonly PlanStep[] = [
  { kind: 'show', name: 'u', index: undefined, span: NOWHERE },
  { kind: 'show', name: 'v', index: undefined, span: NOWHERE },
  { kind: 'line', span: NOWHERE },
];
