import type { Span } from '../language/ast.js';
import { clexError } from '../language/errors.js';
import type { GenerationBounds } from './bounds.js';
import { wholeOf } from './expressions.js';
import type { Num } from './numbers.js';
import { Output, type Value } from './output.js';
import type { Bounds, Plan, PlanRepeat } from './plan.js';
import type { Owner, Recorder } from './recorder.js';
import { ownersOf, Scope, type Seen } from './scope.js';
import type { Whole } from './whole.js';

/** How often something that does not hold is drawn again. */
export const MAX_TRIES = 1000;
/** After so many tries in vain a strategy gives way to uniform draws. */
const TRIES_BEFORE_RELAXING = 20;

/** Thrown where what was drawn does not hold: the innermost part that can be drawn again is. */
export class Rejected {
  constructor(
    readonly what: string,
    readonly span: Span,
    /** The sum that leaves no room, when it is that: drawing the round again seldom helps. */
    readonly ofSum = false,
  ) {}
}

/** How often a unit is repeated, and the choices that number hangs on. */
export interface Count {
  readonly times: number;
  readonly owners: readonly Owner[];
}

/** What every part of one generation works with. */
export class Context {
  readonly output: Output;
  readonly scope: Scope;
  depth = 0;
  /** Calls of groups by name: around the present place, and so far. */
  callDepth = 0;
  calls = 0;
  private drawsLeft: number;

  constructor(
    readonly plan: Plan,
    readonly recorder: Recorder,
    readonly bounds: GenerationBounds,
  ) {
    this.output = new Output(bounds.maxOutputBytes);
    this.scope = new Scope(plan.remembered);
    this.drawsLeft = bounds.maxDraws;
  }

  /** Takes `count` from what may still be drawn, before any of it is. */
  spend(count: Whole, span: Span): number {
    if (count > this.drawsLeft) throw clexError('too_many_draws', span, { maximum: this.bounds.maxDraws });
    const draws = Number(count);
    this.drawsLeft -= draws;
    return draws;
  }

  /** How often something is repeated; also spends the draws of it. */
  countOf(repeat: PlanRepeat | undefined, span: Span): Count {
    if (repeat === undefined) {
      this.spend(1, span);
      return ONCE;
    }
    const least = this.notNegative(wholeOf(repeat.least, this.scope), repeat.least.span);
    const at = this.recorder.length;
    let times = least;
    if (repeat.most !== undefined) {
      const most = wholeOf(repeat.most, this.scope);
      if (least > most) throw this.upsideDown(least, most, repeat.span, false, 'Exchange the two.');
      times = this.recorder.whole(least, most, 'count');
    }
    const count = this.spend(times, span);
    // It is work all the same, when a group repeats it a million times.
    if (count === 0) this.spend(1, span);
    if (!this.recorder.isRecording) return { times: count, owners: NO_OWNERS };
    const owners = repeat.most === undefined ? this.ownersOf(repeat.least) : [{ at, fall: 1, rounds: 1 }];
    return { times: count, owners };
  }

  /** The choices an operand hangs on. @param roundsEach how much of the operand one round takes */
  ownersOf(operand: { references: readonly (string | number)[]; slope: number }, roundsEach = 1): Owner[] {
    const origins = operand.references.flatMap((reference) => this.originsOf(reference));
    return ownersOf(origins, roundsEach, operand.slope);
  }

  /** The choices a capture or a name hangs on. */
  originsOf(reference: string | number): readonly number[] {
    if (typeof reference === 'string') return this.scope.stateOf(reference).origins;
    const origin = this.scope.captureOrigins[reference];
    return origin === undefined ? [] : [origin];
  }

  resolveBounds(bounds: Bounds): { lower: Whole; upper: Whole } {
    const lower = wholeOf(bounds.lower, this.scope);
    const upper = wholeOf(bounds.upper, this.scope);
    if (lower > upper)
      throw this.upsideDown(lower, upper, bounds.span, bounds.ofString, hintForBounds(bounds));
    return { lower, upper };
  }

