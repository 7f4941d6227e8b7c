import { MAX_FILE_PATH_PARTS, REQUEST_LIMITS, type Program } from '@app/contracts';
import type { BundleFile } from '../box/bundle.js';

const MAX_PATH_BYTES = 512;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const CR = 0x0d;
const LF = 0x0a;

/** A program's files, main file first; or what is wrong with them, in words that name the field. */
export type ProgramFiles = { kind: 'files'; files: BundleFile[] } | { kind: 'refused'; message: string };

/**
 * Checks the files of a program and decodes them. The API has checked them before; the runner does not rely
 * on it, because a path that gets out of its folder would be written by the box's own hand. Sources lose
 * their byte order mark, and their lines end in LF.
 * @param mainFile name of the main file; @param reserved names the compiler will write; @param isSource whether a further file is one
 */
export function programFiles(
  program: Program,
  mainFile: string,
  reserved: readonly string[],
  isSource: (path: string) => boolean = () => false,
): ProgramFiles {
  const further = program.files ?? [];
  if (further.length > REQUEST_LIMITS.maxFiles) {
    return {
      kind: 'refused',
      message: `files: at most ${REQUEST_LIMITS.maxFiles} further files are allowed`,
    };
  }
  const taken = new Set<string>(reserved);
  const folders = new Set<string>();
  const refuse = (field: string, path: string, problem: string): ProgramFiles => ({
    kind: 'refused',
    message: `${field}: ${JSON.stringify(path)} ${problem}`,
  });
  const mainProblem = pathProblem(mainFile) ?? clash(mainFile, taken, folders);
  if (mainProblem) return refuse('mainFile', mainFile, mainProblem);
  const files: BundleFile[] = [
    { path: mainFile, content: asSource(Buffer.from(program.source, program.encoding ?? 'utf8')) },
  ];
  for (const [i, file] of further.entries()) {
    const problem = pathProblem(file.path) ?? clash(file.path, taken, folders);
    if (problem) return refuse(`files[${i}].path`, file.path, problem);
    const content = Buffer.from(file.content, file.encoding ?? 'utf8');
    files.push({
      path: file.path,
      content: isSource(file.path) ? asSource(content) : content,
      ...(file.executable && { executable: true }),
    });
  }
  return { kind: 'files', files };
}

/** Without a byte order mark, and with LF at line ends: most tools of Linux take neither for what it is. */
function asSource(content: Buffer): Buffer {
  const text = content.subarray(0, 3).equals(BYTE_ORDER_MARK) ? content.subarray(3) : content;
  if (!text.includes('\r\n')) return text;
  return text.filter((byte, at) => byte !== CR || text[at + 1] !== LF) as Buffer;
}

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
