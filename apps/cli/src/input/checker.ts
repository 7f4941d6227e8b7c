import type { Checker, CheckerType } from '@app/contracts';
import { CliError } from '../exit-codes.js';
import type { Io } from '../io.js';
import { readProgram } from './read-program.js';

type PlainChecker = Exclude<CheckerType, 'program'>;
/** A record, so that the types ask for a new one. */
const PLAIN: Readonly<Record<PlainChecker, true>> = {
  exact: true,
  lines: true,
  tokens: true,
  floats: true,
  unordered_lines: true,
};
const isPlain = (name: string): name is PlainChecker => Object.hasOwn(PLAIN, name);

/**
 * `lines`, `tokens`, ..., `floats:1e-9` (absolute and relative), or the file of a checker program.
 * @throws CliError
 */
export async function readChecker(text: string, io: Io): Promise<Checker> {
  const [, name = text, tolerance] = /^(floats):(.+)$/.exec(text) ?? [];
  if (tolerance !== undefined) {
    const error = Number(tolerance);
    if (!(error >= 0 && error < 1))
      throw new CliError(`--checker ${text}: expected a tolerance from 0 to 1, as in floats:1e-9`);
    return { type: 'floats', absolute: error, relative: error };
  }
  if (isPlain(name)) return { type: name };
  if (!name.includes('.') && !name.includes('/'))
    throw new CliError(
      `--checker ${name}: there is none of that name; known are ${Object.keys(PLAIN).join(', ')}, or give a program's file`,
    );
  return { type: 'program', program: await readProgram({ spec: name }, io) };
}
