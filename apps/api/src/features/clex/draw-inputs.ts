import { DEFAULT_BOUNDS, describeDraw, type Strategy } from '@app/clex';
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

/** An input, and how its strategy drew it, in words. */
export interface DrawnInput {
  text: string;
  description: string;
}

/** Draws inputs from a clex text, within the bounds of those of jobs. @throws DomainError('invalid_clex') */
export function drawInputs({ clex, seed, count, field, ...wanted }: InputsWanted): DrawnInput[] {
  const { index: first = 0, strategy = 'uniform', asInJobs = false } = wanted;
  const program = parseClex(clex, field);
  let bytesLeft = DEFAULT_BOUNDS.maxOutputBytes;
  return Array.from({ length: count }, (_, at) => {
    const bounds = asInJobs ? {} : { maxOutputBytes: bytesLeft };
    const which = { seed: BigInt(seed), index: first + at, strategy };
    const { text, description } = explainingClex(clex, field, () => describeDraw(program, which, bounds));
    bytesLeft -= Buffer.byteLength(text);
    return { text, description };
  });
}
