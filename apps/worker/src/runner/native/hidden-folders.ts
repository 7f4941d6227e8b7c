import { realpath } from 'node:fs/promises';
import { ALWAYS_SHOWN, isBelow } from '../folders.js';
import { RunnerUnavailable } from '../runner.js';

/**
 * The real paths of folders that no program may see, wherever they lie: an ordinary user's programs have that
 * user's right to read. Those that do not exist are left out, and so is the root, which no box shows.
 * @throws RunnerUnavailable when one of them holds what every program needs
 */
export async function hiddenFolders(own: readonly string[]): Promise<string[]> {
  const paths = await Promise.all(own.map(realPath));
  const folders = [...new Set(paths.filter((path) => path !== null && path !== '/'))] as string[];
  for (const needed of ALWAYS_SHOWN) {
    const shown = await realPath(needed);
    const folder = folders.find((each) => shown !== null && isBelow(shown, each));
    if (folder)
      throw new RunnerUnavailable(
        `${folder} holds files of cpast, which no program may see, and ${needed}, which every program needs: ` +
          'set DATA_DIR to a folder of its own, and start cpast in a folder of its own',
      );
  }
  return folders.filter((folder) => !folders.some((other) => other !== folder && isBelow(folder, other)));
}

async function realPath(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
