import { isArgument, refusedCompileArg, type Program } from '@app/contracts';
import type { LanguageRow } from '../languages/row.js';

/**
 * Checks the arguments a submitter gave against the language's allow-list; null when all are fine, else a message that names the first
 * one refused. The api has done so before, where it knew the list. A box would contain whatever the compiler is made to do; this
 * keeps results of one compilation a function of what the cache's key covers, and says early what would only fail late.
 */
export function refusedArgument(row: LanguageRow, program: Program): string | null {
  const args = program.compileArgs ?? [];
  const refused = refusedCompileArg(row.name, row.compile?.allowedArgs ?? [], args);
  if (refused)
    return `compileArgs[${refused.index}]: the argument ${JSON.stringify(args[refused.index])} ${refused.reason}`;
  const bad = (program.runArgs ?? []).findIndex((argument) => !isArgument(argument));
  return bad < 0 ? null : `runArgs[${bad}]: the argument is too long or contains a NUL character`;
}
