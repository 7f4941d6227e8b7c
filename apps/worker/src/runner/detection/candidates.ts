import { readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ALWAYS_SHOWN, isBelow } from '../folders.js';
import { whyNotShown } from './refusal.js';
import type { LanguageRow } from '../languages/row.js';
import type { Candidate } from '../languages/toolchain.js';

/** Where to look; the defaults are those of this host. */
export interface SearchPlaces {
  /** Folders of binaries. */
  binaries: readonly string[];
  home: string;
  /** Folders that no program may see; default: none. */
  hidden?: readonly string[];
}

const SYSTEM_BINARIES = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/go/bin', '/snap/bin'];
const HOMES = ['/home', '/root'];
/**
 * What npm puts into the PATH of its scripts: parts of some package, the TypeScript compiler for one, no
 * toolchains of this machine.
 */
const NPM_BINARIES = /\/node_modules\/\.bin\/?$/;

/** @param searchPath the PATH of the worker, if it is to be searched as well */
export function hostPlaces(searchPath = '', home = homedir()): SearchPlaces {
  const extra = searchPath
    .split(':')
    .filter((folder) => folder.startsWith('/') && !NPM_BINARIES.test(folder));
  return { binaries: [...new Set([...SYSTEM_BINARIES, ...extra])], home };
}

const list = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

const listings = new WeakMap<SearchPlaces, Map<string, Promise<string[]>>>();
/** The system's folders are large and every row looks into them: each is read once per search. */
function listOnce(places: SearchPlaces, folder: string): Promise<string[]> {
  const known = listings.get(places) ?? new Map<string, Promise<string[]>>();
  listings.set(places, known);
  const listing = known.get(folder) ?? list(folder);
  known.set(folder, listing);
  return listing;
}

/**
 * Everything on this host that looks like a toolchain of the row, each once. A box never sees more than a
 * toolchain's own folder: what lies in a home folder counts only under the roots that the row names (so
 * shims, wrappers and `~/bin` do not).
 */
export async function findCandidates(row: LanguageRow, places: SearchPlaces): Promise<Candidate[]> {
  const homes = [...HOMES, places.home];
  const found = new Map<string, Candidate>();
  const add = async (path: string, root: string | null): Promise<void> => {
    const candidate = await inspect(row, path, root, homes, places.hidden ?? []);
    if (candidate && !found.has(candidate.identity)) found.set(candidate.identity, candidate);
  };
  for (const root of await expandRoots(row.find.roots ?? [], places.home)) {
    const names = (await list(join(root, 'bin'))).filter((name) => row.find.names.test(name));
    for (const name of names.sort(shortFirst)) await add(join(root, 'bin', name), root);
  }
  for (const folder of places.binaries) {
    const names = (await listOnce(places, folder)).filter((name) => row.find.names.test(name));
    for (const name of names.sort(shortFirst)) await add(join(folder, name), null);
  }
  return [...found.values()];
}

const shortFirst = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : 1);

/** The real folders behind the patterns, without those that are links to another one of them. */
async function expandRoots(patterns: readonly string[], home: string): Promise<string[]> {
  const roots = new Set<string>();
  for (const pattern of patterns) {
    const path = pattern.replace(/^~/, home);
    const paths = path.endsWith('/*')
      ? (await list(dirname(path))).map((name) => join(dirname(path), name))
      : [path];
    for (const each of paths.sort()) {
      const real = await realpath(each).catch(() => null);
      if (real) roots.add(real);
    }
  }
  return [...roots];
}

async function inspect(
  row: LanguageRow,
  path: string,
  knownRoot: string | null,
  homes: readonly string[],
  hidden: readonly string[],
): Promise<Candidate | null> {
  const real = await realpath(path).catch(() => null);
  if (!real) return null;
  const shown = ALWAYS_SHOWN.some((folder) => isBelow(real, folder));
  let root = knownRoot;
  if (root) {
    // A virtual environment's binary is a link to another toolchain, which is found by itself.
    if (!isBelow(real, root)) return null;
  } else if (!shown) {
    root = dirname(dirname(real));
    const inHome = homes.some((home) => isBelow(real, home) || isBelow(home, root!));
    if (inHome || basename(dirname(real)) !== 'bin' || root === '/') return null;
  }
  if (root && ALWAYS_SHOWN.some((folder) => isBelow(root!, folder))) root = null;
  // Within the system the name counts (a multi-call binary looks at it); a toolchain is shown under its real
  // path.
  const tool = shown && !knownRoot ? path : real;
  const companion = row.find.companion ? join(dirname(real), row.find.companion) : null;
  const identity = await identify(companion ? [real, companion] : [real]);
  if (identity === null) return null;
  const refusal = whyNotShown(real, root, hidden);
  return { row, tool, companion, root, identity, ...(refusal !== null && { refusal }) };
}

async function identify(paths: readonly string[]): Promise<string | null> {
  const parts: string[] = [];
  for (const path of paths) {
    const stats = await stat(path).catch(() => null);
    if (!stats?.isFile() || (stats.mode & 0o111) === 0) return null;
    parts.push(`${path}:${stats.size}:${Math.trunc(stats.mtimeMs)}`);
  }
  return parts.join('|');
}
