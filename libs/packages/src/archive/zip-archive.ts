import { Transform, type Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { PackageError } from '../package-error.js';
import { Archive } from './archive.js';
import { readBytes, type Content } from './content.js';
import { decodeName, foldedPath, isLitter, safePath } from './names.js';

/** What a package may take. All bytes are bytes after unpacking, counted while they are read. */
export interface ArchiveBounds {
  maxEntries: number;
  maxFileBytes: number;
  maxTotalBytes: number;
}

const MiB = 1024 * 1024;
export const DEFAULT_BOUNDS: Readonly<ArchiveBounds> = Object.freeze({
  maxEntries: 20_000,
  maxFileBytes: 512 * MiB,
  maxTotalBytes: 4096 * MiB,
});

const MAX_LINK_BYTES = 1_024;
const MAX_LINKS_IN_A_ROW = 8;

/** Kinds of a Unix mode. */
const FILE_KIND = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;
const SYMBOLIC_LINK = 0o120000;

/** An open zip; close it when its contents are no longer read. */
export interface OpenZip {
  archive: Archive;
  close(): void;
}

/**
 * Opens a zip on disk. Only its list of files is held in memory; nothing is written, nothing is run.
 * @throws PackageError for what is no zip, or an unsafe one
 */
export async function openZip(path: string, bounds: ArchiveBounds = DEFAULT_BOUNDS): Promise<OpenZip> {
  let zip: ZipFile;
  try {
    zip = await yauzl.openPromise(path, { autoClose: false, decodeStrings: false });
  } catch (error) {
    throw new PackageError('not_a_package', `this is no zip: ${(error as Error).message}`);
  }
  const close = () => zip.close();
  try {
    return { archive: await listed(zip, bounds), close };
  } catch (error) {
    close();
    if (error instanceof PackageError) throw error;
    throw new PackageError('not_a_package', `this zip is broken: ${(error as Error).message}`);
  }
}

async function listed(zip: ZipFile, bounds: ArchiveBounds): Promise<Archive> {
  const files = new Map<string, Content>();
  const links = new Map<string, Content>();
  const seen = new Set<string>();
  let total = 0;
  let entries = 0;
  for await (const entry of zip.eachEntry()) {
    if (++entries > bounds.maxEntries) tooLarge(`has more than ${bounds.maxEntries} files`);
    const name = nameOf(entry);
    if (isLitter(name)) continue;
    const path = safePath(name);
    const folded = foldedPath(path);
    const kind = kindOf(entry, path);
    if (kind === FOLDER) continue;
    if (seen.has(folded)) {
      throw new PackageError('unsafe_package', `the name ${path} is there twice, or differs in case only`);
    }
    seen.add(folded);
    checkReadable(entry, path);
    total += entry.uncompressedSize;
    if (entry.uncompressedSize > bounds.maxFileBytes)
      tooLarge(`has a file above ${bounds.maxFileBytes} bytes`);
    if (total > bounds.maxTotalBytes) tooLarge(`unpacks to more than ${bounds.maxTotalBytes} bytes`);
    (kind === SYMBOLIC_LINK ? links : files).set(path, contentOf(zip, entry, path));
  }
  await resolveLinks(files, links);
  return new Archive(files);
}

function tooLarge(what: string): never {
  throw new PackageError('package_too_large', `the package ${what}`);
}

function nameOf(entry: Entry): string {
  const raw = entry.fileName as unknown as Buffer;
  const isUtf8 = (entry.generalPurposeBitFlag & 0x800) !== 0;
  const standard = () =>
    yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, false);
  // A further field with the name in UTF-8 says it better than any guess.
  if (entry.extraFields.some(({ id }) => id === 0x7075)) return standard();
  return decodeName(raw, isUtf8, standard);
}

function kindOf(entry: Entry, path: string): number {
  const madeByUnix = entry.versionMadeBy >> 8 === 3;
  const kind = madeByUnix ? (entry.externalFileAttributes >>> 16) & FILE_KIND : 0;
  if (path.endsWith('/')) return FOLDER;
  if (kind === 0 || kind === REGULAR) return REGULAR;
  if (kind === SYMBOLIC_LINK || kind === FOLDER) return kind;
  throw new PackageError('unsafe_package', `${path} is a device, a pipe or a socket`);
}

function checkReadable(entry: Entry, path: string): void {
  if ((entry.generalPurposeBitFlag & 1) !== 0) {
    throw new PackageError('unsafe_package', `${path} is encrypted`);
  }
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    throw new PackageError(
      'unsupported_package',
      `${path} is packed by method ${entry.compressionMethod}; only "stored" and "deflate" are read`,
    );
  }
}

function contentOf(zip: ZipFile, entry: Entry, path: string): Content {
  const broken = (error: Error) =>
    new PackageError('broken_package', `${path} cannot be unpacked: ${error.message}`);
  return {
    bytes: entry.uncompressedSize,
    open: async (): Promise<Readable> => {
      let source: Readable;
      try {
        source = await zip.openReadStreamPromise(entry);
      } catch (error) {
        throw broken(error as Error);
      }
      // yauzl stops a file that is longer than its header says; here its errors get their words.
      const out = new Transform({ transform: (chunk, _encoding, done) => done(null, chunk) });
      source.once('error', (error) => out.destroy(broken(error)));
      out.once('close', () => source.destroy());
      return source.pipe(out);
    },
  };
}

/** Replaces links by copies of what they point at; refuses those that leave the package or go in circles. */
async function resolveLinks(files: Map<string, Content>, links: Map<string, Content>): Promise<void> {
  const targets = new Map<string, string>();
  for (const [path, content] of links) {
    const target = (await readBytes(content, MAX_LINK_BYTES)).toString('utf8');
    targets.set(path, linkTarget(path, target));
  }
  for (const path of targets.keys()) {
    let target = path;
    for (let step = 0; targets.has(target); step++) {
      if (step === MAX_LINKS_IN_A_ROW) throw unsafeLink(path, 'goes in circles');
      target = targets.get(target)!;
    }
    const content = files.get(target);
    if (content) {
      files.set(path, content);
      continue;
    }
    const below = [...files.keys()].filter((name) => name.startsWith(`${target}/`));
    if (below.length === 0) throw unsafeLink(path, 'points at nothing in the package');
    for (const name of below) files.set(path + name.slice(target.length), files.get(name)!);
  }
}

function linkTarget(path: string, target: string): string {
  if (target.startsWith('/') || target.includes('\\')) throw unsafeLink(path, 'leaves the package');
  const parts = path.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) throw unsafeLink(path, 'leaves the package');
  }
  return parts.join('/');
}

function unsafeLink(path: string, why: string): PackageError {
  return new PackageError('unsafe_package', `the symbolic link ${path} ${why}`);
}
