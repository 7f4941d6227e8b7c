import type { Toolchain } from '../languages/toolchain.js';
import { javaFileName } from './java-source.js';

/**
 * A line that begins an import or export declaration (ECMA-262, 16.2); `import(` and `import.meta` are
 * expressions.
 */
const MODULE_LINE =
  /^[ \t]*(?:import\s*(?:["'{*]|[\w$]+\s*(?:,|from\b))|export\s+(?:[{*]|(?:default|const|let|var|function|class|async)\b))/m;

/**
 * The name of the main file: what its author calls it, else what the language or its tools want it to be
 * called.
 */
export function mainFileName(
  { row, variant }: Pick<Toolchain, 'row' | 'variant'>,
  source: string,
  given?: string,
): string {
  if (given !== undefined) return given;
  if (row.source === 'Main.java') return javaFileName(source);
  // Node.js before 20.10 goes by the name alone.
  const goesByName = row.id === 'javascript' && (variant.run ?? []).length === 0;
  return goesByName && MODULE_LINE.test(source) ? 'main.mjs' : row.source;
}
