import type { ClexProgram, Span } from './ast.js';
import { completeBounds, type GenerationBounds } from './bounds.js';
import { doubleAtLeast, doubleAtMost, formatDouble } from './doubles.js';
import { clexError } from './errors.js';
import { Output } from './output.js';
import {
  planOf,
  type Bounds,
  type DataStep,
  type Operand,
  type Plan,
  type Step,
  type Symbols,
} from './plan.js';
import { Random } from './random.js';
import type { Whole } from './whole.js';

/**
 * Draws one input of the program: the text of stream number `index` of `seed`. The same three arguments give
 * the same text on every machine and version of Node.
 *
 * @param seed any whole number, counted modulo 2^64
 * @param index which input, a whole number from 0, counted modulo 2^64
 * @param bounds what the input may cost; what is left out is taken from DEFAULT_BOUNDS
 * @throws ClexError when bounds of a range are the wrong way round, when a reference has no value yet, or past a bound
 * @throws RangeError for an `index` or a bound that is no whole number from 0
 */
export function generate(
  program: ClexProgram,
  seed: bigint,
  index: number | bigint,
  bounds?: Partial<GenerationBounds>,
): string {
  if (typeof index === 'number' ? !Number.isSafeInteger(index) || index < 0 : index < 0n) {
    throw new RangeError(`index must be a whole number from 0, not ${index}`);
  }
  return new Generation(planOf(program), Random.stream(seed, index), completeBounds(bounds)).run();
}

/** Up to this length a string is grown by `+=`, above by chunks, which need no memory beyond themselves. */
const SHORT_STRING = 32;
const SYMBOLS_PER_CHUNK = 1024;

/** One run of a plan. */
class Generation {
  private readonly output: Output;
  /** The latest value of each capture, the first one at index 1. */
  private readonly captured: (Whole | undefined)[] = [];
  private drawsLeft: number;

  constructor(
    private readonly plan: Plan,
    private readonly random: Random,
    private readonly bounds: GenerationBounds,
  ) {
    this.output = new Output(bounds.maxOutputBytes);
    this.drawsLeft = bounds.maxDraws;
  }

  run(): string {
    this.runSteps(this.plan.steps, 0);
    return this.output.toString();
  }

  private runSteps(steps: readonly Step[], depth: number): void {
    for (const step of steps) {
      if (step.kind === 'capture') {
        const { lower, upper } = this.resolveBounds(step.bounds);
        this.spendDraws(1, step.span);
        const value = this.random.between(lower, upper);
        this.captured[step.group] = value;
        this.addAscii(String(value), step.span);
        continue;
      }
      const count = this.spendDraws(this.resolve(step.repeat), step.span);
      if (count === 0) {
        // It is work all the same, when a group repeats it a million times.
        this.spendDraws(1, step.span);
        continue;
      }
      if (step.kind === 'group') {
        if (depth >= this.bounds.maxDepth) {
          throw clexError('nesting_too_deep', step.span, { maximum: this.bounds.maxDepth });
        }
        for (let round = 0; round < count; round++) this.runSteps(step.steps, depth + 1);
      } else {
        this.drawData(step, count);
      }
    }
  }

  private drawData(step: DataStep, count: number): void {
    // No value drawn here is a capture's, so that the bounds hold for all rounds.
    const { lower, upper } = this.resolveBounds(step.bounds);
    switch (step.kind) {
      case 'integer':
        for (let n = 0; n < count; n++) this.addAscii(String(this.random.between(lower, upper)), step.span);
        return;
      case 'float':
        return this.drawFloats(lower, upper, count, step.span);
      case 'string':
        for (let n = 0; n < count; n++) {
          this.drawString(this.random.between(lower, upper), step.symbols, step.span);
        }
        return;
      default:
        throw new TypeError(`Unknown step: ${String(step satisfies never)}`);
    }
  }

