import { ClexError, parse } from '@app/clex';
import { CliError } from '../exit-codes.js';

/**
 * Looks at a clex text before anything is compiled.
 * @throws CliError with the line, carets under what is wrong, and the hint
 */
export function checkClex(source: string): string {
  try {
    parse(source);
    return source;
  } catch (error) {
    if (error instanceof ClexError) throw new CliError(`clex: ${error.render(source)}`);
    throw error;
  }
}
