import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Archive } from './archive/archive.js';
import type { Content } from './archive/content.js';
import { DEFAULT_BOUNDS, openZip, type ArchiveBounds, type OpenZip } from './archive/zip-archive.js';
import { readCms } from './formats/cms.js';
import { readDmoj } from './formats/dmoj.js';
import { readDomjudge } from './formats/domjudge-zip.js';
import { isFps, readFps } from './formats/fps.js';
import { HUSTOJ_CHECKER, readHustoj } from './formats/hustoj.js';
import { readHydro } from './formats/hydro.js';
import { readKattis } from './formats/kattis.js';
import { readPlain } from './formats/plain.js';
import { readPolygon } from './formats/polygon.js';
import { readQduoj } from './formats/qduoj.js';
import { readVijos } from './formats/vijos.js';
import type { Problem } from './model.js';
import { PackageError } from './package-error.js';
import { lostLinks } from './text/lost-links.js';
import { checkProblem, refuseLfsPointers, UNNAMED } from './text/problem.js';

export interface ReadOptions {
  /**
   * Folder for what has to be unpacked while reading; the caller removes it when it has read all contents.
   */
  scratch: string;
  bounds?: ArchiveBounds;
  /** Which one, where a package holds several problems: its folder or its title. */
  problem?: string | undefined;
  /** How points of groups of Kattis packages count. */
  scoring?: 'kattis' | 'domjudge' | undefined;
  /** Plain zips: two numbers in a name are group and case. */
  numberedGroups?: boolean | undefined;
}

/** A package that was read; its contents can be read until it is closed. */
export interface ReadPackage {
  problem: Problem<Content>;
  close(): void;
}

/**
 * Reads a problem package of any format.
 * @param path of the zip
 * @throws PackageError with a reason for the setter
 */
