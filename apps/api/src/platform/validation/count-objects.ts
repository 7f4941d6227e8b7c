/**
 * Whether a parsed JSON value holds more objects, itself included, than `most`. Walks with a list, not with
 * recursion.
 */
export function hasMoreObjectsThan(most: number, value: unknown): boolean {
  let count = 0;
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next)) count += 1;
    if (count > most) return true;
    for (const inner of Object.values(next)) pending.push(inner);
  }
  return false;
}
