import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';

/** What one compilation made. */
export interface Compiled {
  /** What the compiler said, warnings mostly. */
  output: string;
  /** The class to start (Java); else empty. */
  entry: string;
  bundle: Buffer;
  /** What it took when it was made. */
  cpuTimeMs: number;
  memoryBytes: number;
}

export interface CompileCacheOptions {
  directory: string;
  /** Bound of what lies on disk, in bytes. */
  maxDiskBytes?: number;
  /** Bound of what is kept in memory as well, in bytes. */
  maxMemoryBytes?: number;
}

const MiB = 1024 * 1024;
const MAGIC = 'CPASTCC2';
/** `magic, u32 bytes of JSON, u64 bytes of bundle, SHA-256 of what follows`. */
const HEADER_BYTES = MAGIC.length + 4 + 8 + 32;
const KEY = /^[0-9a-f]{64}$/;
/** After an eviction this share of the bound is in use, so that not every store evicts. */
const EVICT_TO = 0.9;
const STALE_TEMPORARY_MS = 3_600_000;
/**
 * The time of last use on disk may lag behind by so much: it is for programs that come every few
 * milliseconds.
 */
const TOUCH_EVERY_MS = 60_000;

/**
 * Compiled programs by the hash of everything that went into them: a bounded part in memory, a larger one on
 * disk, both least recently used first out (on disk the modification time is the time of last use). Several
 * workers may share the folder: an entry appears by rename, carries its length and checksum, and one that
 * does not fit them is a miss.
 */
export class CompileCache {
  private readonly memory: LRUCache<string, Compiled>;
  /** When entries in memory were last touched on disk. */
  private readonly touchedAt = new WeakMap<Compiled, number>();
  /** Bytes on disk as far as known; unknown until the first eviction check has counted. */
  private diskBytes: number | null = null;
  private readonly background = new Set<Promise<void>>();
  private readonly maxDiskBytes: number;
  private evicting: Promise<void> | null = null;

  constructor(private readonly options: CompileCacheOptions) {
    this.maxDiskBytes = options.maxDiskBytes ?? 1024 * MiB;
    this.memory = new LRUCache({
      // Nothing is smaller than one byte: a bound of none keeps nothing.
      maxSize: Math.max(1, options.maxMemoryBytes ?? 64 * MiB),
      sizeCalculation: ({ bundle }) => Math.max(1, bundle.length),
    });
  }

  /** null: not there. */
  async get(key: string): Promise<Compiled | null> {
    const hot = this.memory.get(key);
    if (hot) {
      this.touchAtTimes(key, hot);
      return hot;
    }
    const bytes = await readFile(this.path(key)).catch(() => null);
    if (!bytes) return null;
    const compiled = decode(bytes);
    if (!compiled) {
      await rm(this.path(key), { force: true });
      return null;
    }
    this.memory.set(key, compiled);
    this.touchAtTimes(key, compiled);
    return compiled;
  }

  /**
   * Keeps a compilation; the disk is written in the background, and a disk that cannot be written is no
   * error.
   */
  put(key: string, compiled: Compiled): void {
    this.memory.set(key, compiled);
    this.inBackground(this.write(key, compiled));
  }

  /** Resolves when everything begun in the background is done. */
  async settled(): Promise<void> {
    while (this.background.size > 0) await Promise.all(this.background);
  }

  private touchAtTimes(key: string, compiled: Compiled): void {
    const now = performance.now();
    if (now - (this.touchedAt.get(compiled) ?? -Infinity) < TOUCH_EVERY_MS) return;
    this.touchedAt.set(compiled, now);
    this.inBackground(this.touch(key));
  }

  private async touch(key: string): Promise<void> {
    const now = new Date();
    await utimes(this.path(key), now, now);
  }

  private async write(key: string, compiled: Compiled): Promise<void> {
    await mkdir(this.options.directory, { recursive: true });
    const temporary = join(this.options.directory, `.${key}.${randomUUID()}`);
    const parts = encode(compiled);
    try {
      await writeFile(temporary, parts, { mode: 0o600 });
      await rename(temporary, this.path(key));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    if (this.diskBytes !== null) this.diskBytes += parts.reduce((sum, part) => sum + part.length, 0);
    if (this.diskBytes === null || this.diskBytes > this.maxDiskBytes) {
      this.evicting ??= this.evict().finally(() => (this.evicting = null));
      await this.evicting;
    }
  }

  private async evict(): Promise<void> {
    const entries: { path: string; bytes: number; usedAt: number }[] = [];
    for (const name of await readdir(this.options.directory)) {
      const path = join(this.options.directory, name);
      const stats = await stat(path).catch(() => null);
      if (!stats?.isFile()) continue;
      if (KEY.test(name)) entries.push({ path, bytes: stats.size, usedAt: stats.mtimeMs });
      // Left by a worker that died while it wrote.
      else if (Date.now() - stats.mtimeMs > STALE_TEMPORARY_MS) await rm(path, { force: true });
    }
    let total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total > this.maxDiskBytes) {
      for (const entry of entries.sort((a, b) => a.usedAt - b.usedAt)) {
        if (total <= this.maxDiskBytes * EVICT_TO) break;
        await rm(entry.path, { force: true });
        total -= entry.bytes;
      }
    }
    this.diskBytes = total;
  }

  /** The cache only ever saves time: when the disk fails, the program is compiled again. */
  private inBackground(work: Promise<void>): void {
    const settled = work.catch(() => undefined).finally(() => this.background.delete(settled));
    this.background.add(settled);
  }

  private path(key: string): string {
    if (!KEY.test(key)) throw new TypeError('a cache key is a SHA-256 in hexadecimal');
    return join(this.options.directory, key);
  }
}

function encode({ bundle, ...rest }: Compiled): Buffer[] {
  const json = Buffer.from(JSON.stringify(rest));
  const header = Buffer.alloc(HEADER_BYTES);
  let at = header.write(MAGIC, 'latin1');
  at = header.writeUInt32LE(json.length, at);
  at = header.writeBigUInt64LE(BigInt(bundle.length), at);
  checksum(json, bundle).copy(header, at);
  return [header, json, bundle];
}

function decode(bytes: Buffer): Compiled | null {
  if (bytes.length < HEADER_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return null;
  const jsonBytes = bytes.readUInt32LE(MAGIC.length);
  const bundleBytes = Number(bytes.readBigUInt64LE(MAGIC.length + 4));
  if (bytes.length !== HEADER_BYTES + jsonBytes + bundleBytes) return null;
  const json = bytes.subarray(HEADER_BYTES, HEADER_BYTES + jsonBytes);
  const bundle = bytes.subarray(HEADER_BYTES + jsonBytes);
  if (!checksum(json, bundle).equals(bytes.subarray(HEADER_BYTES - 32, HEADER_BYTES))) return null;
  return { ...(JSON.parse(json.toString()) as Omit<Compiled, 'bundle'>), bundle };
}

const checksum = (json: Buffer, bundle: Buffer): Buffer =>
  createHash('sha256').update(json).update(bundle).digest();

/**
 * SHA-256 over parts of any content: each is preceded by its length, so that no two lists of parts look the
 * same.
 */
export function hashOf(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('hex');
}
