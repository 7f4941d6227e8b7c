import { completeBounds, type GenerationBounds } from '../generate/bounds.js';
import { Context } from '../generate/context.js';
import { replay, type Drawn } from '../draw.js';
import { runPlan } from '../generate/generation.js';
import { planOf } from '../generate/plan.js';
import { Random } from '../generate/random.js';
import { Real, Recorder, type Choice } from '../generate/recorder.js';
import type { ClexProgram } from '../language/ast.js';
import { ClexError } from '../language/errors.js';
import { SizedDrawing } from './sized-drawing.js';

/*
 * Looking for the input on which a program is slowest. First sizes grow by equal factors until the time limit
 * is passed or the bounds are reached. There, values are drawn in many manners, for a quicksort may be slow
 * on equal values only. With the slowest of them sizes grow once more in smaller steps: these are the points
 * that tell how the time grows. What is left of the budget goes into changing the slowest input choice by
 * choice, keeping what makes it slower.
 */

/** An input to time. `isPoint`: one of those that tell how time grows with `size`. */
export interface ClimbInput {
  readonly drawn: Drawn;
  /** The largest number that says how often, how long, or how many; without any, the largest number. */
  readonly size: number;
  readonly isPoint: boolean;
}

export interface ClimbOptions {
  readonly seed: bigint;
  /** Inputs to time in all. */
  readonly inputs: number;
  readonly bounds?: Partial<GenerationBounds>;
}

/**
 * One input at a time; the answer is how long it took, in milliseconds, Infinity when it passed its limit.
 */
export type Climbing = Generator<ClimbInput, void, number>;

const LEVELS = 12;
const MANNERS = 16;
/** Steps of the second growth, and how much smaller than the top its first one is. */
const POINTS = 16;
const POINTS_FROM = 1 / 64;

export function* climb(program: ClexProgram, options: ClimbOptions): Climbing {
  yield* new Climber(program, options).run();
}

class Climber {
  private left: number;
  private slowest: { drawn: Drawn; ms: number } | undefined;
  /** Not known before the first draw: then nothing grows but sizes. */
  private scalesValues = false;

  constructor(
    private readonly program: ClexProgram,
    private readonly options: ClimbOptions,
  ) {
    this.left = options.inputs;
    this.scalesValues = !this.draw(0, 0.5, false)?.hasSizes;
  }

  *run(): Climbing {
    const top = yield* this.grow();
    const manner = yield* this.chooseManner(top);
    yield* this.growAgain(top, manner);
    yield* this.change();
  }

  /** Sizes grow until the limit is passed; gives the greatest scale below it. */
  private *grow(): Generator<ClimbInput, number, number> {
    let top = 0;
    for (let level = 1; level <= LEVELS; level++) {
      const ms = yield* this.time(0, level / LEVELS, false);
      if (ms === Infinity) break;
      top = level / LEVELS;
    }
    return top;
  }

  private *chooseManner(top: number): Generator<ClimbInput, number, number> {
    let [slowest, most] = [0, -1];
    for (let manner = 0; manner < MANNERS; manner++) {
      const ms = yield* this.time(manner, top, false);
      if (ms > most && ms !== Infinity) [slowest, most] = [manner, ms];
    }
    return slowest;
  }

  private *growAgain(top: number, manner: number): Climbing {
    const largest = this.draw(manner, top, false)?.size ?? 1;
    const [low, high] = [Math.log(Math.max(1, largest * POINTS_FROM)), Math.log(Math.max(2, largest))];
    const full = Math.log(Math.max(2, this.draw(manner, 1, false)?.size ?? 2));
    for (let point = 0; point < POINTS; point++) {
      const size = low + ((high - low) * point) / (POINTS - 1);
      yield* this.time(manner, Math.min(top, size / full), true);
    }
  }

  /** The slowest input with a few choices drawn anew, equal, in order, or the other way round. */
  private *change(): Climbing {
    const random = Random.stream(this.options.seed, 2n ** 63n);
    while (this.left > 0 && this.slowest !== undefined && this.slowest.drawn.choices.length > 0) {
      const changed = replay(this.program, mutated(this.slowest.drawn.choices, random), this.options.bounds);
      this.left--;
      if (changed === undefined) continue;
      const ms = yield { drawn: changed, size: changed.text.length, isPoint: false };
      if (ms > this.slowest.ms) this.slowest = { drawn: changed, ms };
    }
  }

  private *time(manner: number, scale: number, isPoint: boolean): Generator<ClimbInput, number, number> {
    if (this.left-- <= 0 && !isPoint) return 0;
    const made = this.draw(manner, scale, manner > 0);
    if (made === undefined) return Infinity;
    const ms = yield { drawn: made.drawn, size: made.size, isPoint };
    if (ms !== Infinity && ms > (this.slowest?.ms ?? -1)) this.slowest = { drawn: made.drawn, ms };
    return ms;
  }

  private draw(
    manner: number,
    scale: number,
    isMixed: boolean,
  ): { drawn: Drawn; size: number; hasSizes: boolean } | undefined {
    const drawing = new SizedDrawing(
      Random.stream(this.options.seed, manner),
      isMixed || manner > 0,
      scale,
      this.scalesValues,
    );
    const recorder = Recorder.fresh(drawing, true);
    try {
      const text = runPlan(new Context(planOf(this.program), recorder, completeBounds(this.options.bounds)));
      const { choices, rounds, parts } = recorder;
      const size = Number(drawing.largest) || text.length;
      const drawn: Drawn = { text, description: drawing.description, choices, rounds, parts };
      return { drawn, size, hasSizes: drawing.hasSizes };
    } catch (error) {
      // The greatest sizes all at once may be more than an input may have.
      if (error instanceof ClexError) return undefined;
      throw error;
    }
  }
}

function mutated(choices: readonly Choice[], random: Random): Choice[] {
  const changed = choices.slice();
  const from = random.below(changed.length);
  const length = 1 + random.below(Math.max(1, Math.min(changed.length - from, 2 ** random.below(16))));
  const part = changed.slice(from, from + length);
  switch (random.below(4)) {
    case 0:
      part.fill(part[0]!);
      break;
    case 1:
      part.sort(compare);
      break;
    case 2:
      part.sort((a, b) => compare(b, a));
      break;
    default:
      for (let at = 0; at < part.length; at++) part[at] = part[random.below(part.length)]!;
  }
  part.forEach((choice, at) => (changed[from + at] = choice));
  return changed;
}

function compare(a: Choice, b: Choice): number {
  const [left, right] = [a, b].map((choice) => (choice instanceof Real ? choice.value : choice));
  return left! < right! ? -1 : left! > right! ? 1 : 0;
}
