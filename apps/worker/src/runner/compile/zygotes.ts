import type { Program } from '@app/contracts';
import type { LanguageRow } from '../languages/row.js';

/** What the frame of a run has room for. */
const MOST_ARGUMENTS = 255;

/**
 * Which of `argv` is the main file of a program whose runs may be forked from one interpreter that was
 * started once (a zygote, native/box/zygote.c); 0: none. That interpreter reads its arguments and the
 * environment before any file of the program is there, so it is not for a program that has a say in these,
 * nor for one with files that an interpreter looks for in its home folder.
 */
export function mainArgumentFor(
  { run }: LanguageRow,
  program: Program,
  argv: readonly string[],
  paths: readonly string[],
): number {
  const hasSay = (program.interpreterArgs ?? []).length > 0 || Object.keys(program.env ?? {}).length > 0;
  if (!run.zygote || hasSay || paths.some((path) => path.startsWith('.'))) return 0;
  const at = argv.length - 1;
  return at > MOST_ARGUMENTS || argv[at] !== paths[0] ? 0 : at;
}
