import type { Drawing, Role } from './drawing.js';
import { rankOf, valueAt } from './ranks.js';
import { add, subtract, type Whole } from './whole.js';

/** A drawn double; every other choice is a whole number from 0. */
export class Real {
  constructor(readonly value: number) {}
}

/**
 * One draw, by how simple what came out is: 0 is the simplest. How it was drawn is not kept, so that a list
 * of choices can be changed and run through the program again.
 */
export type Choice = Whole | Real;

/** A choice that a number of rounds hangs on. */
export interface Owner {
  /** Its place in the list of choices. */
  readonly at: number;
  /** How much it falls by when `rounds` rounds go. */
  readonly fall: number;
  readonly rounds: number;
}

/**
 * Choices that can be cut out of a list together: a round of a repeat, a character, a vertex with its edge.
 */
export interface Round {
  readonly start: number;
  readonly end: number;
  readonly owners: readonly Owner[];
}

/** The choices of one run of a group with a name; such a part may take the place of the whole. */
export interface Part {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface Recording {
  readonly choices: readonly Choice[];
  readonly rounds: readonly Round[];
  readonly parts: readonly Part[];
}

/**
 * Where every draw of a generation goes through. It takes numbers from a drawing (fresh) or from a list (a
 * replay: what is missing is 0, what is too great is cut), and can keep what came out.
 */
export class Recorder implements Recording {
  readonly choices: Choice[] = [];
  readonly rounds: Round[] = [];
  readonly parts: Part[] = [];
  /** How many choices have been made. */
  length = 0;

  private constructor(
    private readonly drawing: Drawing | undefined,
    private readonly given: readonly Choice[],
    readonly isRecording: boolean,
  ) {}

  static fresh(drawing: Drawing, isRecording: boolean): Recorder {
    return new Recorder(drawing, [], isRecording);
  }

  static replay(choices: readonly Choice[]): Recorder {
    return new Recorder(undefined, choices, true);
  }

  get isFresh(): boolean {
    return this.drawing !== undefined;
  }

  /** A whole number of [lower, upper], which must not be empty. */
  whole(lower: Whole, upper: Whole, role: Role): Whole {
    if (this.drawing !== undefined) {
      const value = this.drawing.whole(lower, upper, role);
      if (this.isRecording) this.keep(rankOf(value, lower, upper));
      return value;
    }
    return valueAt(this.next(add(subtract(upper, lower), 1)), lower, upper);
  }

  /** A whole number of [lower, upper] that `draw` gives when it is drawn afresh. */
  wholeBy(lower: Whole, upper: Whole, draw: (drawing: Drawing) => Whole): Whole {
    if (this.drawing !== undefined) {
      const value = draw(this.drawing);
      if (this.isRecording) this.keep(rankOf(value, lower, upper));
      return value;
    }
    return valueAt(this.next(add(subtract(upper, lower), 1)), lower, upper);
  }

  /** A number of [0, count) that is its own simplicity. */
  index(count: Whole, role: Role = 'value'): Whole {
    if (this.drawing === undefined) return this.next(count);
    const index = this.drawing.index(count, role);
    if (this.isRecording) this.keep(index);
    return index;
  }

  /** `index` for a count that is a `number`. */
  small(count: number, role: Role = 'value'): number {
    return Number(this.index(count, role));
  }

  /** A number of [0, count) that `draw` gives when it is drawn afresh. */
  smallBy(count: number, draw: (drawing: Drawing) => number): number {
    if (this.drawing === undefined) return Number(this.next(count));
    const index = draw(this.drawing);
    if (this.isRecording) this.keep(index);
    return index;
  }

  /** A double of [lower, upper]. */
  real(lower: number, upper: number): number {
    if (this.drawing !== undefined) {
      const value = this.drawing.real(lower, upper);
      if (this.isRecording) this.keep(new Real(value));
      return value;
    }
    const given = this.given[this.length];
    const wanted = given instanceof Real ? given.value : Number(given ?? 0);
    const value = Math.min(Math.max(wanted, lower), upper);
    this.keep(new Real(value));
    return value;
  }

  /** A draw that only steers how the next ones are drawn; it is not part of what is kept. */
  aside(count: number): number {
    return this.drawing === undefined ? 0 : this.drawing.random.below(count);
  }

  keepRound(start: number, owners: readonly Owner[]): void {
    if (this.isRecording) this.rounds.push({ start, end: this.length, owners });
  }

  keepPart(name: string, start: number): void {
    if (this.isRecording) this.parts.push({ name, start, end: this.length });
  }

  /** After many tries in vain: draws uniformly from here on. */
  relax(): void {
    this.drawing?.relax();
  }

  mark(): { choices: number; rounds: number; parts: number } {
    return { choices: this.length, rounds: this.rounds.length, parts: this.parts.length };
  }

  restore(mark: { choices: number; rounds: number; parts: number }): void {
    this.length = mark.choices;
    this.choices.length = this.isRecording ? mark.choices : 0;
    this.rounds.length = mark.rounds;
    this.parts.length = mark.parts;
  }

  private next(count: Whole): Whole {
    const given = this.given[this.length] ?? 0;
    const wanted = given instanceof Real ? 0 : given;
    const choice = wanted < count ? wanted : subtract(count, 1);
    this.keep(choice);
    return choice;
  }

  private keep(choice: Choice): void {
    this.choices.push(choice);
    this.length++;
  }
}
