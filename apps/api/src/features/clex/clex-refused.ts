import type { ClexProblem, TooSlow } from '@app/drawing';
import { DomainError } from '../../platform/problem/domain-error.js';

/**
 * What is wrong with the clex text of `field`: with the clex code, the span and the hint, where it is not
 * only slow.
 */
export function clexRefused(problem: ClexProblem | TooSlow, field: string): DomainError {
  const { message } = problem;
  const said = { detail: message, errors: [{ field, message }] };
  if (!('rendered' in problem)) return new DomainError('invalid_clex', said);
  const { code: clexCode, span, hint, rendered } = problem;
  return new DomainError('invalid_clex', { ...said, extensions: { clexCode, span, hint, rendered } });
}
