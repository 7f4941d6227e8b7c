import { DEFAULT_BOUNDS, describeDraw, type Strategy } from '@app/clex';
import { DomainError } from '../../platform/problem/domain-error.js';
import { explainingClex, parseClex } from './parse-clex.js';

/** Which inputs to draw. */
export interface InputsWanted {
  clex: string;
  /** Unsigned 64-bit, decimal. */
  seed: string;
  /** Number of the first one; default 0. */
  index?: number;
  count: number;
  strategy?: Strategy;
  /** Each input may be as long as in a job; otherwise all of them together may be as long as one. */
  asInJobs?: boolean;
  /** Of the text, for problems. */
  field: string;
}

/**
 * Whoever has waited so long for all inputs together gets none: a text may ask for ten million draws, and a request for a hundred
 * inputs.
 */
const BUDGET_MS = 2_000;

/** An input, and how its strategy drew it, in words. */
export interface DrawnInput {
  text: string;
  description: string;
}

/**
 * Draws inputs from a clex text, within the bounds of those of jobs, and all of them within one budget of time.
 * @throws DomainError('invalid_clex')
 */
export function drawInputs({ clex, seed, count, field, ...wanted }: InputsWanted): DrawnInput[] {
  const { index: first = 0, strategy = 'uniform', asInJobs = false } = wanted;
  const program = parseClex(clex, field);
  const endsAt = performance.now() + BUDGET_MS;
  let bytesLeft = DEFAULT_BOUNDS.maxOutputBytes;
  return Array.from({ length: count }, (_, at) => {
    if (performance.now() > endsAt)
      throw tooSlow(field, `${at} of ${count} inputs took ${BUDGET_MS / 1000} seconds`);
    const bounds = asInJobs ? {} : { maxOutputBytes: bytesLeft };
    const which = { seed: BigInt(seed), index: first + at, strategy };
    const { text, description } = explainingClex(clex, field, () => describeDraw(program, which, bounds));
    bytesLeft -= Buffer.byteLength(text);
    return { text, description };
  });
}

/** @param message says what took too long */
export function tooSlow(field: string, message: string): DomainError {
  return new DomainError('invalid_clex', { detail: message, errors: [{ field, message }] });
}
