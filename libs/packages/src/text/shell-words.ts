import { PackageError } from '../package-error.js';

/**
 * A command line as a POSIX shell splits it: blanks, both kinds of quotes, backslashes. Nothing is expanded.
 * @throws PackageError for a quote that does not end
 */
export function shellWords(line: string): string[] {
  const { words, isOpen } = split(line);
  if (isOpen)
    throw new PackageError('broken_package', `a quote does not end in the command ${JSON.stringify(line)}`);
  return words;
}

/** The same for a piece of a command line: a quote that does not end goes on to the end of the piece. */
export function looseShellWords(line: string): string[] {
  return split(line).words;
}

function split(line: string): { words: string[]; isOpen: boolean } {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    const next = line[at + 1];
    if (quote === "'") {
      if (character === quote) quote = null;
      else word += character;
    } else if (character === '\\' && next !== undefined && (quote === null || '"\\$`'.includes(next))) {
      word = (word ?? '') + next;
      at++;
    } else if (character === quote) {
      quote = null;
    } else if (quote === null && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (quote === null && /\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (word !== null) words.push(word);
  return { words, isOpen: quote !== null };
}
