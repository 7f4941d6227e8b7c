import type { Compilation, Execution, ProgramRole } from '@app/contracts';
import type { Io } from '../io.js';

/** Lines of an input or output that are printed; files hold the rest. */
const MAX_LINES = 40;
const MAX_LINE_LENGTH = 500;

/** A text between its heading and the next, indented, cut where it is long, and saying so. */
export function block(heading: string, text: string, io: Io): string {
  const all = text.split('\n');
  const endsInLineFeed = all.at(-1) === '' && all.length > 1;
  const lines = endsInLineFeed ? all.slice(0, -1) : all;
  const shown = lines.slice(0, MAX_LINES).map((line) => `  ${visible(cut(line))}`);
  if (lines.length > MAX_LINES) shown.push(io.colors.dim(`  ... ${lines.length - MAX_LINES} more lines`));
  if (text === '') shown.splice(0, shown.length, io.colors.dim('  (empty)'));
  return [io.colors.bold(heading), ...shown].join('\n');
}

function cut(line: string): string {
  const rest = line.length - MAX_LINE_LENGTH;
  return rest > 0 ? `${line.slice(0, MAX_LINE_LENGTH)} ... (${rest} more characters)` : line;
}

/** Control characters of programs must not move the cursor or change the colours of a terminal. */
function visible(line: string): string {
  return line.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (char) => (char === '\r' ? '\\r' : `\\u{${char.codePointAt(0)!.toString(16)}}`),
  );
}

const SIZES = ['B', 'KiB', 'MiB', 'GiB'];
/** Bytes for people: `3 B`, `12.5 MiB`. */
export function formatBytes(bytes: number): string {
  let size = bytes;
  let unit = 0;
  for (; size >= 1024 && unit < SIZES.length - 1; unit++) size /= 1024;
  return `${unit === 0 ? size : size.toFixed(1)} ${SIZES[unit]}`;
}

/** `exit code 1`, `SIGSEGV`, with times and memory. */
export function formatExecution(execution: Execution): string {
  const ending =
    execution.signal !== null
      ? execution.signal
      : execution.exitCode === null
        ? ''
        : `exit code ${execution.exitCode}`;
  const figures = [
    `${execution.cpuTimeMs.toFixed(0)} ms CPU`,
    `${execution.wallTimeMs.toFixed(0)} ms`,
    formatBytes(execution.memoryBytes),
  ];
  return [...(ending ? [ending] : []), ...figures].join(', ');
}

/** What a compiler said about a program that does not compile. */
export function compileFailure(role: ProgramRole | string, compilation: Compilation, io: Io): string {
  return block(`the ${role} does not compile`, compilation?.output.trimEnd() ?? '', io);
}

/** Verdicts in words: `wrong_answer` is `wrong answer`. */
export const wordsOf = (verdict: string): string => verdict.replaceAll('_', ' ');
