import { REQUEST_LIMITS, type Program } from '@app/contracts';
import type { LanguageRow } from '../languages/row.js';

/**
 * Checks the arguments a submitter gave against the language's allow-list; null when all are fine, else a message that names the first
 * one refused. A box would contain whatever the compiler is made to do; this keeps results of one compilation a
 * function of what the cache's key covers, and says early what would only fail late.
 */
export function refusedArgument(row: LanguageRow, program: Program): string | null {
  const compileArgs = program.compileArgs ?? [];
  const allowed = row.compile?.allowedArgs ?? [];
  const matches = (text: string): boolean => allowed.some((pattern) => pattern.test(text));
  for (let i = 0; i < compileArgs.length; i += 1) {
    const argument = compileArgs[i]!;
    if (isText(argument) && matches(argument)) continue;
    // "-C opt-level=3": an option and its value as two arguments.
    const next = compileArgs[i + 1];
    if (next !== undefined && isText(next) && matches(`${argument} ${next}`)) {
      i += 1;
      continue;
    }
    const reason = row.compile
      ? `is not allowed for ${row.name}`
      : `cannot be used: ${row.name} is not compiled`;
    return `compileArgs[${i}]: the argument ${JSON.stringify(argument)} ${reason}`;
  }
  const bad = (program.runArgs ?? []).findIndex((argument) => !isText(argument));
  return bad < 0 ? null : `runArgs[${bad}]: the argument is too long or contains a NUL character`;
}

const isText = (argument: string): boolean =>
  !argument.includes('\0') && Buffer.byteLength(argument) <= REQUEST_LIMITS.maxArgBytes;
