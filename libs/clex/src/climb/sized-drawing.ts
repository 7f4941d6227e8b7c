import type { Drawing, Role } from '../generate/drawing.js';
import { UniformDrawing } from '../generate/drawing.js';
import type { Random } from '../generate/random.js';
import { add, greater, lesser, subtract, type Whole } from '../generate/whole.js';
import { MixedDrawing } from '../strategies/mixed.js';

/**
 * Draws every size at one point between its bounds; values and letters in the manner of a mixed or uniform
 * draw.
 */
export class SizedDrawing implements Drawing {
  /** The largest size that was drawn; where the program has no sizes, the largest value. */
  largest: Whole = 0;
  /** Whether something was drawn that says how often or how long. */
  hasSizes = false;
  private readonly values: Drawing;

  /**
   * @param scale from 0, the least sizes, to 1, the greatest; those between grow by equal factors
   * @param scalesValues for programs without sizes: their numbers are what grows
   */
  constructor(
    readonly random: Random,
    isMixed: boolean,
    private readonly scale: number,
    private readonly scalesValues: boolean,
  ) {
    this.values = isMixed ? new MixedDrawing(random) : new UniformDrawing(random);
  }

  get description(): string {
    return this.values.description;
  }

  whole(lower: Whole, upper: Whole, role: Role): Whole {
    const isSize = role === 'count' || role === 'length';
    if (isSize && lower !== upper) this.hasSizes = true;
    const value =
      isSize || this.scalesValues ? this.scaled(lower, upper) : this.values.whole(lower, upper, role);
    if (isSize || this.scalesValues) this.largest = greater(this.largest, value);
    return value;
  }

  index(count: Whole, role: Role): Whole {
    return this.values.index(count, role);
  }

  real(lower: number, upper: number): number {
    return this.values.real(lower, upper);
  }

  relax(): void {
    this.values.relax();
  }

  private scaled(lower: Whole, upper: Whole): Whole {
    const from = greater(lower, lesser(upper, 0));
    const width = Number(subtract(upper, from));
    const step = Math.min(width, Math.max(0, Math.round((width + 1) ** this.scale) - 1));
    return lesser(upper, add(from, BigInt(step)));
  }
}