  upsideDown(lower: Num, upper: Num, span: Span, ofString: boolean, hint: string): Error {
    return clexError('lower_above_upper', span, { lower: `${lower}`, upper: `${upper}`, ofString, hint });
  }

  notNegative(value: Whole, span: Span): Whole {
    if (value < 0) throw clexError('negative_count', span, { value: BigInt(value) });
    return value;
  }

  /** Adds a printed value. @param key what it is sorted by */
  print(text: string, bytes: number, key: Num | string, isString: boolean, span: Span): void {
    const value: string | Value = this.plan.isKeyed ? { text, key, isString } : text;
    if (!this.output.add(value, bytes)) throw this.tooMuchOutput(span);
  }

  tooMuchOutput(span: Span): Error {
    return clexError('too_much_output', span, { maximum: this.bounds.maxOutputBytes });
  }

  /**
   * Does something that may not hold, again until it does. In a replay there is one try: a candidate on which
   * a `where` does not hold is thrown away.
   *
   * @throws Rejected in a replay, and for a sum that leaves no room when `passesSumsOn`
   */
  attempt(action: () => void, tries = MAX_TRIES, passesSumsOn = false): void {
    if (!this.recorder.isFresh) return action();
    const { scope, recorder, output } = this;
    const undo = scope.beginAttempt();
    const mark = recorder.mark();
    const text = output.hold();
    const depths = { depth: this.depth, callDepth: this.callDepth, calls: this.calls };
    const stacks = [scope.rounds, scope.seen, scope.sums].map((stack) => ({ stack, length: stack.length }));
    let last: Rejected | undefined;
    for (let number = 1; number <= tries; number++) {
      try {
        action();
        output.release();
        scope.endAttempt();
        return;
      } catch (error) {
        if (!(error instanceof Rejected)) throw error;
        last = error;
      }
      scope.takeBack(undo);
      recorder.restore(mark);
      output.restore(text);
      Object.assign(this, depths);
      for (const { stack, length } of stacks) stack.length = length;
      if (number === TRIES_BEFORE_RELAXING) recorder.relax();
      if (last.ofSum && passesSumsOn && number === TRIES_BEFORE_RELAXING) break;
    }
    scope.endAttempt();
    output.release();
    if (last!.ofSum && passesSumsOn) throw last!;
    throw clexError('never_holds', last!.span, { what: last!.what, tries });
  }

  /** What a `distinct` unit without a repeat of its own has drawn in the repeat around it. */
  seenAround(unit: object, span: Span): Seen {
    const around = this.scope.seen.at(-1);
    if (around === undefined) throw clexError('nothing_to_differ_from', span, undefined);
    let seen = around.get(unit);
    if (seen === undefined) {
      seen = newSeen();
      around.set(unit, seen);
    }
    return seen;
  }
}

const NO_OWNERS: readonly Owner[] = [];
const ONCE: Count = { times: 1, owners: NO_OWNERS };

export function newSeen(): Seen {
  return { keys: new Set(), ranks: undefined, lower: 0, upper: 0 };
}

/** Says where a bound came from that cannot be read off the text. */
export function hintForBounds({ lower, upper, defaulted, ofString }: Bounds): string {
  if (defaulted !== undefined) {
    const missing = defaulted === 'lower' ? lower : upper;
    const name = ofString ? 'length' : 'bound';
    const side = defaulted === 'lower' ? 'first' : 'second';
    return `The ${side} ${name} is left out and stands for ${String(missing.constant)}; write it down.`;
  }
  const references = [...new Set([...lower.references, ...upper.references])].map((reference) =>
    typeof reference === 'number' ? `\\${reference}` : reference,
  );
  if (references.length === 0) return 'Exchange the two.';
  return `Its values differ from input to input: choose the range behind ${references.join(' and ')} so that it always fits.`;
}
