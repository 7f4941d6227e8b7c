import { clexError } from '../language/errors.js';
import { Rejected, type Context } from './context.js';
import { lookUp, wholeOf, type Operand } from './expressions.js';
import { drawFloats } from './floats.js';
import { drawGraph } from './graphs.js';
import { drawIntegers } from './integers.js';
import { compareNumbers, isTrue, type Num } from './numbers.js';
import type { OutputMark, Value } from './output.js';
import {
  mustTakeFlattest,
  orderOf,
  type PlanBody,
  type PlanCapture,
  type PlanData,
  type PlanGraph,
  type PlanGroup,
  type PlanStep,
} from './plan.js';
import type { SumBound } from './scope.js';
import { compareTexts, drawStrings, placeCharacters, printLiteral } from './strings.js';
import { utf8Length } from './utf8.js';

/** How often all rounds under a bound on a sum are drawn again when a round finds no room. */
const SUM_TRIES = 50;
/** An expression costs a draw more for so many parts. */
const PARTS_PER_DRAW = 8;

/** Runs a plan once. @returns the text */
export function runPlan(context: Context): string {
  const { plan } = context;
  const walk = new Walk(context);
  if (plan.mayReject) context.attempt(() => walk.body(plan.body));
  else walk.body(plan.body);
  return context.output.toString();
}

/** One way through a plan. */
class Walk {
  constructor(private readonly context: Context) {}

  body(body: PlanBody): void {
    const { branches } = body;
    const steps = branches.length === 1 ? branches[0]!.steps : this.chooseBranch(body);
    for (const step of steps) this.step(step);
  }

  private chooseBranch(body: PlanBody): readonly PlanStep[] {
    const { callDepth, calls, recorder } = this.context;
    const allowed = orderOf(body, mustTakeFlattest(callDepth, calls));
    const total = allowed.reduce((sum, { weight }) => sum + weight, 0);
    const chosen = recorder.smallBy(allowed.length, ({ random }) => {
      let point = random.below(total);
      return allowed.findIndex(({ weight }) => (point -= weight) < 0);
    });
    return allowed[chosen]!.steps;
  }

  private step(step: PlanStep): void {
    switch (step.kind) {
      case 'capture':
        return this.capture(step);
      case 'group':
        return this.group(step);
      case 'graph':
        return this.graph(step);
      case 'integer':
      case 'float':
      case 'string':
      case 'literal':
        return this.data(step);
      default:
        return this.small(step);
    }
  }

  /** The steps that draw nothing. They cost a draw all the same: a million rounds of them are work. */
  private small(step: Exclude<PlanStep, PlanCapture | PlanGroup | PlanGraph | PlanData>): void {
    const { context } = this;
    const { output, scope } = context;
    context.spend(1, step.span);
    switch (step.kind) {
      case 'line':
        if (!output.addLine()) throw context.tooMuchOutput(step.span);
        return;
      case 'glue':
        return output.addGlue();
      case 'where':
        this.spendOn(step.test);
        if (isTrue(step.test.evaluate(scope))) return;
        throw new Rejected('"where" did not hold', step.span);
      case 'assign':
        this.spendOn(step.value);
        return this.assign(step.name, step.value);
      case 'show': {
        const value = lookUp(scope, step.name, step.index?.evaluate(scope), step.span);
        const text = String(value);
        const bytes = typeof value === 'string' ? utf8Length(text) : text.length;
        return context.print(text, bytes, value, false, step.span);
      }
      case 'call':
        return this.call(step.name, step.span);
      default:
        throw new TypeError(`Unknown step: ${String(step satisfies never)}`);
    }
  }

  private spendOn(operand: Operand): void {
    if (operand.size >= PARTS_PER_DRAW) {
      this.context.spend(Math.floor(operand.size / PARTS_PER_DRAW), operand.span);
    }
  }

  private assign(name: string, value: Operand): void {
    const { context } = this;
    const given = value.read(context.scope);
    const origins = context.recorder.isRecording
      ? value.references.flatMap((reference) => context.originsOf(reference))
      : [];
    context.scope.bind(name, given, origins);
  }

  private call(name: string, span: PlanStep['span']): void {
    const { context } = this;
    const group = context.plan.groups.get(name);
    if (group === undefined) throw clexError('unknown_name', span, { name, nearest: undefined });
    const start = context.recorder.length;
    context.calls++;
    context.callDepth++;
    this.deeper(span, () => this.body(group.body));
    context.callDepth--;
    context.recorder.keepPart(name, start);
  }

  private deeper(span: PlanStep['span'], action: () => void): void {
    const { context } = this;
    if (context.depth >= context.bounds.maxDepth) {
      throw clexError('nesting_too_deep', span, { maximum: context.bounds.maxDepth });
    }
    context.depth++;
    action();
    context.depth--;
  }

  private capture({ bounds, group, span }: PlanCapture): void {
    const { context } = this;
    const { lower, upper } = context.resolveBounds(bounds);
    context.notNegative(lower, bounds.span);
    context.spend(1, span);
    const at = context.recorder.length;
    const value = context.recorder.whole(lower, upper, 'count');
    context.scope.capture(group, value, at);
    const text = String(value);
    context.print(text, text.length, value, false, span);
  }

  private data(unit: PlanData): void {
    const { context } = this;
    const { scope } = context;
    const count = context.countOf(unit.repeat, unit.span);
    if (unit.owned.length > 0) scope.forget(unit.owned);
    if (count.times === 0) return;
    if (unit.repeat !== undefined) scope.rounds.push(0);
    if (unit.kind === 'integer') drawIntegers(context, unit, count);
    else if (unit.kind === 'float') drawFloats(context, unit, count);
    else if (unit.kind === 'string') drawStrings(context, unit, count);
    else printLiteral(context, unit, count);
    if (unit.repeat !== undefined) scope.rounds.pop();
  }

