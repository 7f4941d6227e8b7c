import { join } from 'node:path';
import {
  readBytes,
  readPackage,
  type Content,
  type Problem,
  type ReadOptions,
  type TestData,
} from '@app/packages';
import { inScratch, writeZip, type PackageFiles } from './zip.js';

/** Reads a package that is made of these files, and hands its problem over while it is open. */
export function read<T>(
  files: PackageFiles,
  use: (problem: Problem<Content>) => T | Promise<T>,
  options: Partial<ReadOptions> = {},
): Promise<T> {
  return inScratch(async (scratch) => {
    const path = join(scratch, 'package.zip');
    await writeZip(path, files);
    const { problem, close } = await readPackage(path, { scratch, ...options });
    try {
      return await use(problem);
    } finally {
      close();
    }
  });
}

/** The bytes of a test as text; null when they are made later or not there. */
export async function textOf(data: TestData<Content> | undefined): Promise<string | null> {
  return data?.kind === 'file' ? (await readBytes(data.file)).toString('utf8') : null;
}
