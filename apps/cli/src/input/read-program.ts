import type { Program } from '@app/contracts';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { CliError } from '../exit-codes.js';
import type { Io } from '../io.js';
import { languageOf } from './language-of.js';

/** Where a program comes from: `FILE`, `LANGUAGE:FILE`, or `-` for stdin. */
export interface ProgramSource {
  /** As it was typed. */
  spec: string;
  /** Overrides what the file's ending says. */
  language?: string;
}

const WITH_LANGUAGE = /^([a-z][a-z0-9+.#-]*):(.+)$/i;

/**
 * Reads a program. Bytes that are no UTF-8 travel as base64.
 * @throws CliError that names the file: missing, unreadable, a folder, of an unknown language
 */
export async function readProgram(source: ProgramSource, io: Io): Promise<Program> {
  const [, prefix, rest] = WITH_LANGUAGE.exec(source.spec) ?? [];
  const path = rest ?? source.spec;
  const asked = source.language ?? prefix;
  if (path === '-') {
    if (asked === undefined)
      throw new CliError('a program from stdin needs its language: --language, or LANGUAGE:- as in python:-');
    return { language: asked, ...sourceOf(await io.readStdin()) };
  }
  const language = asked ?? languageOf(path);
  const bytes = await readBytes(path, io);
  const name = basename(path);
  return { language, ...sourceOf(bytes), ...(MAIN_FILE.test(name) && { mainFile: name }) };
}

/** What may be the name of a main file; other names stay the language's own. */
const MAIN_FILE = /^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}$/;

function sourceOf(bytes: Buffer): Pick<Program, 'source' | 'encoding'> {
  const text = bytes.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(bytes)) return { source: text };
  return { source: bytes.toString('base64'), encoding: 'base64' };
}

/**
 * Reads a file that the command names.
 * @throws CliError with the reason in words
 */
export async function readBytes(path: string, io: Io): Promise<Buffer> {
  try {
    return await readFile(resolve(io.cwd, path));
  } catch (error) {
    throw new CliError(`${path}: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'is a folder, not a file';
    case 'EACCES':
      return 'may not be read';
    default:
      return error.message;
  }
}
