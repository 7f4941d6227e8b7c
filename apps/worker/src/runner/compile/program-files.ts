import { MAX_FILE_PATH_PARTS, REQUEST_LIMITS, type Program, type ProgramFile } from '@app/contracts';
import type { BundleFile } from '../box/bundle.js';

const MAX_PATH_BYTES = 512;

/** A program's files, main file first; or what is wrong with them, in words that name the field. */
export type ProgramFiles = { kind: 'files'; files: BundleFile[] } | { kind: 'refused'; message: string };

/**
 * Checks the further files of a program and decodes them. The API has checked them before; the runner does not rely on it, because a
 * path that gets out of its folder would be written by the box's own hand.
 * @param mainFile name of the main file; @param reserved names the compiler will write
 */
export function programFiles(program: Program, mainFile: string, reserved: readonly string[]): ProgramFiles {
  const further = program.files ?? [];
  if (further.length > REQUEST_LIMITS.maxFiles) {
    return {
      kind: 'refused',
      message: `files: at most ${REQUEST_LIMITS.maxFiles} further files are allowed`,
    };
  }
  const taken = new Set([mainFile, ...reserved]);
  const folders = new Set<string>();
  const files: BundleFile[] = [{ path: mainFile, content: Buffer.from(program.source) }];
  for (const [i, file] of further.entries()) {
    const problem = pathProblem(file.path) ?? clash(file.path, taken, folders);
    if (problem)
      return { kind: 'refused', message: `files[${i}].path: ${JSON.stringify(file.path)} ${problem}` };
    files.push({ path: file.path, content: decode(file) });
  }
  return { kind: 'files', files };
}

const decode = (file: ProgramFile): Buffer => Buffer.from(file.content, file.encoding ?? 'utf8');

function pathProblem(path: string): string | null {
  const parts = path.split('/');
  if (path === '' || parts.some((part) => part === '')) return 'is not a relative path without empty parts';
  if (parts.some((part) => part === '.' || part === '..')) return 'must not contain "." or ".."';
  if (parts.length > MAX_FILE_PATH_PARTS) return `is deeper than ${MAX_FILE_PATH_PARTS} folders`;

  if (/[\u0000-\u001f\u007f]/.test(path)) return 'contains a control character';
  if (Buffer.byteLength(path) > MAX_PATH_BYTES || parts.some((part) => Buffer.byteLength(part) > 255)) {
    return 'is too long';
  }
  return null;
}

/** A name may be given once, and cannot be a file and a folder; remembers it. */
function clash(path: string, taken: Set<string>, folders: Set<string>): string | null {
  if (taken.has(path) || folders.has(path)) return 'is already the name of another file';
  const parts = path.split('/');
  for (let i = 1; i < parts.length; i += 1) {
    const folder = parts.slice(0, i).join('/');
    if (taken.has(folder)) return `needs a folder where there is the file "${folder}"`;
    folders.add(folder);
  }
  taken.add(path);
  return null;
}
