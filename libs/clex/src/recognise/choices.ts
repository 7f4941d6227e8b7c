import { mustTakeFlattest, orderOf, type PlanBody } from '../generate/plan.js';
import type { Choice } from '../generate/recorder.js';

/**
 * Choices that are known only when what follows has been read, such as how often; undefined: they cannot be
 * told.
 */
export interface Later {
  choices: readonly Choice[] | undefined;
}

/** A branch that was read. Which choice that is hangs on how deep it stands. */
export interface Taken {
  readonly body: PlanBody;
  readonly branch: PlanBody['branches'][number];
}

/** A part of a reading: what is drawn, or where a call of a group begins and ends. */
export type Part = Choice | Later | Taken | 'call' | 'return';

/** The choices that a reading comes to; undefined where they cannot be told, or are never drawn. */
export function choicesOf(parts: readonly Part[]): Choice[] | undefined {
  const choices: Choice[] = [];
  let [depth, calls] = [0, 0];
  for (const part of parts) {
    if (part === 'call') {
      depth++;
      calls++;
    } else if (part === 'return') depth--;
    else if (typeof part === 'object' && 'branch' in part) {
      const choice = orderOf(part.body, mustTakeFlattest(depth, calls)).indexOf(part.branch);
      // A text that is deeper than what is drawn is of the form all the same.
      if (choice < 0) return undefined;
      choices.push(choice);
    } else if (typeof part === 'object' && 'choices' in part) {
      if (part.choices === undefined) return undefined;
      for (const each of part.choices) choices.push(each);
    } else choices.push(part);
  }
  return choices;
}
