import type { GenerationBounds } from '../generate/bounds.js';
import { replay, type Drawn } from '../draw.js';
import { Real } from '../generate/recorder.js';
import { subtract, type Whole } from '../generate/whole.js';
import type { ClexProgram } from '../language/ast.js';
import {
  partsForWholes,
  pointsBetween,
  replaced,
  roundsByRepeat,
  withEqualsLowered,
  withFewerDigits,
  withoutRounds,
  withoutSome,
  withPairsLowered,
  withRoundNumbers,
  withSimple,
  withSwaps,
  withTransfers,
  withZeros,
  type Candidates,
} from './candidates.js';
import { compareChoices, isSimplest } from './order.js';
import { simpleInputs } from './redraw.js';

/*
 * Making an input that fails small.
 *
 * People who shrink by hand take an input and delete lines of it. A program that does so soon makes inputs
 * that are none: the count in the first line no longer fits, the graph falls apart, the permutation has a
 * hole. So nothing is ever done to the text here. What is made smaller is the list of choices that the input
 * was drawn by (see `Recorder`), and the program runs with the smaller list: whatever comes out is an input
 * that the program could have made. This is the idea of Hypothesis (MacIver and Donaldson, "Test-Case
 * Reduction via Test-Case Generation", 2020).
 *
 * A choice is recorded by how simple what came out is, so that smaller numbers are simpler inputs whatever
 * they stand for: 0 is the number nearest to 0, the first branch, the first letter of the charset, the next
 * number of a permutation that is still free. A list is simpler than another when it is shorter, or as long
 * and smaller at the first difference. A repeat needs more than that: cutting out a round is of no use while
 * the number that says how often still says the old one. So each round knows the choices its count hangs on,
 * also through `n-1` or `2*h`, and they fall with it.
 *
 * The order of the passes is that of their yield. First a handful of small inputs drawn afresh: most bugs
 * show on one of them, and then hundreds of runs are saved. Then rounds go, halves of them first, down to
 * single ones. Then values fall: to 0 in long stretches, then one by one. Where failing is not monotone in a
 * number, bisection alone would stop too early, so that round numbers and the simplest values are tried
 * behind it, the more the fewer numbers there are. Last comes what single numbers cannot do: neighbours
 * change places, equal numbers fall together, pairs keep their difference or their sum. As long as a round of
 * passes made it simpler, there is another one.
 *
 * Running programs is the caller's task: `shrink` is a generator that hands out a batch of candidates, as
 * many as can run at the same time, and gets back which of them still fail. It can be left at any time; the
 * best one so far is always valid.
 */

export interface ShrinkOptions {
  /** How many candidates are handed out at a time. */
  readonly batchSize: number;
  readonly bounds?: Partial<GenerationBounds>;
}

/**
 * Candidates to run; the answer says of each whether it still fails. The result is the simplest one that
 * does.
 */
export type Shrinking = Generator<readonly Drawn[], Drawn, readonly boolean[]>;

/** @param start an input that fails, with the choices it was drawn by */
export function* shrink(program: ClexProgram, start: Drawn, options: ShrinkOptions): Shrinking {
  const shrinker = new Shrinker(program, start, options);
  yield* shrinker.run();
  return shrinker.best;
}

type Pass = Generator<readonly Drawn[], boolean, readonly boolean[]>;

/** Small inputs that are drawn afresh at the start. */
const FRESH_INPUTS = 56;
/** An input of so few choices is not worth that. */
const FEW_CHOICES = 4;
/** The simplest values of a number that are tried before bisection, shared among all numbers. */
const SIMPLE_VALUES = 100;
const SIMPLE_VALUES_IN_ALL = 160;
const LEAST_SIMPLE_VALUES = 4;
/** Of these, so many come before bisection: most numbers that fall at all fall that far. */
const AT_ONCE = 6;
/** Round numbers are worth their runs only where there are no more numbers than this. */
const FEW_NUMBERS = 6;
/** Texts longer than this are not remembered. */
const REMEMBERED_TEXT = 10_000;

class Shrinker {
  best: Drawn;
  /**
   * Texts that were run and did not fail. One that failed may come again by a simpler list, and is the best
   * one then.
   */
  private readonly harmless = new Set<string>();

  constructor(
    private readonly program: ClexProgram,
    start: Drawn,
    private readonly options: ShrinkOptions,
  ) {
    // Replayed: rounds and parts of the list as it is.
    this.best = replay(program, start.choices, options.bounds) ?? start;
  }

  *run(): Generator<readonly Drawn[], void, readonly boolean[]> {
    yield* this.fromScratch();
    for (let improved = true; improved;) {
      improved = yield* this.dropParts();
      improved = (yield* this.dropRounds()) || improved;
      improved = (yield* this.zero()) || improved;
      improved = (yield* this.lower()) || improved;
      if (improved) continue;
      improved = yield* this.first(withoutSome(this.best.choices));
      improved = (yield* this.repeatedly(() => withSwaps(this.best.choices))) || improved;
      improved = (yield* this.repeatedly(() => withEqualsLowered(this.best.choices))) || improved;
      improved = (yield* this.repeatedly(() => withPairsLowered(this.best.choices))) || improved;
      if (!improved) improved = yield* this.repeatedly(() => withTransfers(this.best.choices));
    }
  }

  /** The simplest input of all, then small ones that are drawn afresh. */
  private *fromScratch(): Pass {
    if (this.best.choices.length <= FEW_CHOICES) return yield* this.first([[]]);
    const fresh = simpleInputs(this.program, this.options.bounds, FRESH_INPUTS);
    if (yield* this.first([[]])) return true;
    return yield* this.firstDrawn(fresh);
  }

