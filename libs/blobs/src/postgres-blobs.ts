import { Readable } from 'node:stream';
import type { DataSource } from 'typeorm';
import { BlobMissing, checkedHash, type BlobRef, type BlobSource, type BlobStore } from './blob-store.js';
import { hashOf, inChunks, refOf } from './hash.js';

/** Bytes of one row: what is in memory at a time on the way in and out. */
const CHUNK_BYTES = 1024 * 1024;
const HASHES_AT_A_TIME = 500;

/** Blobs as rows of the database that all processes have, cut into chunks. */
export class PostgresBlobs implements BlobStore {
  readonly kind = 'postgres';

  constructor(private readonly dataSource: DataSource) {}

  async put(content: BlobSource | Buffer): Promise<BlobRef> {
    const ref = await (Buffer.isBuffer(content) ? refOf(content) : hashOf(content));
    // Found again counts as put again: its hour begins anew.
    const found = await this.dataSource.query<unknown[][]>(
      `UPDATE "blob" SET "stored_at" = now() WHERE "hash" = $1 RETURNING "hash"`,
      [ref.hash],
    );
    if (found[0]!.length > 0) return ref;
    await this.dataSource.transaction(async (manager) => {
      // The second of two transactions waits here for the first, and finds nothing left to do.
      const inserted = await manager.query<unknown[]>(
        `INSERT INTO "blob" ("hash", "bytes") VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING "hash"`,
        [ref.hash, ref.bytes],
      );
      if (inserted.length === 0) return;
      const source = Buffer.isBuffer(content) ? [content] : await content.open();
      let index = 0;
      let bytes = 0;
      for await (const chunk of inChunks(Readable.from(source), CHUNK_BYTES)) {
        bytes += chunk.length;
        await manager.query(`INSERT INTO "blob_chunk" ("hash", "index", "content") VALUES ($1, $2, $3)`, [
          ref.hash,
          index++,
          chunk,
        ]);
      }
      if (bytes !== ref.bytes) throw new Error('the bytes of a blob changed while it was kept');
    });
    return ref;
  }

  async open(hash: string): Promise<Readable> {
    const [blob] = await this.dataSource.query<{ bytes: string }[]>(
      `SELECT "bytes" FROM "blob" WHERE "hash" = $1`,
      [checkedHash(hash)],
    );
    if (!blob) throw new BlobMissing(hash);
    return Readable.from(this.chunksOf(hash, Math.ceil(Number(blob.bytes) / CHUNK_BYTES)), {
      objectMode: false,
    });
  }

  async read(hash: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.open(hash)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  async remove(hashes: readonly string[], minAgeMs: number): Promise<number> {
    const [{ count }] = (await this.dataSource.query<{ count: number }[]>(
      `WITH gone AS (
         DELETE FROM "blob" WHERE "hash" = ANY($1) AND "stored_at" <= now() - $2 * interval '1 millisecond' RETURNING "hash"
       ), chunks AS (DELETE FROM "blob_chunk" WHERE "hash" IN (SELECT "hash" FROM gone))
       SELECT count(*)::int AS "count" FROM gone`,
      [hashes.map(checkedHash), minAgeMs],
    )) as [{ count: number }];
    return count;
  }

  async *olderThan(minAgeMs: number): AsyncGenerator<string[]> {
    let after = '';
    for (;;) {
      const rows = await this.dataSource.query<{ hash: string }[]>(
        `SELECT "hash" FROM "blob" WHERE "hash" > $1 AND "stored_at" <= now() - $2 * interval '1 millisecond'
         ORDER BY "hash" LIMIT ${HASHES_AT_A_TIME}`,
        [after, minAgeMs],
      );
      if (rows.length === 0) return;
      yield rows.map(({ hash }) => hash);
      after = rows.at(-1)!.hash;
    }
  }

  private async *chunksOf(hash: string, count: number): AsyncGenerator<Buffer> {
    for (let index = 0; index < count; index++) {
      const [row] = await this.dataSource.query<{ content: Buffer }[]>(
        `SELECT "content" FROM "blob_chunk" WHERE "hash" = $1 AND "index" = $2`,
        [hash, index],
      );
      if (!row) throw new BlobMissing(hash);
      yield row.content;
    }
  }
}
