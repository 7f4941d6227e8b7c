import type { ClexProgram } from './language/ast.js';
import { ClexError } from './language/errors.js';
import { drawingOf, type Strategy } from './strategies/strategies.js';
import { completeBounds, type GenerationBounds } from './generate/bounds.js';
import { Context, Rejected } from './generate/context.js';
import { runPlan } from './generate/generation.js';
import { planOf } from './generate/plan.js';
import { Recorder, type Choice, type Recording } from './generate/recorder.js';

/** An input, and how it came to be. */
export interface Drawn extends Recording {
  readonly text: string;
  /** How it was drawn, such as "uniform" or "tiny sizes, edge values". */
  readonly description: string;
}

/** Which input: the same four give the same bytes on every machine and version of Node, for ever. */
export interface Which {
  /** Any whole number, counted modulo 2^64. */
  readonly seed: bigint;
  /** A whole number from 0, counted modulo 2^64. */
  readonly index: number | bigint;
  /** `uniform` when absent. */
  readonly strategy?: Strategy;
}

/**
 * Draws one input of the program: the text of stream number `index` of `seed`. The same arguments give the
 * same text on every machine and version of Node.
 *
 * @param seed any whole number, counted modulo 2^64
 * @param index which input, a whole number from 0, counted modulo 2^64
 * @param bounds what the input may cost; what is left out is taken from DEFAULT_BOUNDS
 * @throws ClexError where the program asks for what cannot be, such as bounds the wrong way round, or past a bound
 * @throws RangeError for an `index` or a bound that is no whole number from 0
 */
export function generate(
  program: ClexProgram,
  seed: bigint,
  index: number | bigint,
  bounds?: Partial<GenerationBounds>,
  strategy: Strategy = 'uniform',
): string {
  return drawBy(program, { seed, index, strategy }, bounds, false).text;
}

/** `generate` that also tells how the input was drawn, and keeps the choices, so that it can be shrunk. */
export function draw(program: ClexProgram, which: Which, bounds?: Partial<GenerationBounds>): Drawn {
  return drawBy(program, which, bounds, true);
}

/** `generate` that also tells how the input was drawn. */
export function describeDraw(
  program: ClexProgram,
  which: Which,
  bounds?: Partial<GenerationBounds>,
): { text: string; description: string } {
  return drawBy(program, which, bounds, false);
}

function drawBy(
  program: ClexProgram,
  { seed, index, strategy = 'uniform' }: Which,
  bounds: Partial<GenerationBounds> | undefined,
  isRecording: boolean,
): Drawn {
  if (typeof index === 'number' ? !Number.isSafeInteger(index) || index < 0 : index < 0n) {
    throw new RangeError(`index must be a whole number from 0, not ${index}`);
  }
  const complete = completeBounds(bounds);
  const run = (by: Strategy): Drawn => {
    const drawing = drawingOf(by, seed, index);
    const recorder = Recorder.fresh(drawing, isRecording);
    const text = runPlan(new Context(planOf(program), recorder, complete));
    const { choices, rounds, parts } = recorder;
    return { text, description: drawing.description, choices, rounds, parts };
  };
  if (strategy === 'uniform') return run('uniform');
  try {
    return run(strategy);
  } catch (error) {
    // The greatest sizes all at once may be too much, and edges leave no room; then it is an input as uniform
    // draws it.
    if (error instanceof ClexError) return run('uniform');
    throw error;
  }
}

/**
 * The input that a list of choices stands for: what is missing is 0, what is too great is cut.
 *
 * @returns `undefined` when a `where` does not hold on it, or the program cannot make it
 */
export function replay(
  program: ClexProgram,
  choices: readonly Choice[],
  bounds?: Partial<GenerationBounds>,
): Drawn | undefined {
  const recorder = Recorder.replay(choices);
  try {
    const text = runPlan(new Context(planOf(program), recorder, completeBounds(bounds)));
    const { choices: made, rounds, parts } = recorder;
    return { text, description: 'replayed', choices: made, rounds, parts };
  } catch (error) {
    if (error instanceof Rejected || error instanceof ClexError) return undefined;
    throw error;
  }
}
