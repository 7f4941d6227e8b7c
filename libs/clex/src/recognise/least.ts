import type { Plan, PlanBody, PlanStep } from '../generate/plan.js';

/**
 * The fewest characters that each step of a plan can be. It ends recursion that reads nothing: `<e>` at the
 * beginning of `e` may stand within itself only as often as there is text left for what follows each time.
 */
export class LeastLengths {
  private readonly groups = new Map<string, number>();
  private readonly steps = new Map<PlanStep, number>();

  constructor({ groups }: Plan) {
    for (const name of groups.keys()) this.groups.set(name, 0);
    // Each pass may make them longer; a group that always holds itself would grow for ever.
    for (let pass = 0; pass <= groups.size; pass++) {
      for (const [name, { body }] of groups) this.groups.set(name, this.ofBody(body));
    }
  }

  ofStep(step: PlanStep): number {
    let least = this.steps.get(step);
    if (least === undefined) {
      least = this.measure(step);
      this.steps.set(step, least);
    }
    return least;
  }

  ofGroup(name: string): number {
    return this.groups.get(name) ?? 0;
  }

  private ofBody({ branches }: PlanBody): number {
    return Math.min(...branches.map(({ steps }) => steps.reduce((sum, step) => sum + this.measure(step), 0)));
  }

  private measure(step: PlanStep): number {
    switch (step.kind) {
      case 'line':
      case 'capture':
      case 'show':
        return 1;
      case 'call':
        return this.ofGroup(step.name);
      case 'group':
        return step.repeat === undefined ? this.ofBody(step.body) : 0;
      case 'integer':
      case 'float':
        return step.repeat === undefined && !step.silent ? 1 : 0;
      case 'literal':
        return step.repeat === undefined && !step.silent ? step.text.length : 0;
      case 'string': {
        const { constant } = step.bounds.lower;
        const isKnown = step.repeat === undefined && !step.silent && typeof constant === 'number';
        return isKnown ? Math.max(0, constant) : 0;
      }
      default:
        return 0;
    }
  }
}
