import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { checkedHash, type BlobStore } from './blob-store.js';

const DEFAULT_CACHE_BYTES = 2 * 1024 ** 3;

/** The blobs that a worker used last, on its own disk, so that a test travels to each worker once. */
export class BlobCache {
  /** Hash to bytes, the one used last at the end. */
  private readonly held = new Map<string, number>();
  private bytes = 0;
  private readonly coming = new Map<string, Promise<void>>();
  private opened: Promise<void> | undefined;

  /**
   * @param directory this cache's own; what is in it already counts
   * @param maxBytes on disk
   */
  constructor(
    readonly store: BlobStore,
    private readonly directory: string,
    private readonly maxBytes = DEFAULT_CACHE_BYTES,
  ) {}

  /** All of a blob in memory. @throws BlobMissing */
  async read(hash: string): Promise<Buffer> {
    // A store of files on this very disk is as near as a cache.
    if (this.store.kind === 'files') return this.store.read(hash);
    await (this.opened ??= this.look());
    if (!this.held.has(checkedHash(hash))) await this.fetch(hash);
    const content = await readFile(join(this.directory, hash)).catch(() => null);
    if (content === null) return this.store.read(hash);
    this.used(hash, content.length);
    return content;
  }

  private async fetch(hash: string): Promise<void> {
    const coming = this.coming.get(hash) ?? this.download(hash).finally(() => this.coming.delete(hash));
    this.coming.set(hash, coming);
    await coming;
  }

  private async download(hash: string): Promise<void> {
    const incoming = join(this.directory, `incoming-${randomUUID()}`);
    try {
      await pipeline(await this.store.open(hash), createWriteStream(incoming, { mode: 0o600 }));
      const { size } = await stat(incoming);
      await rename(incoming, join(this.directory, hash));
      this.used(hash, size);
      await this.shrink(hash);
    } catch (error) {
      await rm(incoming, { force: true });
      throw error;
    }
  }

  private used(hash: string, bytes: number): void {
    this.bytes += bytes - (this.held.get(hash) ?? 0);
    this.held.delete(hash);
    this.held.set(hash, bytes);
  }

  /** Drops what was not used for longest, but never the one that was just asked for. */
  private async shrink(but: string): Promise<void> {
    for (const [hash, bytes] of this.held) {
      if (this.bytes <= this.maxBytes) return;
      if (hash === but) continue;
      this.held.delete(hash);
      this.bytes -= bytes;
      await rm(join(this.directory, hash), { force: true });
    }
  }

  private async look(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const found: { name: string; bytes: number; at: number }[] = [];
    for (const name of await readdir(this.directory)) {
      const at = await stat(join(this.directory, name)).catch(() => null);
      if (!at) continue;
      if (/^[0-9a-f]{64}$/.test(name)) found.push({ name, bytes: at.size, at: at.atimeMs });
      else await rm(join(this.directory, name), { recursive: true, force: true });
    }
    for (const { name, bytes } of found.sort((left, right) => left.at - right.at)) this.used(name, bytes);
  }
}
