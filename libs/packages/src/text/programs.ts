import type { Archive } from '../archive/archive.js';
import { readText, type Content } from '../archive/content.js';
import type { ProblemProgram } from '../model.js';
import { baseName, extensionOf, isHeader, languageOfPath } from './languages.js';

/** A program that is one file, with headers beside it where it has some. */
export function programOfFile(
  archive: Archive,
  path: string,
  options: { language?: string | undefined; beside?: { path: string; content: Content }[] } = {},
): ProblemProgram<Content> | undefined {
  const content = archive.file(path);
  const language = options.language ?? languageOfPath(path);
  if (!content || !language) return undefined;
  const main = baseName(path);
  const beside = (options.beside ?? []).filter((file) => file.path !== main);
  return { name: path, language, files: [{ path: main, content }, ...beside] };
}

/**
 * A program that is a folder: the files of its most frequent language, the main one first. Undefined where no
 * file is of a language that is known; `build` and `run` scripts of the folder are the caller's business.
 * @param entryPoint name of the main file or class where the package says it
 */
export async function programOfFolder(
  archive: Archive,
  folder: string,
  options: { language?: string | undefined; entryPoint?: string | undefined } = {},
): Promise<ProblemProgram<Content> | undefined> {
  const inside = archive.folder(folder);
  const sources = inside.paths.filter((path) => languageOfPath(path) !== undefined);
  const language = options.language ?? mostFrequent(sources.map((path) => languageOfPath(path)!));
  if (!language) return undefined;
  const ours = sources.filter((path) => languageOfPath(path) === familyOf(language));
  const main = await mainFileOf(inside, ours, language, options.entryPoint);
  if (!main) return undefined;
  const rest = inside.paths.filter(
    (path) => path !== main && (ours.includes(path) || isHeader(path) || languageOfPath(path) === undefined),
  );
  const files = [main, ...rest].map((path) => ({ path, content: inside.file(path)! }));
  return { name: folder, language, files };
}

/** What PyPy and older versions run has the files of Python. */
function familyOf(language: string): string {
  return language === 'pypy' || language === 'python-2.7' ? 'python' : language;
}

function mostFrequent(languages: string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const language of languages) counts.set(language, (counts.get(language) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1])[0]?.[0];
}

/** How the file that begins the program looks, by language. */
const BEGINNINGS: Readonly<Record<string, RegExp>> = {
  c: /\bmain\s*\(/,
  cpp: /\bmain\s*\(/,
  java: /\bstatic\s+void\s+main\s*\(/,
  python: /__name__\s*==/,
  kotlin: /\bfun\s+main\s*\(/,
  rust: /\bfn\s+main\s*\(/,
  go: /\bfunc\s+main\s*\(/,
  csharp: /\bstatic\s+\w+\s+Main\s*\(/,
};

async function mainFileOf(
  folder: Archive,
  sources: string[],
  language: string,
  entryPoint: string | undefined,
): Promise<string | undefined> {
  if (sources.length <= 1) return sources[0];
  const named = entryPoint?.replace(/Kt$/, '');
  const byEntry = sources.find((path) => path === named || baseName(path).replace(/\.\w+$/, '') === named);
  if (byEntry) return byEntry;
  const byName = sources.find((path) => /^(__main__|main)\.\w+$/i.test(path));
  if (byName) return byName;
  const beginning = BEGINNINGS[familyOf(language)];
  for (const path of beginning ? sources : []) {
    if (beginning!.test(await readText(folder.file(path)!))) return path;
  }
  return sources[0];
}

/** Files of a folder that belong beside programs of C and C++: headers such as testlib.h. */
export function headersOf(archive: Archive, folder: string): { path: string; content: Content }[] {
  const inside = folder === '' ? archive : archive.folder(folder);
  return inside.paths
    .filter((path) => !path.includes('/') && extensionOf(path) !== '' && isHeader(path))
    .map((path) => ({ path, content: inside.file(path)! }));
}
