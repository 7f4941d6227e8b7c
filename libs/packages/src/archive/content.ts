import { Readable } from 'node:stream';
import { PackageError } from '../package-error.js';

/** The bytes of one file of a package; may be read more than once. */
export interface Content {
  /** Length where it is known before reading. */
  readonly bytes?: number;
  open(): Promise<Readable>;
}

/** Most bytes of a file that is read as a whole: settings, sources. */
export const MAX_TEXT_BYTES = 4 * 1024 * 1024;

/** Bytes that are there already. */
export function inMemory(content: Buffer | string): Content {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { bytes: bytes.length, open: () => Promise.resolve(Readable.from([bytes], { objectMode: false })) };
}

/** @throws PackageError when it is longer than `most` bytes */
export async function readBytes(content: Content, most = MAX_TEXT_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of await content.open()) {
    length += (chunk as Buffer).length;
    if (length > most) {
      throw new PackageError('package_too_large', `a file of settings or a source is above ${most} bytes`);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** A small file as text: UTF-8, else the Chinese encoding GB 18030, without a byte order mark. */
export async function readText(content: Content, most = MAX_TEXT_BYTES): Promise<string> {
  return decodeText(await readBytes(content, most));
}

/** UTF-8 where it is that, else GB 18030, else Windows-1252, which takes all bytes. */
export function decodeText(bytes: Buffer): string {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      continue;
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}

/** The same text with LF as its only line break and one at its end; what is empty stays empty. */
export function withLineFeeds(content: Content): Content {
  return { open: async () => Readable.from(lineFeeds(await content.open()), { objectMode: false }) };
}

const CR = 0x0d;
const LF = 0x0a;

async function* lineFeeds(source: Readable): AsyncGenerator<Buffer> {
  let afterCarriageReturn = false;
  let last: number | undefined;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    const out = Buffer.allocUnsafe(chunk.length);
    let length = 0;
    for (const byte of chunk) {
      if (!(afterCarriageReturn && byte === LF)) out[length++] = byte === CR ? LF : byte;
      afterCarriageReturn = byte === CR;
    }
    if (length > 0) last = out[length - 1];
    if (length > 0) yield out.subarray(0, length);
  }
  if (last !== undefined && last !== LF) yield Buffer.from([LF]);
}
