import { formatDouble } from '../generate/doubles.js';
import { Real, type Choice } from '../generate/recorder.js';

/**
 * Below 0 when the list `a` is simpler than `b`: fewer choices first, then the first smaller one. Of two
 * doubles the one with fewer digits is smaller, then the one nearer to 0.
 */
export function compareChoices(a: readonly Choice[], b: readonly Choice[]): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let at = 0; at < a.length; at++) {
    const difference = compareChoice(a[at]!, b[at]!);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareChoice(a: Choice, b: Choice): number {
  if (a instanceof Real && b instanceof Real) {
    return (
      formatDouble(Math.abs(a.value)).length - formatDouble(Math.abs(b.value)).length ||
      Math.abs(a.value) - Math.abs(b.value) ||
      b.value - a.value
    );
  }
  if (a instanceof Real || b instanceof Real) return a instanceof Real ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether nothing simpler can stand in its place. */
export function isSimplest(choice: Choice): boolean {
  return choice instanceof Real ? choice.value === 0 : choice === 0;
}
