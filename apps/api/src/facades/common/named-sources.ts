/** Endings that one compiler reads besides that of the main file. */
const KINDRED: readonly (readonly string[])[] = [['.cpp', '.cc', '.cxx', '.c++', '.C']];

/**
 * Parts the words for a compiler into further sources that they name and what else they say. The services of
 * facades compile the main file and what its options name; files that only lie beside it are none of the
 * compiler's business.
 * @param paths of the further files
 */
export function namedSources(
  words: readonly string[],
  paths: readonly string[],
  mainFile: string,
): { sources: string[]; options: string[] } {
  const endings = endingsOf(mainFile);
  const sources: string[] = [];
  const options = words.filter((word) => {
    const path = word.replace(/^(\.\/)+/, '');
    if (path === mainFile) return false;
    if (!paths.includes(path) || !endings.some((ending) => path.endsWith(ending))) return true;
    if (!sources.includes(path)) sources.push(path);
    return false;
  });
  return { sources, options };
}

function endingsOf(mainFile: string): readonly string[] {
  const ending = /\.[^./]+$/.exec(mainFile)?.[0];
  return ending === undefined ? [] : (KINDRED.find((kind) => kind.includes(ending)) ?? [ending]);
}
