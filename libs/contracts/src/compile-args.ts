import { REQUEST_LIMITS } from './limits.js';

/**
 * The first argument for the compiler of a language that none of its patterns allows, and why; null when all
 * are fine. One pattern may match two arguments joined by a blank: `-C opt-level=3` is an option and its
 * value.
 */
export function refusedCompileArg(
  language: string,
  allowed: readonly RegExp[],
  args: readonly string[],
): { index: number; reason: string } | null {
  const matches = (text: string): boolean => allowed.some((pattern) => pattern.test(text));
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index]!;
    if (isArgument(argument) && matches(argument)) continue;
    const next = args[index + 1];
    if (next === undefined || !isArgument(next) || !matches(`${argument} ${next}`))
      return {
        index,
        reason:
          allowed.length > 0
            ? `is not allowed for ${language}`
            : `cannot be used: ${language} takes none for a compiler`,
      };
    index += 1;
  }
  return null;
}

/** Whether a text can be an argument of a program at all. */
export function isArgument(text: string): boolean {
  return !text.includes('\0') && new TextEncoder().encode(text).length <= REQUEST_LIMITS.maxArgBytes;
}