  private group(group: PlanGroup): void {
    const { context } = this;
    const count = context.countOf(group.repeat, group.span);
    if (count.times === 0) return context.scope.forget(group.owned);
    const start = context.recorder.length;
    this.deeper(group.span, () => {
      if (group.rules.sums.length === 0) return this.allRounds(group, count.times, count.owners, []);
      const most = group.rules.sums.map((sum) => ({ ...sum, most: wholeOf(sum.most, context.scope) }));
      context.attempt(() => {
        const sums = most.map((sum): SumBound => {
          const { identity } = group;
          return {
            name: sum.name,
            group: identity,
            most: sum.most,
            used: 0,
            count: 0,
            roundsLeft: count.times,
          };
        });
        this.allRounds(group, count.times, count.owners, sums);
      }, SUM_TRIES);
    });
    if (group.name !== undefined) context.recorder.keepPart(group.name, start);
  }

  private allRounds(
    group: PlanGroup,
    times: number,
    owners: Parameters<Context['recorder']['keepRound']>[1],
    sums: readonly SumBound[],
  ): void {
    const { context } = this;
    const { scope, output, recorder } = context;
    const { rules } = group;
    scope.forget(group.owned);
    const isHeld = rules.sorted || rules.distinct || rules.hasCharacters.length > 0;
    const held = isHeld ? output.hold() : undefined;
    scope.sums.push(...sums);
    if (group.repeat !== undefined) {
      scope.rounds.push(0);
      scope.seen.push(new Map());
    }
    const starts: number[] = [];
    const keys = this.keysOf(group);
    for (let number = 1; number <= times; number++) {
      if (group.repeat !== undefined) scope.rounds[scope.rounds.length - 1] = number;
      for (const sum of sums) sum.roundsLeft = times - number + 1;
      starts.push(output.length);
      const at = recorder.length;
      if (group.mayReject) context.attempt(() => this.round(group, keys), undefined, sums.length > 0);
      else this.round(group, keys);
      if (group.repeat !== undefined) recorder.keepRound(at, owners);
    }
    if (group.repeat !== undefined) {
      scope.rounds.pop();
      scope.seen.pop();
    }
    scope.sums.length -= sums.length;
    if (held !== undefined) this.finish(group, held, starts);
  }

  /**
   * What the rounds of a `distinct` group have been: those of the repeat around when it has none of its own.
   */
  private keysOf(group: PlanGroup): Set<unknown> | undefined {
    if (!group.rules.distinct) return undefined;
    return group.repeat === undefined ? this.context.seenAround(group, group.span).keys : new Set<unknown>();
  }

  private round(group: PlanGroup, keys: Set<unknown> | undefined): void {
    const { context } = this;
    const start = context.output.length;
    this.body(group.body);
    if (keys === undefined) return;
    const key = context.output
      .valuesFrom(start)
      .map(({ text }) => text)
      .join('\n\0');
    if (keys.has(key))
      throw new Rejected('No further round was found that differs from those before', group.span);
    keys.add(key);
    context.scope.whenUndone(() => keys.delete(key));
  }

  /** What is done when all rounds are there: `sorted` and `has`. */
  private finish(group: PlanGroup, held: OutputMark, starts: readonly number[]): void {
    const { output } = this.context;
    const { sorted, hasCharacters, hasSpan } = group.rules;
    if (sorted) {
      const keys = starts.map((start, at) => {
        const end = starts[at + 1] ?? output.length;
        return output.valuesFrom(start, end).map(({ key }) => key);
      });
      const order = keys.map((_, at) => at).sort((a, b) => compareKeys(keys[a]!, keys[b]!) || a - b);
      output.reorder(starts, order);
    }
    if (hasCharacters.length > 0) {
      const values = output.valuesFrom(held.items).filter(({ isString }: Value) => isString);
      placeCharacters(this.context, values, hasCharacters, hasSpan ?? group.span);
    }
    if ((sorted || hasCharacters.length > 0) && !output.recount(held)) {
      throw this.context.tooMuchOutput(group.span);
    }
    output.release();
  }

  private graph(unit: PlanGraph): void {
    const { context } = this;
    const { scope, output } = context;
    const edges = drawGraph(context, unit);
    const { each } = unit;
    if (each !== undefined) scope.forget(each.owned);
    scope.rounds.push(0);
    scope.seen.push(new Map());
    edges.forEach(([u, v], at) => {
      scope.rounds[scope.rounds.length - 1] = at + 1;
      scope.bind('u', u, []);
      scope.bind('v', v, []);
      if (each === undefined) {
        for (const end of [u, v]) context.print(`${end}`, `${end}`.length, end, false, unit.span);
        if (!output.addLine()) throw context.tooMuchOutput(unit.span);
        return;
      }
      context.spend(1, unit.span);
      this.deeper(unit.span, () => {
        if (each.mayReject) context.attempt(() => this.body(each.body));
        else this.body(each.body);
      });
    });
    scope.rounds.pop();
    scope.seen.pop();
  }
}

/** Numbers come before texts; a row that ends comes before one that goes on. */
export function compareKeys(a: readonly (Num | string)[], b: readonly (Num | string)[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const [left, right] = [a[at]!, b[at]!];
    const difference =
      typeof left === 'string'
        ? typeof right === 'string'
          ? compareTexts(left, right)
          : 1
        : typeof right === 'string'
          ? -1
          : compareNumbers(left, right);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
