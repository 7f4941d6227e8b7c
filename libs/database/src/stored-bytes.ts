/** What a value takes besides its texts: a name, a number, brackets. */
const VALUE_BYTES = 8;

/**
 * About how many bytes the JSON of a value has, without writing it: texts may have megabytes. Escapes are not
 * counted. Walks with a list, not with recursion.
 */
export function jsonBytes(value: unknown): number {
  let bytes = 0;
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    bytes += VALUE_BYTES;
    if (typeof next === 'string') bytes += Buffer.byteLength(next);
    else if (typeof next === 'object' && next !== null)
      for (const inner of Object.values(next)) pending.push(inner);
  }
  return bytes;
}
