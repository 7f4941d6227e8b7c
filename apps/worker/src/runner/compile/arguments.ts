import { isArgument, refusedCompileArg, type Program } from '@app/contracts';
import type { LanguageRow } from '../languages/row.js';

/**
 * Checks the arguments a submitter gave against the language's allow-list; null when all are fine, else a
 * message that names the first one refused. The api has done so before, where it knew the list. A box would
 * contain whatever the compiler is made to do; this keeps results of one compilation a function of what the
 * cache's key covers, and says early what would only fail late.
 */
export function refusedArgument(row: LanguageRow, program: Program): string | null {
  const args = [...(program.compileArgs ?? []), ...(program.linkArgs ?? [])];
  const refused = refusedCompileArg(row.name, row.compile?.allowedArgs ?? [], args);
  if (refused)
    return `${nameOf(refused.index, program)}: the argument ${JSON.stringify(args[refused.index])} ${refused.reason}`;
  for (const list of ['interpreterArgs', 'runArgs'] as const) {
    const bad = (program[list] ?? []).findIndex((argument) => !isArgument(argument));
    if (bad >= 0) return `${list}[${bad}]: the argument is too long or contains a NUL character`;
  }
  const variable = Object.entries(program.env ?? {}).find(
    ([name, value]) => !VARIABLE.test(name) || !isArgument(value),
  );
  return variable ? `env.${variable[0]}: this is no environment variable` : null;
}

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

const nameOf = (index: number, { compileArgs = [] }: Program): string =>
  index < compileArgs.length ? `compileArgs[${index}]` : `linkArgs[${index - compileArgs.length}]`;

/** The submitter's arguments, those apart that must come after the sources. */
export function splitArguments(
  linkArgs: readonly RegExp[],
  program: Program,
): { args: readonly string[]; linkArgs: readonly string[] } {
  const isForLinker = (arg: string): boolean => linkArgs.some((pattern) => pattern.test(arg));
  const given = program.compileArgs ?? [];
  return {
    args: given.filter((arg) => !isForLinker(arg)),
    linkArgs: [...given.filter(isForLinker), ...(program.linkArgs ?? [])],
  };
}
