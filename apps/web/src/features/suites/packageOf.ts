import { ApiError, problemOf } from '@app/client';
import { zip } from 'fflate';
import type { FoundFile } from '../../ui/foundFiles.js';

/** What is put into one zip here; above that, one makes the zip oneself. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * The package that files stand for: a zip as it is, anything else as a new zip of it.
 * @throws ApiError that says why it cannot be had
 */
export async function packageOf(found: readonly FoundFile[]): Promise<Blob> {
  const [first] = found;
  if (!first) throw unreadable('There is nothing in it.');
  if (found.length === 1 && /\.zip$/i.test(first.file.name)) return first.file;
  const files: Record<string, Uint8Array> = {};
  let bytes = 0;
  for (const { path, file } of found) {
    if (/(^|\/)(__MACOSX|\.[^/]*)(\/|$)/.test(path)) continue;
    bytes += file.size;
    if (bytes > MAX_BYTES) throw unreadable('It is larger than 256 MiB: make a zip of it yourself.');
    files[withoutTop(path, found)] = new Uint8Array(await file.arrayBuffer());
  }
  return new Promise((resolve, reject) => {
    zip(files, { level: 1 }, (error, data) => {
      if (error) reject(unreadable(`No zip can be made of it: ${error.message}.`));
      else resolve(new Blob([data as Uint8Array<ArrayBuffer>], { type: 'application/zip' }));
    });
  });
}

const unreadable = (detail: string): ApiError =>
  new ApiError({ ...problemOf(null), code: 'unreadable', title: 'This cannot be read', detail });

/** The folder that was dropped is the package, and not a folder within it. */
function withoutTop(path: string, found: readonly FoundFile[]): string {
  const top = path.slice(0, path.indexOf('/') + 1);
  return top !== '' && found.every((other) => other.path.startsWith(top)) ? path.slice(top.length) : path;
}
