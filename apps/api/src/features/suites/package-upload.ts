import busboy from 'busboy';
import type { Request } from 'express';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DomainError, invalidField } from '../../platform/problem/domain-error.js';

/** Fields beside the package; further ones are refused. */
const FIELDS = [
  'name',
  'public',
  'problem',
  'scoring',
  'numberedGroups',
  'validate',
  'cpuTimeLimitMs',
  'memoryLimitBytes',
] as const;
export type UploadFields = Partial<Record<(typeof FIELDS)[number], string>>;

const MAX_FIELD_BYTES = 4_096;
/** What a form may have besides its package: fields and the lines around them. */
const MAX_FORM_BYTES = 1024 * 1024;
/** So long a client may go on to send what is refused, in milliseconds. */
const LINGER_MS = 2_000;

export interface Upload {
  fields: UploadFields;
  /** The zip, in the folder `scratch`. */
  path: string;
  scratch: string;
}

/**
 * Writes an uploaded package to disk as it comes in, and hands it over; both are gone afterwards.
 * @throws DomainError for a body that is too large, broken, or has no field `package`
 */
export async function withUpload<T>(
  request: Request,
  maxBytes: number,
  use: (upload: Upload) => Promise<T>,
): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), 'cpast-upload-'));
  try {
    return await use(await receive(request, maxBytes, scratch));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function receive(request: Request, maxBytes: number, scratch: string): Promise<Upload> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes + MAX_FORM_BYTES) {
    closeIfNotDone(request);
    throw tooLarge(maxBytes);
  }
  const fields: UploadFields = {};
  const path = join(scratch, 'package.zip');
  let writing: Promise<void> | undefined;
  const problems: DomainError[] = [];
  const parser = parserFor(request, maxBytes);
  parser.on('field', (name, value, { valueTruncated }) => {
    if (!(FIELDS as readonly string[]).includes(name)) {
      problems.push(
        invalidField(name.slice(0, 100), `is not known; fields are package, ${FIELDS.join(', ')}`),
      );
    } else if (valueTruncated) problems.push(invalidField(name, `may have at most ${MAX_FIELD_BYTES} bytes`));
    else fields[name as keyof UploadFields] = value;
  });
  parser.on('file', (name, file) => {
    if (name !== 'package' || writing) {
      problems.push(
        invalidField(name.slice(0, 100), 'is no file that is expected; send one file as package'),
      );
      file.resume();
      return;
    }
    // Not at once: the parser is in the middle of what it has been given.
    file.once('limit', () => setImmediate(() => parser.destroy(tooLarge(maxBytes))));
    writing = pipeline(file, createWriteStream(path, { mode: 0o600 }));
    writing.catch(() => {});
  });
  try {
    await parsed(request, parser);
    await writing;
  } catch (error) {
    await writing?.catch(() => {});
    if (error instanceof DomainError) throw error;
    throw (
      problems[0] ??
      new DomainError('malformed_body', { detail: `The form cannot be read: ${(error as Error).message}` })
    );
  }
  if (problems[0]) throw problems[0];
  if (!writing) throw invalidField('package', 'is needed: a zip of a problem, as a file of the form');
  return { fields, path, scratch };
}

/**
 * Reads the form to its end, or as far as it can be read. Not by `pipeline`, which would close the connection
 * on an error before the answer is written.
 */
async function parsed(request: Request, parser: busboy.Busboy): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      parser.once('close', resolve).on('error', reject);
      request.once('close', () => request.complete || reject(new Error('the client has gone')));
      request.pipe(parser);
    });
  } catch (error) {
    request.unpipe(parser);
    parser.destroy();
    closeIfNotDone(request);
    throw error;
  }
}

/**
 * What a client goes on to send after the answer is thrown away, so that it reads the answer; for a moment
 * only. Most clients stop when they have it.
 */
function closeIfNotDone(request: Request): void {
  request.resume();
  setTimeout(() => request.complete || request.socket.destroy(), LINGER_MS).unref();
}

function parserFor(request: Request, maxBytes: number): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      limits: {
        fileSize: maxBytes,
        files: 4,
        fields: 32,
        fieldSize: MAX_FIELD_BYTES,
        fieldNameSize: 200,
      },
    });
  } catch (error) {
    throw new DomainError('malformed_body', {
      detail: `The form cannot be read: ${(error as Error).message}`,
    });
  }
}

function tooLarge(maxBytes: number): DomainError {
  return new DomainError('body_too_large', {
    detail: `A package may have at most ${maxBytes} bytes.`,
  });
}