export async function readPackage(path: string, options: ReadOptions): Promise<ReadPackage> {
  const bounds = options.bounds ?? DEFAULT_BOUNDS;
  const zips: OpenZip[] = [];
  const close = () => zips.forEach((zip) => zip.close());
  try {
    const open = async (file: string): Promise<Archive> => {
      const zip = await openZip(file, bounds);
      zips.push(zip);
      return zip.archive;
    };
    const openInner = async (content: Content): Promise<Archive> => {
      const file = join(
        options.scratch,
        `inner-${createHash('sha256').update(`${zips.length}`).digest('hex').slice(0, 12)}.zip`,
      );
      await mkdir(options.scratch, { recursive: true });
      await pipeline(await content.open(), createWriteStream(file));
      return open(file);
    };
    const archive = oneProblem(rootOf(await open(path)), options.problem);
    const problem = await readAs(archive, options, openInner);
    if (problem.name === UNNAMED && archive.name !== undefined && !OF_TESTS.test(archive.name))
      problem.name = archive.name;
    const warnings = [...problem.warnings, ...(await lostLinks(archive, problem.tests))];
    problem.warnings = [...new Set(warnings)];
    await refuseLfsPointers(problem.tests);
    checkProblem(problem);
    return { problem, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Names of folders that hold tests, and not a problem. */
const OF_TESTS = /^(data|tests?|testdata|testcases?|in|input|secret)$/i;

/** Without the one folder that many packages put around everything. */
function rootOf(archive: Archive): Archive {
  const [only, ...others] = archive.children();
  if (!only) throw new PackageError('not_a_package', 'this zip is empty');
  if (!only.isFolder || others.length > 0) return archive;
  const inside = archive.folder(only.name);
  // A folder of tests is one of their groups, unless what says how they are judged is in it as well.
  return OF_TESTS.test(only.name) && !FOLDER_MARKS.some((mark) => inside.has(mark))
    ? archive
    : rootOf(inside);
}

/** Files of which each says that a folder is a problem. */
const PROBLEM_MARKS: readonly string[] = [
  'problem.xml',
  'init.yml',
  'problem.yaml',
  'task.yaml',
  'task.yml',
  'problem.json',
  'domjudge-problem.ini',
];

/** The same of folders that hold nothing but tests and what is needed for them. */
const FOLDER_MARKS: readonly string[] = [...PROBLEM_MARKS, 'config.yaml', 'config.yml', 'config.ini'];

/** Names in the top folder that say HUSTOJ. */
const HUSTOJ_MARK = /^(input|output)\.name$|\[\d+\]\.in$|^interactor\.(c|cc|cpp)$/;

/** Whether a folder with these names in it is a package, and not just a place for tests. */
export function isFolderOfPackage(names: readonly string[]): boolean {
  return names.some(
    (name) =>
      FOLDER_MARKS.includes(name) ||
      HUSTOJ_CHECKER.test(name) ||
      HUSTOJ_MARK.test(name) ||
      (name.endsWith('.json') && names.includes(name.slice(0, -'.json'.length))),
  );
}

/** Contests and exports hold several problems, a folder each. */
function oneProblem(archive: Archive, wanted: string | undefined): Archive {
  if (PROBLEM_MARKS.some((mark) => archive.has(mark))) return archive;
  const outer = archive.has('contest.xml') ? archive.folder('problems') : archive;
  const folders = outer
    .children()
    .filter(({ name, isFolder }) => isFolder && PROBLEM_MARKS.some((mark) => outer.has(`${name}/${mark}`)));
  if (folders.length === 0) return archive;
  const chosen =
    folders.find(({ name }) => name === wanted) ?? (folders.length === 1 ? folders[0] : undefined);
  if (!chosen) {
    const names = folders.slice(0, 20).map(({ name }) => name);
    throw new PackageError(
      'unsupported_package',
      `this package holds ${folders.length} problems; name one of them in the field "problem": ${names.join(', ')}`,
    );
  }
  return outer.folder(chosen.name);
}

/** The order of these questions is that of the formats' marks: the first that is there decides. */
async function readAs(
  archive: Archive,
  options: ReadOptions,
  openInner: (content: Content) => Promise<Archive>,
): Promise<Problem<Content>> {
  const below = (folder: string) => archive.paths.some((path) => path.startsWith(`${folder}/`));
  if (archive.has('problem.xml') && !(await isFps(archive.file('problem.xml')!))) return readPolygon(archive);
  if (archive.has('init.yml')) return readDmoj(archive, openInner);
  if (archive.has('problem.yaml') && (below('data/secret') || below('data')))
    return readKattis(archive, options);
  if (archive.has('problem.yaml') && below('testdata')) return readHydro(archive, true);
  if (archive.has('domjudge-problem.ini')) return readDomjudge(archive);
  if (archive.first('config.yaml', 'config.yml')) return readHydro(archive, false);
  if (archive.has('config.ini')) return readVijos(archive);
  if (archive.first('task.yaml', 'task.yml') && (below('input') || below('gen') || below('sol')))
    return readCms(archive);
  if (archive.has('problem.json') && below('gen') && below('tests')) {
    throw new PackageError(
      'unsupported_package',
      "packages of CMS' TPS are not read; export the Italian format",
    );
  }
  const fps = archive.paths.find((path) => !path.includes('/') && path.endsWith('.xml'));
  if (fps !== undefined) return readFps(archive, fps, options.scratch, options.problem);
  if (archive.has('problem.json') && below('testcase')) return readQduoj(archive, 'problem.json', 'testcase');
  const hoj = archive.paths.find((path) => /^[^/]+\.json$/.test(path) && below(path.replace(/\.json$/, '')));
  if (hoj !== undefined) return readQduoj(archive, hoj, hoj.replace(/\.json$/, ''));
  const isHustoj = archive.paths.some((path) => HUSTOJ_CHECKER.test(path) || HUSTOJ_MARK.test(path));
  return isHustoj ? readHustoj(archive) : readPlain(archive, options);
}
