import { newSeen, Rejected } from '../generate/context.js';
import type { Span } from '../language/ast.js';
import type { Scope, Seen, SumBound } from '../generate/scope.js';

/*
 * The scope's stacks, changed so that going back takes the change back.
 */

/** A repeat begins. @param isGroup whether what is in it may have to differ from round to round */
export function pushRound(scope: Scope, isGroup: boolean): void {
  scope.rounds.push(0);
  if (isGroup) scope.seen.push(new Map());
  scope.whenUndone(() => {
    scope.rounds.pop();
    if (isGroup) scope.seen.pop();
  });
}

export function popRound(scope: Scope, isGroup: boolean): void {
  const round = scope.rounds.pop()!;
  const seen = isGroup ? scope.seen.pop()! : undefined;
  scope.whenUndone(() => {
    scope.rounds.push(round);
    if (seen !== undefined) scope.seen.push(seen);
  });
}

export function setRound(scope: Scope, number: number): void {
  const last = scope.rounds.length - 1;
  const before = scope.rounds[last]!;
  scope.rounds[last] = number;
  scope.whenUndone(() => (scope.rounds[last] = before));
}

export function pushSums(scope: Scope, sums: readonly SumBound[]): void {
  if (sums.length === 0) return;
  scope.sums.push(...sums);
  scope.whenUndone(() => (scope.sums.length -= sums.length));
}

export function popSums(scope: Scope, sums: readonly SumBound[]): void {
  if (sums.length === 0) return;
  scope.sums.length -= sums.length;
  scope.whenUndone(() => scope.sums.push(...sums));
}

export function setRoundsLeft(scope: Scope, sums: readonly SumBound[], left: number): void {
  for (const sum of sums) {
    const before = sum.roundsLeft;
    sum.roundsLeft = left;
    scope.whenUndone(() => (sum.roundsLeft = before));
  }
}

/** What a `distinct` unit without a repeat of its own has been in the repeat around it. */
export function seenFor(scope: Scope, unit: { readonly span: Span }): Seen {
  const around = scope.seen.at(-1);
  if (around === undefined) throw new Rejected('nothing to differ from', unit.span);
  let seen = around.get(unit);
  if (seen === undefined) {
    seen = newSeen();
    around.set(unit, seen);
  }
  return seen;
}
