import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ConfigError } from './config.js';

/** What every program needs to see; what is below DATA_DIR no program may. */
const SYSTEM_FOLDERS = ['/usr', '/bin', '/lib', '/etc', '/dev', '/proc'];

/**
 * Makes DATA_DIR when it is not there, for this user alone, and tries whether something can be written to it.
 * Nothing is written where that cannot work. @throws ConfigError that names DATA_DIR and says what to do
 */
export async function makeDataDirectory(directory: string): Promise<void> {
  const needed = await systemFolderIn(directory);
  if (needed) {
    const message = `${directory} holds ${needed}, which every program needs to see; choose a folder of its own`;
    throw new ConfigError([{ variable: 'DATA_DIR', message }]);
  }
  try {
    await makeWithParents(directory);
    const probe = await mkdtemp(join(directory, 'probe-'));
    await rm(probe, { recursive: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const message = `${directory} is not a directory this user can write to (${code}); make it one, or choose another`;
    throw new ConfigError([{ variable: 'DATA_DIR', message }]);
  }
}

/** The folder of the system that this one is or holds, wherever links lead; null: it holds none. */
async function systemFolderIn(directory: string): Promise<string | null> {
  const place = await placeOf(directory);
  for (const folder of SYSTEM_FOLDERS) {
    for (const each of [folder, await placeOf(folder)]) {
      if (each === place || each.startsWith(join(place, '/'))) return folder;
    }
  }
  return null;
}

/** Where a folder is, or would be once it is made. */
async function placeOf(directory: string): Promise<string> {
  const place = await realpath(directory).catch(() => null);
  if (place !== null || dirname(directory) === directory) return place ?? directory;
  return join(await placeOf(dirname(directory)), basename(directory));
}

/**
 * One folder after the other: mkdir with `recursive` never returns where the file system says ENOENT for ever
 * (/proc).
 */
async function makeWithParents(directory: string): Promise<void> {
  const missing: string[] = [];
  for (let at = directory; !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const folder of missing) {
    await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error; // Another process made it meanwhile.
    });
  }
}
