// The gallery of the documentation, which the tests of the language run: there is no second list of it.
import documentation from '../../../../../docs/clex.md?raw';

/** An input format as problems have it, and the clex that describes it. */
export interface Format {
  title: string;
  /** The problem that it is taken from. */
  source: string;
  clex: string;
}

const ENTRY = /^\*\*(.+?)\*\*(?: \((.+)\))?\n\n```\n([\s\S]*?)\n```$/gm;

/** The entries of a documentation that has them as `**title** (source)` above a block of code. */
function formatsOf(markdown: string): Format[] {
  return [...markdown.matchAll(ENTRY)].map(([, title = '', source = '', clex = '']) => ({
    title,
    source,
    clex,
  }));
}

/** Formats to start from. */
export const FORMATS: readonly Format[] = formatsOf(documentation);
