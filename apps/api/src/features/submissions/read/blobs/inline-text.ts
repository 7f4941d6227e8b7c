import type { SubmissionResult } from '@app/contracts';

/** What the parts of a name mean that are not members of the result. */
const ROOTS: Readonly<Record<string, readonly string[]>> = {
  stdout: ['execution'],
  stderr: ['execution'],
  output: ['execution'],
};

/**
 * The bytes of a text that is short enough to stand in the result: `stdout`, `tests/7/stderr`,
 * `failures/0/input`. null: there is no such text, or it is cut.
 */
export function inlineText(result: SubmissionResult | null, name: string): Buffer | null {
  const parts = name.split('/');
  const last = parts.pop()!;
  let at: unknown = result;
  for (const part of [...(parts.length === 0 ? (ROOTS[last] ?? []) : []), ...parts]) at = memberOf(at, part);
  const text = memberOf(at, last);
  if (typeof text !== 'string' || memberOf(at, `${last}Truncated`) === true) return null;
  const exact = memberOf(at, `${last}Base64`);
  return typeof exact === 'string' ? Buffer.from(exact, 'base64') : Buffer.from(text);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
