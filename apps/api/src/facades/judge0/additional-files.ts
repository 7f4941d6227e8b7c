import { MAX_FILE_PATH_PARTS, REQUEST_LIMITS, type ProgramFile } from '@app/contracts';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { pathProblem } from '../../platform/validation/texts.js';
import { fromBase64 } from './base64.js';
import { SETTINGS } from './settings.js';

const MAX_FILE_BYTES = SETTINGS.max_extract_size * 1024;
/** Of all files together: a small zip can hold very much. */
const MAX_TOTAL_BYTES = 16 * 1024 * 1024;
/** Holds an empty folder, as programs of ours come with files only. */
const FOLDER_HOLDER = '.keep';

/**
 * The files of a zip in base64 that can lie beside a program; a broken one has none, as Judge0 ignores it.
 * @param taken names that are in use already
 */
export async function additionalFiles(
  base64: string | null,
  taken: readonly string[],
): Promise<ProgramFile[]> {
  if (base64 === null) return [];
  const files = new Map<string, ProgramFile>();
  const folders: string[] = [];
  let total = 0;
  try {
    const zip = await yauzl.fromBufferPromise(fromBase64(base64), { lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      const path = entry.fileName.replace(/^(\.\/)+/, '');
      if (path.endsWith('/')) folders.push(path);
      if (path.endsWith('/') || pathProblem(path) !== null || taken.includes(path)) continue;
      if (path.split('/').length > MAX_FILE_PATH_PARTS || files.size >= REQUEST_LIMITS.maxFiles) continue;
      if (entry.uncompressedSize > MAX_FILE_BYTES || total + entry.uncompressedSize > MAX_TOTAL_BYTES)
        continue;
      const content = await contentOf(zip, entry);
      total += content.length;
      files.set(path, {
        path,
        content: content.toString('base64'),
        encoding: 'base64',
        ...(isExecutable(entry) && { executable: true }),
      });
    }
  } catch {
    // What could be read before it broke is there, as after an unpacker that stopped.
  }
  return withoutCollisions([...files.values(), ...emptyFolders(folders, files)]);
}

function emptyFolders(folders: readonly string[], files: ReadonlyMap<string, ProgramFile>): ProgramFile[] {
  const paths = [...files.keys(), ...folders];
  return folders
    .filter((folder) => !paths.some((path) => path !== folder && path.startsWith(folder)))
    .map((folder) => ({ path: folder + FOLDER_HOLDER, content: '' }))
    .filter(({ path }) => pathProblem(path) === null && path.split('/').length <= MAX_FILE_PATH_PARTS)
    .slice(0, Math.max(0, REQUEST_LIMITS.maxFiles - files.size));
}

/** The mode of a file stands in the upper half of what a zip of Unix says of it. Source: APPNOTE, 4.4.15. */
function isExecutable({ externalFileAttributes }: Entry): boolean {
  return ((externalFileAttributes >>> 16) & 0o111) !== 0;
}

async function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    length += (chunk as Buffer).length;
    if (length > MAX_FILE_BYTES) throw new Error('an entry is longer than it says');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** A file where another one needs a folder has to go. */
function withoutCollisions(files: ProgramFile[]): ProgramFile[] {
  return files.filter(({ path }) => !files.some((other) => other.path.startsWith(`${path}/`)));
}
