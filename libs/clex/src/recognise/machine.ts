import { ClexError } from '../language/errors.js';
import { Rejected } from '../generate/context.js';
import type { Scope } from '../generate/scope.js';
import type { Value } from '../generate/output.js';
import type { Chain } from './chain.js';
import type { Part } from './choices.js';

/** A printed value, and for a string the characters it is drawn from. */
export interface ReadValue extends Value {
  readonly known?: ReadonlyMap<string, number> | undefined;
}

/** Where reading stands. Nothing of it is ever changed, so that going back is taking an earlier one. */
export interface State {
  /** UTF-16 offset in the text. */
  readonly at: number;
  /** Whether the next value has a space before it. */
  readonly isSpaceDue: boolean;
  /** What is to be read next. */
  readonly goals: Goals | undefined;
  /** The choices that draw what has been read. */
  readonly choices: Chain<Part> | undefined;
  /** What has been read, where rules of groups ask for it. */
  readonly values: Chain<ReadValue> | undefined;
  /** Characters that `has` of a group around writes into its strings. */
  readonly guests: readonly string[];
  /** Characters that what is to be read next needs at least. */
  readonly owed: number;
}

/** Reads on from a state; undefined when the text is another one. */
export type Goal = (state: State) => State | undefined;

export interface Goals {
  readonly goal: Goal;
  readonly then: Goals | undefined;
}

/** Reading costs more than it may. */
export class TooManySteps extends Error {}

/** What reading one text may cost, however often it is begun anew. */
export class Budget {
  private steps = 0;

  /** @param isOver whether there is no time left; looked at now and then */
  constructor(
    private readonly maxSteps: number,
    private readonly isOver: () => boolean,
  ) {}

  /** @throws TooManySteps */
  spend(steps: number): void {
    const before = this.steps;
    this.steps += steps;
    if (this.steps > this.maxSteps) throw new TooManySteps('reading it takes too many steps');
    if (
      Math.floor(before / STEPS_BETWEEN_LOOKS) !== Math.floor(this.steps / STEPS_BETWEEN_LOOKS) &&
      this.isOver()
    )
      throw new TooManySteps('reading it takes too long');
  }
}

const STEPS_BETWEEN_LOOKS = 64;
/** What is kept for each place to go back to has some kilobytes. */
const MAX_POINTS = 250_000;
/** So many characters that are looked at one by one cost what a step does. */
const CHARACTERS_OF_A_STEP = 16;

/** One of several ways on; undefined: the text is another one. */
export type Way = () => State | undefined;

interface Point {
  readonly mark: number;
  readonly ways: Iterator<Way>;
}

/**
 * Does goals one after the other, and goes back to the latest point of choice where one cannot be done.
 * Neither repeats nor going back need a deeper stack: goals are a linked list, points of choice an array.
 * What has been bound to names is taken back by the scope's own list of changes.
 */
export class Machine {
  private readonly points: Point[] = [];

  constructor(
    private readonly scope: Scope,
    private readonly budget: Budget,
  ) {
    // From here on the scope keeps how to take back what is done.
    scope.beginAttempt();
  }

  /** @returns the state in which nothing is left to do @throws TooManySteps */
  run(start: State): State | undefined {
    let state: State | undefined = start;
    for (;;) {
      state ??= this.goBack();
      if (state?.goals === undefined) return state;
      this.budget.spend(1);
      const now: State = state;
      const { goal, then }: Goals = state.goals;
      state = orNone(() => goal({ ...now, goals: then }));
    }
  }

  /**
   * The first of several ways on that leads anywhere; the others are tried when what follows cannot be read.
   */
  choose(ways: Iterable<Way>): State | undefined {
    if (this.points.length >= MAX_POINTS) throw new TooManySteps('there are too many ways to read it');
    this.points.push({ mark: this.scope.mark, ways: ways[Symbol.iterator]() });
    return this.goBack();
  }

  private goBack(): State | undefined {
    for (;;) {
      const point = this.points.at(-1);
      if (point === undefined) return undefined;
      this.scope.takeBack(point.mark);
      this.budget.spend(1);
      const { done, value } = point.ways.next();
      if (done === true) this.points.pop();
      else {
        const state = orNone(value);
        if (state !== undefined) return state;
      }
    }
  }

  /** Counts characters that one step goes through. @throws TooManySteps */
  goThrough(characters: number): void {
    this.budget.spend(Math.floor(characters / CHARACTERS_OF_A_STEP));
  }
}

/** What cannot be, such as bounds the wrong way round, is no way on. */
function orNone(way: Way): State | undefined {
  try {
    return way();
  } catch (error) {
    if (error instanceof ClexError || error instanceof Rejected) return undefined;
    throw error;
  }
}

/** The state with a goal to be done before all others. */
export function withGoal(state: State, goal: Goal): State {
  return { ...state, goals: { goal, then: state.goals } };
}

/** The state with a further choice. */
export function withChoice(state: State, choice: Part): State {
  return { ...state, choices: { last: choice, before: state.choices } };
}
