import type { Readable } from 'node:stream';

/** Names the bytes themselves: the same bytes have the same name, everywhere and for ever. */
export interface BlobRef {
  /** SHA-256, hex. */
  hash: string;
  bytes: number;
}

/** Bytes that can be read more than once: a store may look at them before it decides to keep them. */
export interface BlobSource {
  open(): Promise<Readable>;
}

/**
 * Keeps large bytes by their content. What is put is there for an hour at least; after that only blobs that
 * are in use are kept (see BlobUses).
 */
export interface BlobStore {
  readonly kind: 'files' | 'postgres' | 's3';
  /** Keeps the bytes, once however often they are put; never wholly in memory. */
  put(content: BlobSource | Buffer): Promise<BlobRef>;
  /** @throws BlobMissing */
  open(hash: string): Promise<Readable>;
  /** All of it in memory. @throws BlobMissing */
  read(hash: string): Promise<Buffer>;
  /** Removes blobs of this list that were put more than `minAgeMs` ago. @returns how many */
  remove(hashes: readonly string[], minAgeMs: number): Promise<number>;
  /**
   * Hashes of blobs that were put more than `minAgeMs` ago, some at a time; the sweep looks for unused ones
   * among them.
   */
  olderThan(minAgeMs: number): AsyncIterable<string[]>;
}

/** What was kept under this hash is gone, or never was. */
export class BlobMissing extends Error {
  override readonly name = 'BlobMissing';
  constructor(readonly hash: string) {
    super(`there is no blob ${hash}`);
  }
}

const HASH = /^[0-9a-f]{64}$/;

/** @throws TypeError for what cannot be a hash: it would become part of a path */
export function checkedHash(hash: string): string {
  if (!HASH.test(hash)) throw new TypeError(`${JSON.stringify(hash)} is no SHA-256`);
  return hash;
}
