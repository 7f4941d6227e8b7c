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
    file.once('limit', () => problems.push(tooLarge(maxBytes)));
    writing = pipeline(file, createWriteStream(path, { mode: 0o600 }));
    writing.catch(() => {});
  });
  try {
    await pipeline(request, parser);
    await writing;
  } catch (error) {
    throw (
      problems[0] ??
      new DomainError('malformed_body', { detail: `The form cannot be read: ${(error as Error).message}` })
    );
  }
  if (problems[0]) throw problems[0];
  if (!writing) throw invalidField('package', 'is needed: a zip of a problem, as a file of the form');
  return { fields, path, scratch };
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
