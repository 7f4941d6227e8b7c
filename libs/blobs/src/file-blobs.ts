import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BlobMissing, checkedHash, type BlobRef, type BlobSource, type BlobStore } from './blob-store.js';
import { hashOf, refOf } from './hash.js';

const INCOMING = 'incoming';
/** What a process that died left half written. */
const STALE_INCOMING_MS = 24 * 60 * 60_000;

/** Blobs as files of one folder, for a service that is one process. */
export class FileBlobs implements BlobStore {
  readonly kind = 'files';

  /** @param directory this store's own; made when it is not there */
  constructor(private readonly directory: string) {}

  async put(content: BlobSource | Buffer): Promise<BlobRef> {
    const ref = await (Buffer.isBuffer(content) ? refOf(content) : hashOf(content));
    const path = this.pathOf(ref.hash);
    // Found again counts as put again: its hour begins anew.
    const now = new Date();
    const isThere = await utimes(path, now, now).then(
      () => true,
      () => false,
    );
    if (isThere) return ref;
    const incoming = join(this.directory, INCOMING, randomUUID());
    await mkdir(join(this.directory, INCOMING), { recursive: true, mode: 0o700 });
    try {
      if (Buffer.isBuffer(content)) await writeFile(incoming, content, { mode: 0o600 });
      else await pipeline(await content.open(), createWriteStream(incoming, { mode: 0o600 }));
      const file = await open(incoming, 'r+');
      await file.sync().finally(() => file.close());
      await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
      await rename(incoming, path);
    } catch (error) {
      await rm(incoming, { force: true });
      throw error;
    }
    return ref;
  }

  async open(hash: string): Promise<Readable> {
    const path = this.pathOf(hash);
    await stat(path).catch(() => {
      throw new BlobMissing(hash);
    });
    return createReadStream(path);
  }

  async read(hash: string): Promise<Buffer> {
    return readFile(this.pathOf(hash)).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new BlobMissing(hash) : error;
    });
  }

  async remove(hashes: readonly string[], minAgeMs: number): Promise<number> {
    let removed = 0;
    for (const hash of hashes) {
      const path = this.pathOf(hash);
      const at = await stat(path).catch(() => null);
      if (!at || Date.now() - at.mtimeMs < minAgeMs) continue;
      await rm(path, { force: true });
      removed++;
    }
    return removed;
  }

  async *olderThan(minAgeMs: number): AsyncGenerator<string[]> {
    await this.dropStaleIncoming();
    for (const folder of await readdir(this.directory).catch(() => [])) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue;
      const old: string[] = [];
      for (const name of await readdir(join(this.directory, folder)).catch(() => [])) {
        const at = await stat(join(this.directory, folder, name)).catch(() => null);
        if (at && Date.now() - at.mtimeMs >= minAgeMs) old.push(name);
      }
      if (old.length > 0) yield old;
    }
  }

  private async dropStaleIncoming(): Promise<void> {
    const folder = join(this.directory, INCOMING);
    for (const name of await readdir(folder).catch(() => [])) {
      const at = await stat(join(folder, name)).catch(() => null);
      if (at && Date.now() - at.mtimeMs > STALE_INCOMING_MS) await rm(join(folder, name), { force: true });
    }
  }

  private pathOf(hash: string): string {
    return join(this.directory, checkedHash(hash).slice(0, 2), hash);
  }
}
