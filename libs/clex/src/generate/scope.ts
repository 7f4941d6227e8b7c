import { addNumbers, compareNumbers, Decimal, type Num } from './numbers.js';
import type { TakenRanks } from './ranks.js';
import type { Owner } from './recorder.js';
import { add, greater, lesser, type Whole } from './whole.js';

/** What has been drawn under one name. */
export interface NameState {
  value: Num | string | undefined;
  /** All values in the latest run of the repeat that the name stands in, where the program asks for them. */
  history: (Num | string)[];
  /** For each value of `history` the sum, the least and the greatest up to it. */
  totals: { sum: Num; least: Num; greatest: Num }[];
  /** The choices the present value hangs on. */
  origins: readonly number[];
}

/** A bound on the sum of a name's values that is under way. */
export interface SumBound {
  readonly name: string;
  readonly group: object;
  readonly most: Whole;
  used: Whole;
  count: number;
  /** Rounds that are still to come, the present one included. */
  roundsLeft: number;
}

/** What has been drawn so far, by name and by number of capture, and in which round. */
export class Scope {
  readonly captured: (Whole | undefined)[] = [];
  readonly captureOrigins: number[] = [];
  /** Number of the present round, from 1, of each repeat around, the innermost one last. */
  readonly rounds: number[] = [];
  /** For each repeat around: what its `distinct` units have drawn, by the unit. */
  readonly seen: Map<object, Seen>[] = [];
  readonly sums: SumBound[] = [];
  private readonly names = new Map<string, NameState>();
  /** How to take back what was done since the first attempt that is under way. */
  private readonly undo: (() => void)[] = [];
  private attempts = 0;

  /** @param remembered the names whose earlier values the program asks for */
  constructor(private readonly remembered: ReadonlySet<string>) {}

  stateOf(name: string): NameState {
    let state = this.names.get(name);
    if (state === undefined) {
      state = { value: undefined, history: [], totals: [], origins: [] };
      this.names.set(name, state);
    }
    return state;
  }

  bind(name: string, value: Num | string, origins: readonly number[]): void {
    const state = this.stateOf(name);
    const { value: before, origins: originsBefore } = state;
    const remembers = this.remembered.has(name);
    this.whenUndone(() => {
      state.value = before;
      state.origins = originsBefore;
      if (!remembers) return;
      state.history.pop();
      state.totals.length = Math.min(state.totals.length, state.history.length);
    });
    state.value = value;
    state.origins = origins;
    if (!remembers) return;
    state.history.push(value);
    if (typeof value !== 'string') state.totals.push(totalsWith(state.totals.at(-1), value));
  }

  /** The names that belong to a repeat have no values when it begins. */
  forget(names: readonly string[]): void {
    for (const name of names) {
      const state = this.stateOf(name);
      const before = { ...state };
      this.whenUndone(() => Object.assign(state, before));
      Object.assign(state, { value: undefined, history: [], totals: [], origins: [] });
    }
  }

  capture(group: number, value: Whole, origin: number): void {
    const before = this.captured[group];
    const originBefore = this.captureOrigins[group];
    this.whenUndone(() => {
      this.captured[group] = before;
      this.captureOrigins[group] = originBefore ?? 0;
    });
    this.captured[group] = value;
    this.captureOrigins[group] = origin;
  }

  addToSum(bound: SumBound, value: Whole): void {
    const { used, count } = bound;
    this.whenUndone(() => Object.assign(bound, { used, count }));
    bound.used = add(used, value);
    bound.count++;
  }

  /** Remembers how to take something back, while an attempt is under way. */
  whenUndone(action: () => void): void {
    if (this.attempts > 0) this.undo.push(action);
  }

  beginAttempt(): number {
    this.attempts++;
    return this.undo.length;
  }

  /** What `takeBack` goes back to, while an attempt is under way. */
  get mark(): number {
    return this.undo.length;
  }

  /** The same object as long as nothing is changed, and again when what was changed is taken back. */
  get lastChange(): object | undefined {
    return this.undo.at(-1);
  }

  /** Takes back all that was done since `mark`. */
  takeBack(mark: number): void {
    while (this.undo.length > mark) this.undo.pop()!();
  }

  endAttempt(): void {
    if (--this.attempts === 0) this.undo.length = 0;
  }
}

/**
 * What a `distinct` unit has drawn: texts, or numbers with a set of ranks for the range they were drawn from.
 */
export interface Seen {
  readonly keys: Set<string | Whole>;
  ranks: TakenRanks | undefined;
  lower: Whole;
  upper: Whole;
}

function totalsWith(last: NameState['totals'][number] | undefined, value: Num): NameState['totals'][number] {
  if (last === undefined) return { sum: value, least: value, greatest: value };
  if (value instanceof Decimal || last.sum instanceof Decimal) {
    return {
      sum: addNumbers(last.sum, value),
      least: compareNumbers(value, last.least) < 0 ? value : last.least,
      greatest: compareNumbers(value, last.greatest) > 0 ? value : last.greatest,
    };
  }
  return {
    sum: add(last.sum, value),
    least: lesser(value, last.least as Whole),
    greatest: greater(value, last.greatest as Whole),
  };
}

/** The origins of several values as owners of rounds that each take `fall` of them along. */
export function ownersOf(origins: readonly number[], fall: number, rounds: number): Owner[] {
  return origins.map((at) => ({ at, fall, rounds }));
}
