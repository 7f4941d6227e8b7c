import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';

/** What is in a package: texts, bytes, or a file with a mode of its own (a link). */
export type PackageFiles = Record<string, string | Buffer | { content: string; mode: number }>;

const SYMBOLIC_LINK = 0o120777;
export const link = (content: string) => ({ content, mode: SYMBOLIC_LINK });

/** Writes a zip to a path. */
export async function writeZip(path: string, files: PackageFiles): Promise<void> {
  const zip = new yazl.ZipFile();
  for (const [name, file] of Object.entries(files)) {
    const isPlain = typeof file === 'string' || Buffer.isBuffer(file);
    const content = Buffer.from(isPlain ? file : file.content);
    zip.addBuffer(content, name, isPlain ? {} : { mode: file.mode });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

/** The bytes of a zip. */
export async function zipOf(files: PackageFiles): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, file] of Object.entries(files)) zip.addBuffer(Buffer.from(file as string), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A folder that is there for one call. */
export async function inScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'cpast-package-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
