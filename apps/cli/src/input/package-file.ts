import { isFolderOfPackage, PackageError, readPackage, type ReadPackage } from '@app/packages';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readlink, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { CliError } from '../exit-codes.js';
import type { Io } from '../io.js';

/** The mode of a symbolic link. */
const LINK = 0o120777;

/** A problem package as one zip. */
export interface PackageFile {
  /** As it was typed. */
  readonly given: string;
  readonly zip: string;
  /** Reads it. @throws CliError that says what is wrong with it */
  read(problem?: string): Promise<ReadPackage>;
  close(): Promise<void>;
}

/** Whether a path is a package: a zip, or a folder with what packages have at their top. */
export async function isPackage(path: string, io: Io): Promise<boolean> {
  const found = await stat(resolve(io.cwd, path)).catch(() => null);
  if (found?.isFile()) return true;
  return isFolderOfPackage(await readdir(resolve(io.cwd, path)).catch(() => []));
}

/**
 * A zip as it is, or a folder as a zip of it in the temporary folder, until it is closed.
 * @throws CliError when there is neither
 */
export async function openPackageFile(path: string, io: Io): Promise<PackageFile> {
  const root = resolve(io.cwd, path);
  const found = await stat(root).catch(() => null);
  if (!found) throw new CliError(`${path}: there is no such file or folder`);
  const scratch = await mkdtemp(join(tmpdir(), 'cpast-package-'));
  const zip = found.isDirectory() ? join(scratch, 'package.zip') : root;
  const close = () => rm(scratch, { recursive: true, force: true });
  try {
    if (found.isDirectory()) await zipFolder(root, zip);
  } catch (error) {
    await close();
    throw error;
  }
  const read = (problem?: string) =>
    readPackage(zip, { scratch, problem }).catch((error: unknown) => {
      throw error instanceof PackageError ? new CliError(`${path}: ${error.message}`) : error;
    });
  return { given: path, zip, read, close };
}

/**
 * Stored, not deflated: it is read once and thrown away. Links to what is in the folder stay links, which the
 * reader follows; others are left out, which could lead anywhere.
 */
async function zipFolder(root: string, target: string): Promise<void> {
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(target, { mode: 0o600 }));
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(root.length + 1);
    if (entry.isFile()) zip.addFile(path, name, { compress: false });
    else if (entry.isSymbolicLink() && (await leadsInside(root, path)))
      zip.addBuffer(await readlink(path, 'buffer'), name, { mode: LINK });
  }
  zip.end();
  await written;
}

async function leadsInside(root: string, path: string): Promise<boolean> {
  const [folder, target] = await Promise.all([realpath(root), realpath(path).catch(() => '')]);
  return target.startsWith(`${folder}/`);
}