  private *dropParts(): Pass {
    return yield* this.repeatedly(() => partsForWholes(this.best));
  }

  /** Rounds of each repeat go: the larger half of them, quarters, ... single ones. */
  private *dropRounds(): Pass {
    let improved = false;
    for (let group = 0; group < roundsByRepeat(this.best).length; group++) {
      let chunk = roundsByRepeat(this.best)[group]!.length;
      while (chunk >= 1) {
        const rounds = roundsByRepeat(this.best)[group] ?? [];
        if (rounds.length === 0) break;
        chunk = Math.min(chunk, rounds.length);
        if (yield* this.first(withoutRounds(this.best.choices, rounds, chunk))) improved = true;
        else chunk = Math.floor(chunk / 2);
      }
    }
    return improved;
  }

  private *zero(): Pass {
    let improved = false;
    let size = this.best.choices.filter((choice) => !isSimplest(choice)).length;
    while (size >= 1) {
      if (yield* this.first(withZeros(this.best.choices, size))) improved = true;
      else size = Math.floor(size / 2);
    }
    return improved;
  }

  /**
   * Each number on its own: a few simplest values, bisection, round numbers, then more of the simplest
   * values.
   */
  private *lower(): Pass {
    let improved = false;
    const numbers = this.best.choices.filter((choice) => !isSimplest(choice)).length;
    const most = Math.min(
      SIMPLE_VALUES,
      Math.max(LEAST_SIMPLE_VALUES, Math.floor(SIMPLE_VALUES_IN_ALL / numbers)),
    );
    for (let at = 0; at < this.best.choices.length; at++) {
      const choice = this.best.choices[at]!;
      if (isSimplest(choice)) continue;
      if (choice instanceof Real) {
        improved = (yield* this.first(withFewerDigits(this.best.choices, at))) || improved;
        continue;
      }
      if (yield* this.first(withSimple(this.best.choices, at, AT_ONCE))) {
        improved = true;
        continue;
      }
      if (choice > AT_ONCE) improved = (yield* this.bisect(at)) || improved;
      if (numbers <= FEW_NUMBERS)
        improved = (yield* this.first(withRoundNumbers(this.best.choices, at))) || improved;
      improved = (yield* this.first(withSimple(this.best.choices, at, most))) || improved;
    }
    return improved;
  }

  /**
   * Finds a value at which failing begins. The number next to it is always among those that are tried: where
   * it does not fail, failing either begins here or is not monotone, and bisection has nothing more to say.
   */
  private *bisect(at: number): Pass {
    let low: Whole = 0;
    let improved = false;
    for (;;) {
      const { choices } = this.best;
      const high = choices[at];
      if (high === undefined || high instanceof Real || high <= 1) return improved;
      const next = subtract(high, 1);
      const points: Whole[] = [...pointsBetween(low, next, Math.max(1, this.options.batchSize - 1)), next];
      if (!(yield* this.first(points.map((point) => replaced(choices, at, point))))) return improved;
      improved = true;
      // What was lowered is the failing end now; the point below it did not fail.
      const now = this.best.choices[at];
      if (now === undefined || now instanceof Real) return improved;
      low = points.filter((point) => point < now).at(-1) ?? low;
    }
  }

  /** A pass again and again, as long as it makes it simpler. */
  private *repeatedly(candidates: () => Candidates): Pass {
    let improved = false;
    while (yield* this.first(candidates())) improved = true;
    return improved;
  }

  /** Tries candidates in their order until one still fails; of a batch the simplest one counts. */
  private *first(candidates: Candidates): Pass {
    return yield* this.firstDrawn(this.replayed(candidates));
  }

  private *replayed(candidates: Candidates): Iterable<Drawn> {
    for (const choices of candidates) {
      const drawn = replay(this.program, choices, this.options.bounds);
      if (drawn !== undefined) yield drawn;
    }
  }

  private *firstDrawn(candidates: Iterable<Drawn>): Pass {
    let batch: Drawn[] = [];
    for (const drawn of candidates) {
      if (compareChoices(drawn.choices, this.best.choices) >= 0) continue;
      if (drawn.text === this.best.text) {
        // The same input by a simpler way needs no run.
        this.best = drawn;
        return true;
      }
      if (this.harmless.has(drawn.text) || batch.some(({ text }) => text === drawn.text)) continue;
      batch.push(drawn);
      if (batch.length < this.options.batchSize) continue;
      if (yield* this.settle(batch)) return true;
      batch = [];
    }
    return batch.length > 0 && (yield* this.settle(batch));
  }

  private *settle(batch: readonly Drawn[]): Pass {
    const fails = yield batch;
    batch.forEach(({ text }, at) => {
      if (!fails[at] && text.length <= REMEMBERED_TEXT) this.harmless.add(text);
    });
    const simplest = simplestOf(batch, fails);
    if (simplest >= 0) this.best = batch[simplest]!;
    return simplest >= 0;
  }
}

/** Which of the candidates that fail is the simplest; -1 when none does. */
export function simplestOf(batch: readonly Drawn[], fails: readonly boolean[]): number {
  let simplest = -1;
  batch.forEach(({ choices }, at) => {
    if (!fails[at]) return;
    if (simplest < 0 || compareChoices(choices, batch[simplest]!.choices) < 0) simplest = at;
  });
  return simplest;
}
