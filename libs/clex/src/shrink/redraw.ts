import type { ClexProgram } from '../language/ast.js';
import { ClexError } from '../language/errors.js';
import type { GenerationBounds } from '../generate/bounds.js';
import { completeBounds } from '../generate/bounds.js';
import { Context } from '../generate/context.js';
import type { Drawing, Role } from '../generate/drawing.js';
import type { Drawn } from '../draw.js';
import { runPlan } from '../generate/generation.js';
import { planOf } from '../generate/plan.js';
import { Random } from '../generate/random.js';
import { valueAt } from '../generate/ranks.js';
import { Recorder } from '../generate/recorder.js';
import { add, lesser, subtract, type Whole } from '../generate/whole.js';

/** Draws sizes and values among the simplest ones only. */
class SimpleDrawing implements Drawing {
  readonly description = 'simple';
  private isRelaxed = false;

  /** @param sizes how many of the simplest sizes @param values how many of the simplest values */
  constructor(
    readonly random: Random,
    private readonly sizes: number,
    private readonly values: number,
    /** One value in so many is a greatest one, 0 for none: where numbers overflow, small ones never fail. */
    private readonly greatestOneIn: number,
  ) {}

  whole(lower: Whole, upper: Whole, role: Role): Whole {
    if (this.isRelaxed) return this.random.between(lower, upper);
    const most = role === 'value' ? this.values : this.sizes;
    const all = add(subtract(upper, lower), 1);
    const rank = this.random.below(Number(lesser(all, most)));
    const isGreatest =
      role === 'value' && this.greatestOneIn > 0 && this.random.below(this.greatestOneIn) === 0;
    return valueAt(isGreatest ? subtract(subtract(all, 1), rank) : rank, lower, upper);
  }

  index(count: Whole, role: Role): Whole {
    const most = role === 'character' ? 2 : this.values;
    return this.random.below(Number(this.isRelaxed ? lesser(count, 2 ** 32) : lesser(count, most)));
  }

  real(lower: number, upper: number): number {
    const drawn = this.random.below(100 * this.values) / 100;
    return Math.min(Math.max(drawn, lower), upper);
  }

  relax(): void {
    this.isRelaxed = true;
  }
}

/** How large the inputs are, in the order in which they are tried. */
const MANNERS: readonly (readonly [sizes: number, values: number, greatestOneIn: number])[] = [
  [2, 3, 0],
  [3, 3, 0],
  [3, 6, 0],
  [2, 1, 2],
  [4, 12, 0],
  [4, 1, 1],
  [6, 6, 0],
];

/**
 * Small inputs of the program, drawn afresh: where a bug shows on small inputs at all, one of them is soon
 * found, and most of the way down is done with a few runs. The same each time.
 */
export function* simpleInputs(
  program: ClexProgram,
  bounds: Partial<GenerationBounds> | undefined,
  count: number,
): Iterable<Drawn> {
  for (let number = 0; number < count; number++) {
    const [sizes, values, greatestOneIn] = MANNERS[Math.floor((number * MANNERS.length) / count)]!;
    const drawing = new SimpleDrawing(Random.stream(0n, number), sizes, values, greatestOneIn);
    const recorder = Recorder.fresh(drawing, true);
    try {
      const text = runPlan(new Context(planOf(program), recorder, completeBounds(bounds)));
      const { choices, rounds, parts } = recorder;
      yield { text, description: 'simple', choices, rounds, parts };
    } catch (error) {
      if (!(error instanceof ClexError)) throw error;
    }
  }
}
