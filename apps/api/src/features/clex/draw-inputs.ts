import { DEFAULT_BOUNDS, generate } from '@app/clex';
import { explainingClex, parseClex } from './parse-clex.js';

/** Values that the inputs of one answer may have. */
const MAX_DRAWS = 1_000_000;
/** Values that every one of many inputs may have. */
const MIN_DRAWS = 50_000;

/** Which inputs to draw. */
export interface InputsWanted {
  clex: string;
  /** Unsigned 64-bit, decimal. */
  seed: string;
  count: number;
  /** Each input has the bounds that it has in a job; otherwise all of them together have those of one. */
  asInJobs?: boolean;
  /** Of the text, for problems. */
  field: string;
}

/** Draws inputs from a clex text. @throws DomainError('invalid_clex') */
export function drawInputs({ clex, seed, count, field, asInJobs = false }: InputsWanted): string[] {
  const program = parseClex(clex, field);
  let bytesLeft = DEFAULT_BOUNDS.maxOutputBytes;
  const maxDraws = Math.max(MIN_DRAWS, Math.floor(MAX_DRAWS / count));
  return Array.from({ length: count }, (_, index) => {
    const bounds = asInJobs ? {} : { maxOutputBytes: bytesLeft, maxDraws };
    const input = explainingClex(clex, field, () => generate(program, BigInt(seed), index, bounds));
    bytesLeft -= Buffer.byteLength(input);
    return input;
  });
}
