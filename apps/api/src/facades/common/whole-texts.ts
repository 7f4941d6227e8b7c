import { BlobMissing, type BlobStore } from '@app/blobs';
import type { Execution, OutputFile, RunResult } from '@app/contracts';
import type { Submission } from '@app/database';
import { asUtf8 } from './utf8.js';

const NAMES = ['stdout', 'stderr', 'output'] as const;
type Row = Pick<Submission, 'result' | 'blobs'>;

/**
 * The rows with the long texts of their runs, which results show the beginnings of: clients of facades get
 * them whole, and outputs are compared whole.
 * @param maxBytes of all those texts together; the rows behind that stay as they are
 */
export async function withWholeTexts<R extends Row>(
  rows: readonly R[],
  blobs: Pick<BlobStore, 'read'>,
  maxBytes = Infinity,
): Promise<R[]> {
  const whole: R[] = [];
  let left = maxBytes;
  for (const row of rows) {
    left -= NAMES.reduce((sum, name) => sum + (row.blobs?.[name]?.bytes ?? 0), 0);
    whole.push(left < 0 ? row : await withWholeText(row, blobs));
  }
  return whole;
}

async function withWholeText<R extends Row>(row: R, blobs: Pick<BlobStore, 'read'>): Promise<R> {
  const result = row.result as RunResult | null;
  const kept = NAMES.filter((name) => row.blobs?.[name] !== undefined);
  if (!result?.execution || kept.length === 0) return row;
  const execution: Execution = { ...result.execution };
  for (const name of kept) {
    const bytes = await readOrNull(blobs, row.blobs![name]!.hash);
    if (bytes === null) continue;
    const text = asUtf8(bytes);
    execution[name] = text ?? bytes.toString();
    delete execution[`${name}Base64`];
    if (text === null) execution[`${name}Base64`] = bytes.toString('base64');
  }
  return { ...row, result: { ...result, execution } };
}

/** The files that a run left, as far as they came back; null: none were asked for. */
export async function filesOf(
  row: Row,
  blobs: Pick<BlobStore, 'read'>,
): Promise<{ path: string; content: Buffer }[] | null> {
  const files = (row.result as RunResult | null)?.execution?.files;
  if (!files) return null;
  const contents = await Promise.all(files.map((file) => contentOf(file, row, blobs)));
  return files.flatMap(({ path }, at) => {
    const content = contents[at]!;
    return content === null ? [] : [{ path, content }];
  });
}

function contentOf(file: OutputFile, row: Row, blobs: Pick<BlobStore, 'read'>): Promise<Buffer | null> {
  if (file.contentBase64 !== undefined) return Promise.resolve(Buffer.from(file.contentBase64, 'base64'));
  const kept = file.blob === undefined ? undefined : row.blobs?.[file.blob];
  return kept ? readOrNull(blobs, kept.hash) : Promise.resolve(null);
}

async function readOrNull(blobs: Pick<BlobStore, 'read'>, hash: string): Promise<Buffer | null> {
  try {
    return await blobs.read(hash);
  } catch (error) {
    if (error instanceof BlobMissing) return null;
    throw error;
  }
}
