import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { dataSourceOptions } from '@app/database';
import S3rver from 's3rver';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BlobCache,
  BlobMissing,
  BlobUses,
  FileBlobs,
  PostgresBlobs,
  S3Blobs,
  type BlobStore,
} from './index.js';

/** Several chunks, and some bytes more. */
const LARGE = randomBytes(2_500_000);

describe.each(['files', 'postgres', 's3'] as const)('blobs in %s', (kind) => {
  const name = `cpast_blobs_${process.pid}_${kind}`;
  let folder: string;
  let admin: DataSource;
  let dataSource: DataSource;
  let store: BlobStore;
  let s3: S3rver;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cpast-blobs-'));
    const url = new URL(process.env['TEST_DATABASE_URL']!);
    admin = await new DataSource(dataSourceOptions({ url: url.href })).initialize();
    await admin.query(`CREATE DATABASE "${name}"`);
    url.pathname = name;
    dataSource = await new DataSource({
      ...dataSourceOptions({ url: url.href }),
      synchronize: true,
    }).initialize();
    s3 = new S3rver({
      port: 0,
      address: '127.0.0.1',
      silent: true,
      directory: join(folder, 's3'),
      configureBuckets: [{ name: 'cpast', configs: [] }],
    });
    const { port } = await s3.run();
    const s3Url = `http://S3RVER:S3RVER@127.0.0.1:${port}/cpast`;
    const stores = {
      files: () => new FileBlobs(join(folder, 'blobs')),
      postgres: () => new PostgresBlobs(dataSource),
      s3: () => new S3Blobs(s3Url),
    };
    store = stores[kind]();
  });
  afterAll(async () => {
    await s3.close();
    await dataSource.destroy();
    await admin.query(`DROP DATABASE "${name}"`);
    await admin.destroy();
    await rm(folder, { recursive: true });
  });

  it('are the same bytes again, under their hash, however they are put', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('a\0b'), LARGE]) {
      const ref = await store.put(bytes);
      expect(ref.bytes).toBe(bytes.length);
      expect((await store.read(ref.hash)).equals(bytes)).toBe(true);
      const again = await store.put({ open: () => Promise.resolve(Readable.from([bytes])) });
      expect(again).toEqual(ref);
    }
  });

  it('may be put by many at the same time', async () => {
    const bytes = randomBytes(100_000);
    const refs = await Promise.all(Array.from({ length: 8 }, () => store.put(bytes)));
    expect(new Set(refs.map(({ hash }) => hash)).size).toBe(1);
    expect((await store.read(refs[0]!.hash)).equals(bytes)).toBe(true);
  });

  it('that are not there are named; what is no hash is refused', async () => {
    await expect(store.read('0'.repeat(64))).rejects.toThrow(BlobMissing);
    await expect(store.open('0'.repeat(64))).rejects.toThrow(BlobMissing);
    await expect(store.read('../../etc/passwd')).rejects.toThrow(TypeError);
  });

  it('leave nothing behind when their source breaks', async () => {
    const broken = {
      open: () =>
        Promise.resolve(
          Readable.from(
            (function* () {
              yield Buffer.from('half');
              throw new Error('broken');
            })(),
          ),
        ),
    };
    await expect(store.put(broken)).rejects.toThrow('broken');
    if (kind === 'files') expect(await readdir(join(folder, 'blobs', 'incoming'))).toEqual([]);
  });

  it('go with the sweep when nobody uses them, not before', async () => {
    const uses = new BlobUses(dataSource);
    const [kept, dropped] = [await store.put(randomBytes(10)), await store.put(randomBytes(10))];
    await uses.add('suite:1', [kept.hash, dropped.hash]);
    await uses.add('suite:2', [kept.hash]);
    await uses.sweep(store, 0);
    expect((await store.read(dropped.hash)).length).toBe(10);
    await uses.drop('suite:1');
    await uses.sweep(store, 60_000);
    expect((await store.read(dropped.hash)).length).toBe(10);
    expect(await uses.sweep(store, 0)).toBe(1);
    await expect(store.read(dropped.hash)).rejects.toThrow(BlobMissing);
    expect((await store.read(kept.hash)).length).toBe(10);
  });

  it('are near at hand for a worker, within its bound', async () => {
    const refs = [];
    for (let at = 0; at < 3; at++) refs.push(await store.put(randomBytes(1_000)));
    const directory = join(folder, `cache-${kind}`);
    const cache = new BlobCache(store, directory, 2_500);
    for (const { hash } of refs) expect((await cache.read(hash)).length).toBe(1_000);
    if (kind === 'files') return;
    expect((await readdir(directory)).sort()).toEqual([refs[1]!.hash, refs[2]!.hash].sort());
    // One that starts later finds them there.
    const later = new BlobCache(store, directory, 2_500);
    if (kind === 's3') return;
    await dataSource.query(`DELETE FROM "blob_chunk" WHERE "hash" = $1`, [refs[2]!.hash]);
    expect((await later.read(refs[2]!.hash)).length).toBe(1_000);
  });
});
