import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BlobRef, BlobSource } from './blob-store.js';

/** What is hashed in one piece: some milliseconds. */
const PIECE_BYTES = 1024 * 1024;

/** Hash and length of bytes that are in memory. Everybody else has a turn after each megabyte. */
export async function refOf(bytes: Buffer): Promise<BlobRef> {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    hash.update(bytes.subarray(at, at + PIECE_BYTES));
    if (at + PIECE_BYTES < bytes.length) await nextTurn();
  }
  return { hash: hash.digest('hex'), bytes: bytes.length };
}

/** Reads all of a source for its hash and length. */
export async function hashOf(source: BlobSource): Promise<BlobRef> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of await source.open()) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { hash: hash.digest('hex'), bytes };
}

/** The bytes of a stream, in pieces of one size but for the last. */
export async function* inChunks(source: AsyncIterable<unknown>, size: number): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const part of source) {
    let rest = part as Buffer;
    while (length + rest.length >= size) {
      const head = rest.subarray(0, size - length);
      yield Buffer.concat([...parts, head]);
      rest = rest.subarray(head.length);
      parts = [];
      length = 0;
    }
    parts.push(rest);
    length += rest.length;
  }
  if (length > 0) yield Buffer.concat(parts);
}
