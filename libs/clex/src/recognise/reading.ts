import type { GenerationBounds } from '../generate/bounds.js';
import type { Num } from '../generate/numbers.js';
import type { Plan, PlanBody, PlanStep } from '../generate/plan.js';
import type { Scope } from '../generate/scope.js';
import type { Machine, State } from './machine.js';

/** What every part of one reading works with. */
export class Reading {
  /** Whether a value may follow another one without a gap, so that a token may be shorter than it looks. */
  readonly hasGlue: boolean;
  /** The farthest place at which something else was expected, and what. */
  farthest = -1;
  readonly expected = new Set<string>();
  /** Why a text that was not read may be one of the program all the same: not everything was tried. */
  doubt: string | undefined;

  constructor(
    readonly text: string,
    readonly plan: Plan,
    readonly scope: Scope,
    readonly machine: Machine,
    readonly bounds: GenerationBounds,
  ) {
    this.hasGlue = hasGlue(plan);
  }

  /** Notes that something else was expected at a place. @returns undefined, for the caller to hand on */
  missing(at: number, what: string): undefined {
    if (at < this.farthest) return undefined;
    if (at > this.farthest) this.expected.clear();
    this.farthest = at;
    if (this.expected.size < MAX_EXPECTED) this.expected.add(what);
    return undefined;
  }

  /** Where the next value begins: behind the space that stands before it. */
  valueAt({ at, isSpaceDue }: State): number | undefined {
    if (!isSpaceDue) return at;
    return this.text[at] === ' ' ? at + 1 : this.missing(at, 'a space');
  }

  /**
   * The state behind a value that ends at a place.
   * @param key what it is sorted by
   * @param known the characters a string is drawn from; absent for what is no string
   */
  behind(
    state: State,
    from: number,
    to: number,
    key: Num | string,
    known?: ReadonlyMap<string, number>,
  ): State {
    const after = { ...state, at: to, isSpaceDue: true };
    if (!this.plan.isKeyed) return after;
    const value = { text: this.text.slice(from, to), key, isString: known !== undefined, known };
    return { ...after, values: { last: value, before: state.values } };
  }

  /** The ends that a token may have where another value may follow without a gap: the longest first. */
  *ends(from: number, to: number): Iterable<number> {
    for (let end = to; end > from; end--) yield end;
  }

  /** The end of what a sticky pattern finds at a place; undefined when it finds nothing. */
  match(pattern: RegExp, at: number): number | undefined {
    pattern.lastIndex = at;
    return pattern.test(this.text) ? pattern.lastIndex : undefined;
  }
}

const MAX_EXPECTED = 4;

function hasGlue({ body, groups }: Plan): boolean {
  const inBody = ({ branches }: PlanBody): boolean => branches.some(({ steps }) => steps.some(inStep));
  const inStep = (step: PlanStep): boolean =>
    step.kind === 'glue' ||
    (step.kind === 'group' && inBody(step.body)) ||
    (step.kind === 'graph' && step.each !== undefined && inBody(step.each.body));
  return inBody(body) || [...groups.values()].some((group) => inBody(group.body));
}
