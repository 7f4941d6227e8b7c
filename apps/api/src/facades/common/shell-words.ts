/** Splits a piece of a command line as a shell would, without substitutions: blanks, quotes, backslashes. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]!;
    if (quote === "'") {
      if (character === "'") quote = null;
      else word += character;
    } else if (
      character === '\\' &&
      at + 1 < line.length &&
      (quote === null || '"\\$`'.includes(line[at + 1]!))
    ) {
      word = (word ?? '') + line[(at += 1)]!;
    } else if (character === quote) quote = null;
    else if (quote === null && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (quote === null && /\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + character;
  }
  if (word !== null) words.push(word);
  return words;
}
