import type { BuiltInChecker } from '@app/packages';
import type { Difference } from './difference.js';
import { compareExactly } from './exact.js';
import { compareFloats } from './floats.js';
import { countLines } from './line-count.js';
import { compareLines } from './lines.js';
import { inSlices, type Sliced } from './slices.js';
import { stockChecker } from './testlib-stock.js';
import { samePart } from './text.js';
import { compareCharacters, compareTokens } from './tokens.js';
import { compareUnorderedLines } from './unordered-lines.js';

export type { BuiltInChecker } from '@app/packages';
export type { Difference } from './difference.js';

type Comparer<T extends BuiltInChecker['type']> = (
  checker: Extract<BuiltInChecker, { type: T }>,
  expected: Buffer,
  actual: Buffer,
) => Sliced<Difference | null>;

/** The checkers that are no program. A new one is a file of its own and a line here. */
export const COMPARERS: { readonly [T in BuiltInChecker['type']]: Comparer<T> } = {
  exact: function* (_checker, expected, actual) {
    return compareExactly(expected, actual);
  },
  lines: ({ caseSensitive }, expected, actual) =>
    compareLines(expected, actual, samePart(caseSensitive ?? true)),
  tokens: compareTokens,
  floats: compareFloats,
  unordered_lines: ({ byToken }, expected, actual) => compareUnorderedLines(expected, actual, byToken),
  characters: (_checker, expected, actual) => compareCharacters(expected, actual),
  line_count: (_checker, expected, actual) => countLines(expected, actual),
  testlib: ({ name }, expected, actual) => stockChecker(name)(expected, actual),
};

/**
 * Compares an output with the expected one; null when the checker takes it. Big outputs are compared in
 * slices, between which the process does its other work.
 * @throws TypeError for a checker that is in no table
 */
export async function compareOutputs(
  checker: BuiltInChecker,
  expected: Buffer,
  actual: Buffer,
): Promise<Difference | null> {
  if (!Object.hasOwn(COMPARERS, checker.type)) {
    throw new TypeError(`unknown checker ${JSON.stringify(checker.type)}`);
  }
  // testlib's also look at the format, which an output shares with a broken answer.
  if (checker.type !== 'testlib' && expected.equals(actual)) return null;
  // Each checker goes to the comparer of its own type.
  const compare = COMPARERS[checker.type] as Comparer<BuiltInChecker['type']>;
  return inSlices(compare(checker, expected, actual));
}
