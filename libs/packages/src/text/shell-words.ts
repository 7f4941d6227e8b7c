import { PackageError } from '../package-error.js';

/**
 * A command line as a POSIX shell splits it: blanks, both kinds of quotes, backslashes. Nothing is expanded.
 * @throws PackageError for a quote that does not end
 */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (character === "'" || character === '"') {
      const end = closingQuote(line, at);
      const inside = line.slice(at + 1, end);
      word = (word ?? '') + (character === '"' ? inside.replace(/\\(["\\$`])/g, '$1') : inside);
      at = end;
    } else if (character === '\\' && at + 1 < line.length) {
      word = (word ?? '') + line[++at]!;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (word !== null) words.push(word);
  return words;
}

function closingQuote(line: string, from: number): number {
  const quote = line[from]!;
  for (let at = from + 1; at < line.length; at++) {
    if (quote === '"' && line[at] === '\\') at++;
    else if (line[at] === quote) return at;
  }
  throw new PackageError('broken_package', `a quote does not end in the command ${JSON.stringify(line)}`);
}
