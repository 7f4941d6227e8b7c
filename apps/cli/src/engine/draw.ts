import { ClexError, generate, parse, type Strategy } from '@app/clex';
import { randomBytes } from 'node:crypto';
import { CliError } from '../exit-codes.js';

/** What is drawn; as in `POST /clex/generate`. */
export interface Draw {
  seed?: string;
  index?: number;
  count?: number;
  strategy?: Strategy;
}

/**
 * Draws inputs of a clex text that was parsed before.
 * @throws CliError with the excerpt when the text cannot be drawn from
 */
export function drawInputs(source: string, draw: Draw): { seed: string; inputs: string[] } {
  const seed = draw.seed === undefined ? randomBytes(8).readBigUInt64LE() : BigInt(draw.seed);
  const first = draw.index ?? 0;
  try {
    const program = parse(source);
    const inputs = Array.from({ length: draw.count ?? 1 }, (_, at) =>
      generate(program, seed, first + at, undefined, draw.strategy),
    );
    return { seed: String(seed), inputs };
  } catch (error) {
    if (error instanceof ClexError) throw new CliError(`clex: ${error.render(source)}`);
    throw error;
  }
}
