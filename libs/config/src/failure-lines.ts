/**
 * What a process that cannot start, or not go on, prints: one line for each problem that an operator can
 * cure, else one line with the error and the place where it was thrown, which is all that a report of the
 * fault needs.
 * @param isCurable the message was written for operators
 */
export function failureLines(error: unknown, isCurable: boolean): string[] {
  if (!(error instanceof Error)) return [oneLine(String(error))];
  if (isCurable) return error.message.split('\n');
  const place = error.stack?.split('\n').find((line) => /^\s+at /.test(line));
  return [oneLine(`ended by an error: ${error.name}: ${error.message}${place ? ` (${place.trim()})` : ''}`)];
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ');
