import { PackageError } from '../package-error.js';

/**
 * A command line as a POSIX shell splits it: blanks, both kinds of quotes, backslashes. Nothing is expanded.
 * @throws PackageError for a quote that does not end
 */
export function shellWords(line: string): string[] {
  const { words, isOpen } = split(line);
  if (isOpen)
    throw new PackageError('broken_package', `a quote does not end in the command ${JSON.stringify(line)}`);
  return words.map(textOf);
}

/** The same for a piece of a command line: a quote that does not end goes on to the end of the piece. */
export function looseShellWords(line: string): string[] {
  return split(line).words.map(textOf);
}

/** A character of a word, and whether quotes or a backslash keep a shell from seeing more in it. */
export interface ShellCharacter {
  readonly character: string;
  readonly isQuoted: boolean;
}

/** As `looseShellWords`, for those who expand what is not quoted. */
export function shellCharacters(line: string): ShellCharacter[][] {
  return split(line).words;
}

function split(line: string): { words: ShellCharacter[][]; isOpen: boolean } {
  const words: ShellCharacter[][] = [];
  let word: ShellCharacter[] | null = null;
  let quote: string | null = null;
  const add = (character: string, isQuoted: boolean) => (word ??= []).push({ character, isQuoted });
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!;
    const next = line[at + 1];
    if (quote === "'") {
      if (character === quote) quote = null;
      else add(character, true);
    } else if (character === '\\' && next !== undefined && (quote === null || '"\\$`'.includes(next))) {
      add(next, true);
      at++;
    } else if (character === quote) {
      quote = null;
    } else if (quote === null && (character === '"' || character === "'")) {
      quote = character;
      word ??= [];
    } else if (quote === null && /\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      add(character, quote !== null);
    }
  }
  if (word !== null) words.push(word);
  return { words, isOpen: quote !== null };
}

function textOf(word: readonly ShellCharacter[]): string {
  return word.map(({ character }) => character).join('');
}
