import type { Random } from './random.js';
import type { Whole } from './whole.js';

/** What a number is for: strategies draw sizes, values and letters in different ways. */
export type Role = 'value' | 'count' | 'length' | 'character';

/** How numbers are drawn for one input. Whatever it does, each answer must lie in what was asked for. */
export interface Drawing {
  readonly random: Random;
  /** How this input was drawn, in words for the user, such as "tiny sizes, edge values". */
  readonly description: string;
  /** A whole number of [lower, upper]. */
  whole(lower: Whole, upper: Whole, role: Role): Whole;
  /** A number of [0, count). */
  index(count: Whole, role: Role): Whole;
  /** A double of [lower, upper]. */
  real(lower: number, upper: number): number;
  /** Draws uniformly from here on: what it does cannot hold. */
  relax(): void;
}

/** Part 1's way: everything is as likely as everything else. */
export class UniformDrawing implements Drawing {
  readonly description = 'uniform';

  constructor(readonly random: Random) {}

  whole(lower: Whole, upper: Whole): Whole {
    return this.random.between(lower, upper);
  }

  index(count: Whole): Whole {
    return typeof count === 'number' ? this.random.below(count) : this.random.belowBig(count);
  }

  real(lower: number, upper: number): number {
    return this.random.double(lower, upper);
  }

  relax(): void {
    // It is what everything else becomes.
  }
}
