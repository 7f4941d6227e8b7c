import { Equals } from 'class-validator';
import type { Difference } from '../../apps/worker/src/checkers/difference.js';

/* A checker that is in no table of the product: a file of the worker's `checkers/`, and a class of the api's table. */

/** The same text, however loud. */

export function* compareSoftly(
  _checker: unknown,
  expected: Buffer,
  actual: Buffer,
): Generator<void, Difference | null> {
  const isSame = String(expected).toLowerCase() === String(actual).toLowerCase();
  return isSame ? null : ({ message: 'not even softly' } as Difference);
}

export class SoftlyCheckerDto {
  @Equals('softly')
  type: 'softly';
}
