import type { Toolchain } from '../languages/toolchain.js';
import { javaFileName } from './java-source.js';

/** A line that begins an import or export declaration (ECMA-262, 16.2); `import(` and `import.meta` are expressions. */
const MODULE_LINE =
  /^[ \t]*(?:import\s*(?:["'{*]|[\w$]+\s*(?:,|from\b))|export\s+(?:[{*]|(?:default|const|let|var|function|class|async)\b))/m;

/** The name of the main file, where the language or its tools care for more than the row's own name. */
export function mainFileName({ row, variant }: Pick<Toolchain, 'row' | 'variant'>, source: string): string {
  if (row.source === 'Main.java') return javaFileName(source);
  // Node.js before 20.10 goes by the name alone.
  const goesByName = row.id === 'javascript' && (variant.run ?? []).length === 0;
  return goesByName && MODULE_LINE.test(source) ? 'main.mjs' : row.source;
}