  private drawFloats(lower: Whole, upper: Whole, count: number, span: Span): void {
    const least = doubleAtLeast(lower);
    const greatest = doubleAtMost(upper);
    for (let n = 0; n < count; n++) {
      // Above 2^53 a range may lie between two doubles; its whole numbers are all there is to draw then.
      const text =
        least > greatest
          ? String(this.random.between(lower, upper))
          : formatDouble(this.random.double(least, greatest));
      this.addAscii(text, span);
    }
  }

  private drawString(length: Whole, symbols: Symbols, span: Span): void {
    // Before anything is built: the length may be any 64-bit number.
    if (typeof length === 'bigint' || !this.output.fits(length * symbols.leastBytes))
      throw this.tooMuchOutput(span);
    const { text, bytes } = this.drawSymbols(length, symbols);
    if (!this.output.fits(bytes)) throw this.tooMuchOutput(span);
    this.output.add(text, bytes);
  }

  private drawSymbols(length: number, { list, bytes: widths }: Symbols): { text: string; bytes: number } {
    const { random } = this;
    const size = list.length;
    if (size === 1) return { text: list[0]!.repeat(length), bytes: length * widths[0]! };
    let bytes = 0;
    let text = '';
    if (length <= SHORT_STRING) {
      for (let n = 0; n < length; n++) {
        const drawn = random.below(size);
        text += list[drawn]!;
        bytes += widths[drawn]!;
      }
      return { text, bytes };
    }
    const chunks: string[] = [];
    for (let left = length; left > 0; left -= SYMBOLS_PER_CHUNK) {
      const chunk = new Array<string>(Math.min(left, SYMBOLS_PER_CHUNK));
      for (let n = 0; n < chunk.length; n++) {
        const drawn = random.below(size);
        chunk[n] = list[drawn]!;
        bytes += widths[drawn]!;
      }
      chunks.push(chunk.join(''));
    }
    return { text: chunks.join(''), bytes };
  }

  private addAscii(text: string, span: Span): void {
    if (!this.output.fits(text.length)) throw this.tooMuchOutput(span);
    this.output.add(text, text.length);
  }

  /** Takes `count` from what may still be drawn, before any of it is. */
  private spendDraws(count: Whole, span: Span): number {
    if (count > this.drawsLeft) throw clexError('too_many_draws', span, { maximum: this.bounds.maxDraws });
    const draws = Number(count);
    this.drawsLeft -= draws;
    return draws;
  }

  private resolve(operand: Operand): Whole {
    if (typeof operand !== 'object') return operand;
    // A number that is no capture's finds nothing, even when it is rounded.
    const value = this.captured[Number(operand.group)];
    if (value === undefined) {
      const { captureCount } = this.plan;
      throw clexError('group_without_value', operand.span, { group: operand.group, captureCount });
    }
    return value;
  }

  private resolveBounds(bounds: Bounds): { lower: Whole; upper: Whole } {
    const lower = this.resolve(bounds.lower);
    const upper = this.resolve(bounds.upper);
    if (lower > upper) {
      const details = { lower: `${lower}`, upper: `${upper}`, ofString: bounds.ofString };
      throw clexError('lower_above_upper', bounds.span, { ...details, hint: hintForBounds(bounds) });
    }
    return { lower, upper };
  }

  private tooMuchOutput(span: Span): Error {
    return clexError('too_much_output', span, { maximum: this.bounds.maxOutputBytes });
  }
}

/** Says where a bound came from that cannot be read off the text. */
function hintForBounds({ lower, upper, defaulted, ofString }: Bounds): string {
  if (defaulted !== undefined) {
    const missing = defaulted === 'lower' ? lower : upper;
    const name = ofString ? 'length' : 'bound';
    const side = defaulted === 'lower' ? 'first' : 'second';
    return `The ${side} ${name} is left out and stands for ${String(missing)}; write it down.`;
  }
  const refs = [lower, upper].flatMap((operand) =>
    typeof operand === 'object' ? [`\\${operand.group}`] : [],
  );
  if (refs.length === 0) return 'Exchange the two.';
  return `Values of captures differ from input to input: choose the range behind ${refs.join(' and ')} so that it always fits.`;
}
