import { shellCharacters, type ShellCharacter } from '@app/packages';

/** One place of a pattern: any text, or a character that it takes. */
type Part = 'any' | ((character: string) => boolean);

/**
 * The words of a command line as a shell hands them on in a folder: `*`, `?` and `[...]` outside quotes stand
 * for the files and folders there, in their order; a pattern that fits none stays as it is.
 * @param paths of the files, relative to the folder
 */
export function shellWordsIn(line: string, paths: readonly string[]): string[] {
  const names = namesOf(paths);
  return shellCharacters(line).flatMap((word) => {
    const text = word.map(({ character }) => character).join('');
    if (!word.some(({ character, isQuoted }) => !isQuoted && '*?['.includes(character))) return [text];
    const levels = levelsOf(word);
    const found = names.filter((name) => fitsAll(name.split('/'), levels));
    return found.length > 0 ? found : [text];
  });
}

/** Files, and the folders that they are in. */
function namesOf(paths: readonly string[]): string[] {
  const names = new Set<string>();
  for (const path of paths) {
    const levels = path.split('/');
    for (let length = 1; length <= levels.length; length++) names.add(levels.slice(0, length).join('/'));
  }
  return [...names].sort();
}

/** A level of a path as a pattern. */
interface Level {
  parts: Part[];
  /** Files that begin with a dot are meant only by those who write it. */
  meansHidden: boolean;
}

function levelsOf(word: readonly ShellCharacter[]): Level[] {
  const levels: ShellCharacter[][] = [[]];
  for (const each of word) {
    if (each.character === '/') levels.push([]);
    else levels.at(-1)!.push(each);
  }
  return levels.map((level) => ({ parts: partsOf(level), meansHidden: level[0]?.character === '.' }));
}

function partsOf(level: readonly ShellCharacter[]): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < level.length; at++) {
    const { character, isQuoted } = level[at]!;
    const end = !isQuoted && character === '[' ? endOfClass(level, at) : -1;
    if (end > 0) {
      parts.push(classOf(level.slice(at + 1, end).map((each) => each.character)));
      at = end;
    } else if (!isQuoted && character === '*') parts.push('any');
    else if (!isQuoted && character === '?') parts.push(() => true);
    else parts.push((given) => given === character);
  }
  return parts;
}

/** Where the bracket closes; one that comes first is a member. -1: it does not. */
function endOfClass(level: readonly ShellCharacter[], start: number): number {
  const first = start + 1 + Number(/^[!^]$/.test(level[start + 1]?.character ?? ''));
  return level.findIndex(({ character, isQuoted }, at) => at > first && !isQuoted && character === ']');
}

function classOf(members: readonly string[]): Part {
  const isInverted = members[0] === '!' || members[0] === '^';
  const rest = isInverted ? members.slice(1) : members;
  return (given) => {
    const isMember = rest.some(
      (member, at) =>
        member === given ||
        (member === '-' &&
          at > 0 &&
          at < rest.length - 1 &&
          rest[at - 1]! <= given &&
          given <= rest[at + 1]!),
    );
    return isMember !== isInverted;
  };
}

function fitsAll(name: readonly string[], levels: readonly Level[]): boolean {
  return name.length === levels.length && name.every((level, at) => fits(level, levels[at]!));
}

/** Going back to the last `*` is enough, so that no pattern takes longer than the product of both lengths. */
function fits(name: string, { parts, meansHidden }: Level): boolean {
  if (name.startsWith('.') && !meansHidden) return false;
  let [at, part, star, from] = [0, 0, -1, 0];
  while (at < name.length) {
    const wanted = parts[part];
    if (wanted === 'any') [star, from] = [part++, at];
    else if (wanted?.(name[at]!)) [at, part] = [at + 1, part + 1];
    else if (star >= 0) [at, part] = [++from, star + 1];
    else return false;
  }
  return parts.slice(part).every((rest) => rest === 'any');
}
